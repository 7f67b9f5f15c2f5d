import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Probe, ProbeCommand } from '../../src/collect/probe.ts';
import { probeScript } from '../../src/collect/script.ts';
import { decodeFrame } from '../../src/snapshot/frame.ts';
import { scratchFolders } from '../support/scratch.ts';
import { noNamespaces, outputOf, programs, runProbe, SMALL_NODE } from './probe-run.ts';

const scratch = scratchFolders();

const probe = (id: string, commands: readonly ProbeCommand[], more: Partial<Probe> = {}): Probe => ({
  id,
  area: 'system',
  scope: 'host',
  purpose: 'a test',
  commands,
  ...more,
});

const shells = ['dash', 'busybox ash', 'bash --posix'];

describe.skipIf(noNamespaces)('limits', () => {
  const probes = [
    probe('hangs', [{ tool: 'hang' }], { seconds: 1 }),
    probe('talks', [{ tool: 'talk' }], { cap: 8192 }),
    probe('fails', [{ tool: 'fail' }]),
    probe('falls-back', [{ tool: 'nothing-there' }, { tool: 'refuse' }, { files: ['/proc/version'] }]),
    probe('bytes', [{ shell: "printf '\\000\\001\\377\\nnetlint-end x'", label: 'odd bytes' }]),
    probe('filtered', [{ tool: 'fail', filter: "sed 's/half/(hidden)/'" }]),
    probe('filter-fails', [{ tool: 'mark', filter: 'no-such-filter' }]),
    probe('after', [{ tool: 'mark' }]),
  ];
  const scripts = {
    hang: 'echo before; sleep 30',
    talk: 'i=0; while [ $i -lt 3000 ]; do echo 0123456789; i=$((i + 1)); done',
    fail: 'echo half; echo "it failed" >&2; exit 7',
    mark: 'echo last',
    refuse: 'echo "unknown option" >&2; exit 2',
  };

  it.each(shells)(
    'are kept and told, and cost no other command its output (%s)',
    (shell) => {
      const folder = scratch();
      const path = `${programs(folder, [], scripts)}:$PATH`;
      const { frame, stderr } = runProbe(folder, {
        script: probeScript('0.1.0', {}, probes),
        shell: shell.split(' '),
        path,
      });
      expect(stderr).toBe('');
      expect(frame.problems).toEqual([]);
      const of = (id: string) => {
        const { status, exit, stdout, stderr: said } = outputOf(frame, id);
        return [status, exit, stdout.toString(), said.toString()];
      };
      expect(of('hangs').slice(0, 1)).toEqual(['timeout']);
      expect(of('hangs').slice(2)).toEqual(['before\n', 'stopped after 1 s\n']);
      expect(outputOf(frame, 'talks').status).toBe('capped');
      expect(outputOf(frame, 'talks').stdout).toHaveLength(8192);
      expect(of('fails')).toEqual(['error', 7, 'half\n', 'it failed\n']);
      expect(of('falls-back').slice(0, 2)).toEqual(['ok', 0]);
      expect(of('falls-back')[3]).toBe('nothing-there: not found\nunknown option\n');
      expect(outputOf(frame, 'falls-back').command).toBe('cat /proc/version');
      expect(outputOf(frame, 'bytes').stdout).toEqual(Buffer.from([0, 1, 255, ...Buffer.from('\nnetlint-end x')]));
      expect(of('filtered')).toEqual(['error', 7, '(hidden)\n', 'it failed\n']);
      expect(outputOf(frame, 'filter-fails')).toMatchObject({ status: 'error', stdout: Buffer.alloc(0) });
      expect(of('after')).toEqual(['ok', 0, 'last\n', '']);
    },
    30_000,
  );

  it('hold without a timeout command', () => {
    const folder = scratch();
    const path = programs(folder, ['sh', 'cat', 'cksum', 'mktemp', 'rm', 'rmdir', 'ls', 'sleep', 'sed'], scripts);
    const { frame, stderr } = runProbe(folder, { script: probeScript('0.1.0', {}, probes), path });
    expect(stderr).toBe('');
    expect(outputOf(frame, 'hangs')).toMatchObject({ status: 'timeout', stdout: Buffer.from('before\n') });
    expect(outputOf(frame, 'talks').status).toBe('capped');
    expect(outputOf(frame, 'fails')).toMatchObject({ status: 'error', exit: 7 });
    expect(outputOf(frame, 'after').status).toBe('ok');
  });

  it.each(shells)(
    'a tool that hangs in a pod costs that pod its rest, and no other pod (%s)',
    (shell) => {
      const folder = scratch();
      const path = `${programs(folder, [], { once: 'echo here; [ "$netns" != "$hanging" ] || sleep 30', mark: 'echo marked' })}:$PATH`;
      const both = { scope: 'both', seconds: 1 } as const;
      const pods = [
        probe('first', [{ tool: 'mark' }], both),
        probe('maybe', [{ tool: 'once' }], both),
        probe('rest', [{ tool: 'mark' }], both),
      ];
      const script = probeScript('0.1.0', {}, pods).replace('timeout -k 5 60', 'timeout -k 5 1');
      const setup = `${SMALL_NODE}\nexport hanging="net:[$(ls -i /run/netns/cni-1 | cut -d ' ' -f 1)]"`;
      const { frame } = runProbe(folder, { script, setup, path, shell: shell.split(' ') });
      expect(frame.problems).toEqual([]);
      const [slow, fine] = ['cni-1', 'cni-2'].map(
        (name) => frame.namespaces.find((netns) => netns.name === name)?.id ?? '',
      );
      const statuses = (netns = ''): readonly string[] => pods.map(({ id }) => outputOf(frame, id, netns).status);
      expect(statuses(fine)).toEqual(['ok', 'ok', 'ok']);
      expect(statuses(slow).slice(0, 2)).toEqual(['ok', 'timeout']);
      expect(outputOf(frame, 'maybe', slow).stdout.toString()).toBe('here\n');
      if (!shell.startsWith('busybox'))
        expect(outputOf(frame, 'rest', slow).stderr.toString()).toMatch(/^not run: the time/);
    },
    30_000,
  );

  it('the budget for all: what is left is noted as not run', () => {
    const folder = scratch();
    const path = `${programs(folder, [], { slow: 'sleep 1.2' })}:$PATH`;
    const script = probeScript('0.1.0', {}, [probe('one', [{ tool: 'slow' }]), probe('two', [{ tool: 'slow' }])]);
    const { frame } = runProbe(folder, { script, path, arguments: ['--budget', '1', '--sample', '0'] });
    expect(frame.complete).toBe(true);
    expect(frame.outputs.map(({ status }) => status)).toEqual(['ok', 'skipped']);
    expect(outputOf(frame, 'two').stderr.toString()).toMatch(/^not run: the time/);
  });

  it('more namespaces than wanted: said, and the others are read', () => {
    const script = probeScript('0.1.0', { maxNamespaces: 1 }, [
      probe('ip-addr', [{ tool: 'ip -j addr show' }], { scope: 'both' }),
    ]);
    const { frame } = runProbe(scratch(), { script, setup: SMALL_NODE });
    expect(frame.namespaces).toHaveLength(1);
    expect(frame.problems).toEqual(['1 of 2 namespaces were not looked at: the limit is 1']);
  });

  it('no room for temporary files: said for each output that was lost', () => {
    const big = { shell: 'while :; do printf %01000d 0 || return 1; done', label: 'much' };
    const script = probeScript('0.1.0', {}, [probe('big', [big]), probe('small', [{ files: ['/proc/version'] }])]);
    const setup = 'mount -t tmpfs -o size=300k small "$1/tmp"';
    const { frame } = runProbe(scratch(), { script, setup });
    expect(outputOf(frame, 'big').status).toBe('error');
    expect(outputOf(frame, 'big').stderr.toString()).toMatch(/no space left|No space left/);
    expect(outputOf(frame, 'small').status).toBe('ok');
  });
});

describe('a signal', () => {
  it.each(shells)('makes the script send what it has, and leave no files (%s)', async (shell) => {
    const folder = scratch();
    const probes = [probe('version', [{ files: ['/proc/version'] }]), probe('hangs', [{ tool: 'sleep 3' }])];
    writeFileSync(join(folder, 'probe.sh'), probeScript('0.1.0', {}, probes));
    const [command = '', ...options] = shell.split(' ');
    const child = spawn(command, [...options, join(folder, 'probe.sh')], { env: { ...process.env, TMPDIR: folder } });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    setTimeout(() => child.kill('SIGTERM'), 1000);
    const [code] = await once(child, 'close');
    const frame = decodeFrame(Buffer.concat(chunks));
    expect(code).toBe(1);
    expect(outputOf(frame, 'version').status).toBe('ok');
    expect(frame.problems).toContain('stopped by a signal before the end');
    expect(readdirSync(folder)).toEqual(['probe.sh']);
  });
});
