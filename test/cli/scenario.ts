import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A scenario file:
 *
 *   What it shows.
 *   ==== file rules/own/x.yaml ====       any number of files, written before
 *   ==== command ====                     lines for sh, run in a new folder; `netlint` is this checkout's
 *   ==== status ====                      0 when it is left out
 *   ==== stdout ====                      compared as a whole; not compared when it is left out
 *   ==== stderr ====                      empty when it is left out
 *
 * `<*>` in an expected text stands for any text within a line, a line `<...>` for any lines.
 */
export interface Scenario {
  readonly title: string;
  readonly files: ReadonlyMap<string, string>;
  readonly command: string;
  readonly status: number;
  readonly stdout: string | null;
  readonly stderr: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export function parseScenario(text: string): Scenario {
  const parts = text.split(/^==== (.*) ====\n/m);
  const sections = new Map<string, string>();
  for (let i = 1; i < parts.length; i += 2) sections.set(parts[i] ?? '', parts[i + 1] ?? '');
  const files = [...sections]
    .filter(([name]) => name.startsWith('file '))
    .map(([name, body]) => [name.slice('file '.length), body] as const);
  const unknown = [...sections.keys()].filter((name) => !/^(?:file .+|command|status|stdout|stderr)$/.test(name));
  if (unknown.length > 0) throw new Error(`unknown section ${unknown.join(', ')}`);
  return {
    title: (parts[0] ?? '').trim(),
    files: new Map(files),
    command: sections.get('command') ?? '',
    status: Number(sections.get('status') ?? 0),
    stdout: sections.get('stdout') ?? null,
    stderr: sections.get('stderr') ?? '',
  };
}

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a scenario's command in a folder of its own, with nothing of the caller's environment but what a process needs. */
export function runScenario({ files, command }: Scenario): Run {
  const folder = mkdtempSync(join(tmpdir(), 'netlint-scenario-'));
  try {
    const bin = join(folder, '.bin');
    mkdirSync(bin);
    writeFileSync(
      join(bin, 'netlint'),
      `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'bin', 'netlint.js')}" "$@"\n`,
    );
    chmodSync(join(bin, 'netlint'), 0o755);
    for (const [name, body] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), body.replaceAll('\\e', '\u001b'));
    }
    const env = {
      PATH: `${bin}:${process.env.PATH ?? ''}`,
      HOME: folder,
      NODE_COMPILE_CACHE: join(tmpdir(), 'netlint-scenario-cache'),
    };
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: folder,
      env,
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The expected text with its wildcards filled in from what was printed, so that a difference reads like a diff. */
export function fillIn(expected: string, printed: string): string {
  const pattern = expected
    .split('\n')
    .map((line) => (line === '<...>' ? '[^]*?' : line.split('<*>').map(escapeRegExp).join('.*?')))
    .join('\n')
    .replaceAll('[^]*?\n', '(?:.*\n)*?');
  return new RegExp(`^${pattern}$`).test(printed) ? printed : expected;
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
