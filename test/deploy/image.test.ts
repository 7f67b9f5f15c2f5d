import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { ONE_LOOK } from '../../src/collect/nodes/in-pod-shell.ts';
import { netlintVersion } from '../../src/version.ts';
import { buildImage, type Image } from './image/build.ts';
import { requireImage } from './image/requirements.ts';
import { runInImage } from './image/run.ts';

const reason = requireImage();
const repository = fileURLToPath(new URL('../..', import.meta.url));
const snapshots = join(repository, 'snapshots');
const snapshot = 'arp-mac-mismatch-lab';

describe.skipIf(reason !== null)(
  `the Dockerfile's steps, on a Debian of debootstrap${reason === null ? '' : ` (skipped: ${reason})`}`,
  { timeout: 60_000 },
  () => {
    let image: Image;
    const netlint = (...args: readonly string[]) =>
      runInImage(image, [...image.entrypoint, ...args], { folder: snapshots });

    beforeAll(async () => {
      image = await buildImage();
    }, 240_000);

    test('netlint --version, as a user without a name, with a read-only root and without network', async () => {
      const { code, stdout, stderr } = await netlint('--version');
      expect(stderr).toBe('');
      expect(stdout).toBe(`${netlintVersion()}\n`);
      expect(code).toBe(0);
      expect(image.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect((await runInImage(image, ['id', '-u'])).stdout).toBe(`${image.user.split(':')[0]}\n`);
      const written = await runInImage(image, ['sh', '-c', 'echo x > /opt/netlint/x || echo x > /x']);
      expect(written.stderr).toContain('Read-only file system');
    });

    test('a scan of a snapshot prints what it prints here', async () => {
      const there = await netlint('scan', `/mnt/${snapshot}`);
      const here = spawnSync(
        process.execPath,
        [join(repository, 'bin/netlint.js'), 'scan', join(snapshots, snapshot)],
        {
          encoding: 'utf8',
        },
      );
      expect(there.stdout).toBe(here.stdout);
      expect(there.code).toBe(1);
    });

    test('an audit keeps its night in /var/lib/netlint', async () => {
      const words = ['netlint', 'audit', '--out', '/var/lib/netlint', '--no-config', `/mnt/${snapshot}`];
      const { stdout, stderr } = await runInImage(
        image,
        ['sh', '-c', '"$@"; code=$?; ls /var/lib/netlint; exit $code', 'sh', ...words],
        { folder: snapshots },
      );
      expect(stderr).not.toContain('a bug in netlint');
      expect(stdout).toContain('history.json');
      expect(stdout).toContain('latest');
    });

    test('it has what the pods on the nodes take from their image', async () => {
      const tools = ['nsenter', 'chroot', 'base64', 'gzip', 'cksum', 'cat', 'sleep', 'od'];
      const each = 'for tool; do command -v "$tool" || echo "no $tool"; done';
      const { stdout } = await runInImage(image, ['sh', '-c', each, 'sh', ...tools]);
      expect(stdout.trim().split('\n')).toEqual(tools.map((tool) => expect.stringMatching(`^/.*/${tool}$`)));
    });

    test('the shell text of such a pod comes through the door of the node', async () => {
      // The node's first process is the one that entered the namespaces here.
      const words = ['nonce1234', 'plain', 'echo looked; id -u', '20'];
      const { stdout } = await runInImage(image, ['/bin/sh', '-c', ONE_LOOK, 'netlint', ...words], { root: true });
      expect(stdout).toMatch(/^netlint-log 1 nonce1234 pack=gzip armour=base64 width=4000 /m);
    });

    test('no package manager and no other sources are in it', async () => {
      for (const program of ['npm', 'npx', 'yarn']) {
        const { code } = await runInImage(image, ['sh', '-c', `command -v ${program}`]);
        expect(code, program).not.toBe(0);
      }
      const { stdout } = await runInImage(image, ['ls', '/opt/netlint']);
      expect(stdout.trim().split('\n')).toEqual([
        'LICENSE',
        'bin',
        'dist',
        'node_modules',
        'package.json',
        'rules',
        'schema',
      ]);
    });
  },
);
