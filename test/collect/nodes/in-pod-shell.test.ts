import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CAPABILITIES } from '../../../src/collect/nodes/container.ts';
import { AGENT_LOOP, ONE_LOOK } from '../../../src/collect/nodes/in-pod-shell.ts';
import { type ArmouredLog, readArmouredLog } from '../../../src/collect/nodes/log-armour.ts';
import { packScript } from '../../../src/collect/nodes/packed-script.ts';
import { probeScript } from '../../../src/collect/script.ts';
import { decodeFrame } from '../../../src/snapshot/frame.ts';
import { unshareArguments } from '../../lab/sandbox.ts';
import { isRoot, noNamespaces } from '../probe-run.ts';

/** An "image": a folder with a shell that the container sees as its root. A shell with libraries, or busybox, which has everything. */
const IMAGE = `
image() {
  mkdir -p "$1/bin" "$1/proc" "$1/dev" "$1/lib64"
  mount -t proc proc "$1/proc"
  mknod "$1/dev/null" c 1 3 2>/dev/null || { : >"$1/dev/null"; mount --bind /dev/null "$1/dev/null"; }
  shift_root=$1
  shift
  for program in "$@"; do
    cp "$(command -v "$program")" "$shift_root/bin/"
    for library in $(ldd "$(command -v "$program")" 2>/dev/null | grep -o '/[^ ]*'); do
      mkdir -p "$shift_root$(dirname "$library")"
      cp -n -L "$library" "$shift_root$library"
    done
  done
}
hide() { for program in "$@"; do mount --bind /dev/null "$(command -v "$program")"; done; }
`;

interface Options {
  /** Shell text that makes the node and the image; the folder is "$1". */
  readonly setup?: string;
  /** Words before the container's shell, and the shell. */
  readonly shell?: string;
  readonly text?: string;
  readonly words?: readonly string[];
  /** Shell text in the place of waiting for the container, whose PID is $container. */
  readonly instead?: string;
  readonly script?: string;
}

const PROBE = `printf 'netlint-frame 1 nonce=abcd netlint=0.1.0 taken=- cksum=-\\n'; pwd; ls -di /`;

describe.skipIf(noNamespaces !== null || !isRoot)('the shell text of a container, on a node of its own', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'netlint-in-pod-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function run({
    setup = ':',
    shell = 'sh',
    text = ONE_LOOK,
    words,
    instead = 'wait $container',
    script = PROBE,
  }: Options) {
    const own = mkdtempSync(join(folder, 'run-'));
    const { packing, text: packed } = packScript(script);
    mkdirSync(join(own, 'tmp'));
    const list = (words ?? ['abcd1234', packing, packed, '20']).map((word) => `'${word}'`).join(' ');
    writeFileSync(join(own, 'look.sh'), text);
    writeFileSync(
      join(own, 'run.sh'),
      `${IMAGE}\nmount --bind "$1" /mnt\nset -- /mnt\nmount --bind /mnt/tmp /tmp\nmount -t tmpfs run /run\n${setup}
      setsid -w unshare -m ${shell} -c "$(cat "$1/look.sh")" netlint ${list} >"$1/log" 2>"$1/err" &
      unshare=$!
      sleep 0.1
      container=$unshare
      ${instead}`,
    );
    const began = performance.now();
    const { stderr, status } = spawnSync('unshare', [...unshareArguments(), 'sh', join(own, 'run.sh'), own], {
      timeout: 60_000,
    });
    const log = existsSync(join(own, 'log')) ? readFileSync(join(own, 'log')) : Buffer.alloc(0);
    return {
      log,
      err: readFileSync(join(own, 'err'), 'utf8'),
      said: stderr.toString(),
      status,
      milliseconds: performance.now() - began,
      left: readdirSync(join(own, 'tmp')),
      file: (name: string) => readFileSync(join(own, name), 'utf8'),
      read: (nonce?: string): Promise<ArmouredLog> => readArmouredLog(log, nonce),
    };
  }

  test.each(['sh', 'bash --posix', 'busybox sh'])('the whole probe with %s', async (shell) => {
    const ran = run({ shell, script: probeScript('0.1.0', { sample: 0 }) });
    const { frame, problem } = await ran.read('abcd1234');
    expect([ran.err, problem]).toEqual(['', undefined]);
    expect(decodeFrame(frame as Buffer)).toMatchObject({ complete: true, problems: [] });
    expect(ran.left).toEqual([]);
  });

  test('the capabilities of the container are enough', async () => {
    const names = Object.keys(CAPABILITIES).map((name) => `+${name.toLowerCase()}`);
    const ran = run({
      shell: `setpriv --bounding-set=-all,${names.join(',')} --inh-caps=-all sh`,
      script: probeScript('0.1.0', { sample: 0 }),
    });
    const { frame } = await ran.read('abcd1234');
    const { outputs } = decodeFrame(frame as Buffer);
    expect(outputs.filter(({ stderr }) => /permi(tted|ssion)/i.test(stderr.toString())).map(({ id }) => id)).toEqual(
      [],
    );
  });

  // What a node prints of its root folder tells in which mount namespace the script was.
  test.each([
    [
      'busybox alone',
      'image "$1/image" busybox; for a in sh nsenter base64 gzip cat; do ln -sf busybox "$1/image/bin/$a"; done',
      '4000',
    ],
    [
      'a shell and chroot, everything else from the node',
      'image "$1/image" dash chroot; ln -s dash "$1/image/bin/sh"',
      '4000',
    ],
  ])('an image of %s', async (_, setup, width) => {
    const ran = run({ setup, shell: 'chroot "$1/image" /bin/sh' });
    const { frame, problem } = await ran.read('abcd1234');
    expect([ran.said, ran.err, problem]).toEqual(['', '', undefined]);
    expect(frame?.toString()).toMatch(/^netlint-frame .*\n\/\n *\d+ \/\n$/);
    expect(ran.log.toString()).toContain(`width=${width}`);
  });

  test('no gzip anywhere, then no base64 either: the script plain, the answer as it can be', async () => {
    const packed = run({ setup: 'hide gzip' });
    expect((await packed.read()).failed).toEqual({
      word: 'unpack',
      text: 'neither the image nor the node has base64 and gzip',
    });
    const ungzipped = run({ setup: 'hide gzip', words: ['abcd1234', 'plain', PROBE.replaceAll("'", '"'), '20'] });
    expect(ungzipped.log.toString()).toContain('pack=none armour=base64');
    expect((await ungzipped.read()).frame?.toString()).toContain('netlint-frame 1');
    const hex = run({ setup: 'hide gzip base64', words: ['abcd1234', 'plain', PROBE.replaceAll("'", '"'), '20'] });
    expect(hex.log.toString()).toContain('pack=none armour=hex');
    expect((await hex.read()).frame?.toString()).toContain('netlint-frame 1');
    const nothing = run({ setup: 'hide gzip base64 od', words: ['abcd1234', 'plain', 'echo', '20'] });
    expect((await nothing.read()).failed?.word).toBe('tools');
  });

  test('a node without a shell', async () => {
    const ran = run({
      setup:
        'image "$1/image" busybox; for a in sh nsenter chroot cat; do ln -sf busybox "$1/image/bin/$a"; done; hide dash bash',
      shell: 'chroot "$1/image" /bin/sh',
    });
    expect((await ran.read()).failed).toMatchObject({ word: 'door' });
    expect((await ran.read()).failed?.text).toMatch(/nsenter -t 1 -m --: exit code 12[67]/);
  });

  test('a probe that hangs is ended the hard way, and what it sent until then is there', async () => {
    const { text } = packScript(`${PROBE}; trap '' TERM; sleep 100 >/dev/null 2>&1`);
    const ran = run({ words: ['abcd1234', 'gzip', text, '2'] });
    expect((await ran.read('abcd1234')).frame?.toString()).toContain('netlint-frame 1');
    expect(ran.milliseconds).toBeLessThan(6000);
  });

  test('TERM ends the probe, and it removes its temporary folder first', async () => {
    const ran = run({
      script: probeScript('0.1.0', { sample: 30 }),
      instead: `
      i=0
      until ls -d /tmp/netlint.* >/dev/null 2>&1; do i=$((i + 1)); [ $i -lt 100 ] || exit 9; sleep 0.05; done
      sleep 0.3
      ls -d /tmp/netlint.* >"$1/there"
      kill -TERM $(ps -o pid= --ppid $(pgrep -x setsid) 2>/dev/null || pgrep -o -f abcd1234)
      wait $container`,
    });
    expect(ran.said).toBe('');
    expect(ran.milliseconds).toBeLessThan(15_000);
    expect(ran.file('there')).toMatch(/netlint\./);
    expect(ran.left).toEqual([]);
  });

  test('an agent looks again and again', async () => {
    const { packing, text } = packScript(PROBE);
    const ran = run({ text: AGENT_LOOP, words: [packing, text, '20', '1'], instead: 'sleep 2.7' });
    const heads = ran.log.toString().match(/^netlint-log 1 [0-9a-f]{8} /gm) ?? [];
    expect(heads.length).toBeGreaterThanOrEqual(2);
    expect(new Set(heads).size).toBe(heads.length);
    expect((await ran.read()).frame?.toString()).toContain('netlint-frame 1');
  });
});
