import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface Step {
  readonly command: string;
  /** `…` stands for the rest of a line, a line `…` for any lines. */
  readonly output: string;
}

/** The steps of a page's ```console blocks: `$ command`, with `> ` for its further lines, and what it prints. */
export function stepsOf(page: string): readonly Step[] {
  const blocks = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((step) => {
        const lines = step.split('\n');
        const more = lines.slice(1).findIndex((line) => !line.startsWith('> '));
        const command = [lines[0], ...lines.slice(1, 1 + more).map((line) => line.slice(2))].join('\n');
        return { command, output: lines.slice(1 + more).join('\n') };
      }),
  );
}

/** Makes a folder ready for the commands of a page: `netlint` is this checkout's, `snapshots` the repository's. */
export function prepare(folder: string): (command: string) => string {
  const bin = join(folder, '.bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'netlint'),
    `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'bin', 'netlint.js')}" "$@"\n`,
  );
  chmodSync(join(bin, 'netlint'), 0o755);
  symlinkSync(join(root, 'snapshots'), join(folder, 'snapshots'));
  let status = 0;
  return (command) => {
    const run = spawnSync('sh', ['-c', `(exit ${status})\n${command}`], {
      cwd: folder,
      env: { PATH: `${bin}:${process.env.PATH ?? ''}`, HOME: folder },
      encoding: 'utf8',
      timeout: 60_000,
    });
    status = run.status ?? 255;
    return `${run.stdout}${run.stderr}`;
  };
}

/** The expected text where it fits what was printed, else as it is, so that a difference reads like a diff. */
export function fillIn(expected: string, printed: string): string {
  const pattern = expected
    .split('\n')
    .map((line) => (line === '…' ? '\u0000' : line.split('…').map(escaped).join('.*')))
    .join('\n')
    .replaceAll('\u0000\n', '(?:.*\n)*?');
  return new RegExp(`^${pattern}$`).test(printed) ? printed : expected;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
