import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What stands in for `node:VERSION-SUITE-slim`: a Debian of that suite, that Node, and an npm, where the image has them. */
export function makeBase(cache: string, image: string): { readonly key: string; readonly folder: string } {
  const [, version, suite] = /^node:(\d+\.\d+\.\d+)-([a-z]+)-slim$/.exec(image) ?? [];
  const node = join(root, 'node_modules/node');
  const there = (JSON.parse(readFileSync(join(node, 'package.json'), 'utf8')) as { version: string }).version;
  if (version === undefined || suite === undefined) throw new Error(`Dockerfile: ${image} pins no Node and Debian`);
  if (version !== there)
    throw new Error(`Dockerfile: ${image} has another Node than the tests (${there}): make both the same.`);
  const key = createHash('sha256')
    .update([image, npmFolder(), readFileSync(fileURLToPath(import.meta.url), 'utf8')].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cache, `base-${key}`);
  if (existsSync(folder)) return { key, folder };
  const making = join(cache, `.base-${key}-${process.pid}`);
  rmSync(making, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  debootstrap(suite, making);
  mkdirSync(join(making, 'usr/local/lib/node_modules'), { recursive: true });
  cpSync(join(node, 'bin/node'), join(making, 'usr/local/bin/node'));
  cpSync(npmFolder(), join(making, 'usr/local/lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true });
  for (const name of ['npm', 'npx'])
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(making, 'usr/local/bin', name));
  // Something to mount the machine's on; builders do the same.
  writeFileSync(join(making, 'etc/resolv.conf'), '');
  renameSync(making, folder);
  return { key, folder };
}

function debootstrap(suite: string, folder: string): void {
  const { status, stdout, stderr } = spawnSync('debootstrap', ['--variant=minbase', suite, folder], {
    encoding: 'utf8',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' },
  });
  if (status !== 0) throw new Error(`debootstrap ${suite} failed: ${(stderr + stdout).slice(-1000)}`);
  // As in Debian's "slim" images.
  for (const path of ['usr/share/doc', 'usr/share/locale', 'usr/share/man', 'var/cache/apt', 'var/lib/apt/lists'])
    rmSync(join(folder, path), { recursive: true, force: true });
}

/** The npm that is on PATH. */
function npmFolder(): string {
  const found = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm'));
  const npm = found.find((path) => existsSync(path));
  if (npm === undefined) throw new Error('npm is not on PATH');
  return dirname(dirname(realpathSync(npm)));
}
