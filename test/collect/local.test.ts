import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runScript } from '../../src/collect/local.ts';
import { probeScript } from '../../src/collect/script.ts';
import { decodeFrame } from '../../src/snapshot/frame.ts';
import { netlintVersion } from '../../src/version.ts';
import { unshareArguments } from '../lab/sandbox.ts';
import { noNamespaces } from './probe-run.ts';

describe('runScript', () => {
  it('gives what the script wrote', async () => {
    expect(await runScript('printf out; printf err >&2', 10)).toEqual({ frame: Buffer.from('out'), stderr: 'err' });
  });

  it('says that it ended badly', async () => {
    expect((await runScript('exit 3', 10)).problem).toBe('the probe script ended with exit code 3');
  });

  it('stops it, with what it started, at the deadline and keeps what has come', async () => {
    const begun = performance.now();
    const { frame, problem } = await runScript('echo begun; sleep 20', 0.5);
    expect([frame.toString(), problem]).toEqual(['begun\n', 'the probe was stopped after 0.5 s']);
    expect(performance.now() - begun).toBeLessThan(8000);
  });

  it('stops it when it writes without end', async () => {
    const { frame, problem } = await runScript('while :; do echo 0123456789; done', 10, 100_000);
    expect(problem).toBe('the probe printed more than 100000 bytes and was stopped');
    expect(frame.length).toBeLessThanOrEqual(100_000);
  });
});

const netlint = ['bin/netlint.js', 'probe'];

describe('netlint probe', () => {
  it.skipIf(noNamespaces)('prints a frame of the machine it runs on', () => {
    const words = [...unshareArguments(), process.execPath, ...netlint, '--sample', '0'];
    const done = spawnSync('unshare', words, { maxBuffer: 1 << 28 });
    expect([done.status, done.stderr.toString()]).toEqual([0, '']);
    const frame = decodeFrame(done.stdout);
    expect(frame).toMatchObject({ netlint: netlintVersion(), complete: true, problems: [] });
    expect(frame.outputs.find(({ id }) => id === 'ip-link')?.stdout.toString()).toContain('"ifname":"lo"');
  });

  it('--script prints the script, --list the table, both on stdout', () => {
    const run = (...words: readonly string[]) => spawnSync(process.execPath, [...netlint, ...words]);
    const script = run('--script', '--sample', '5');
    expect(script.stdout.toString()).toBe(probeScript(netlintVersion(), { sample: 5 }));
    const list = run('--list');
    expect(list.stdout.toString()).toMatch(
      /^ID +AREA +WHERE +COMMAND +WHAT FOR\nuname +system +node +uname -srm +kernel release/,
    );
    expect([script.stderr.toString(), list.stderr.toString(), script.status, list.status]).toEqual(['', '', 0, 0]);
  });
});
