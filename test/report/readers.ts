import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Programs that read netlint's outputs, and the Debian packages that have them (packages.txt). */
const readers = {
  promtool: { path: '/usr/bin/promtool', package: 'prometheus' },
  xmllint: { path: '/usr/bin/xmllint', package: 'libxml2-utils' },
  'cmark-gfm': { path: '/usr/bin/cmark-gfm', package: 'cmark-gfm' },
  junitparser: { path: '/usr/lib/python3/dist-packages/junitparser', package: 'python3-junitparser' },
} as const;

export type Reader = keyof typeof readers;

/** Null when the reader is here, else why its tests are skipped. Where CI is set a missing one is an error instead. */
export function requireReader(name: Reader): string | null {
  const { path, package: debian } = readers[name];
  if (existsSync(path)) return null;
  const reason = `${path} is missing: install ${debian}`;
  if (process.env.CI) throw new Error(`the tests with ${name} cannot run, and CI is set: ${reason}`);
  process.stderr.write(`the tests with ${name} are skipped: ${reason}\n`);
  return reason;
}

export interface Read {
  readonly status: number | null;
  readonly stdout: string;
  /** stdout and stderr together, for messages. */
  readonly said: string;
}

/** Hands `text` to a program on its stdin. */
export function read(argv: readonly [string, ...string[]], text: string, cwd?: string): Read {
  const [program, ...args] = argv;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    input: text,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (error !== undefined) throw error;
  return { status, stdout, said: `${stdout}${stderr}` };
}
