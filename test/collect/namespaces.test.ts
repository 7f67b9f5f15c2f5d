import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeScript } from '../../src/collect/script.ts';
import { scratchFolders } from '../support/scratch.ts';
import { noNamespaces, outputOf, runProbe } from './probe-run.ts';

const scratch = scratchFolders();
const probes = [
  { id: 'ip-addr', area: 'links', scope: 'both', purpose: 'a test', commands: [{ tool: 'ip -j addr show' }] },
] as const;
const script = probeScript('0.1.0', {}, probes);

describe.skipIf(noNamespaces)('namespaces', () => {
  it('are found under /run/netns and in /proc, each once, with the names of their processes', () => {
    const setup = `
ip netns add named
ip netns exec named sleep 20 &
ip netns exec named sleep 20 &
unshare -n sleep 20 &
sleep 0.3`;
    const { frame } = runProbe(scratch(), { script, setup });
    expect(frame.problems).toEqual([]);
    expect(frame.namespaces.map(({ name, processes }) => [name, processes]).sort()).toEqual([
      [null, ['sleep']],
      ['named', ['sleep']],
    ]);
    for (const { id } of frame.namespaces) expect(outputOf(frame, 'ip-addr', id).status).toBe('ok');
  });

  it('a file that is left over is told and costs nothing', () => {
    const setup = 'ip netns add good; touch /run/netns/stale "/run/netns/two words"';
    const { frame } = runProbe(scratch(), { script, setup });
    expect(frame.namespaces.map(({ name }) => name)).toEqual(['good']);
    expect([...frame.problems].sort()).toEqual([
      '/run/netns/stale is no namespace (left over?)',
      'a file in /run/netns has a name with odd characters and was not looked at',
    ]);
  });

  it('that vanish before they are entered are noted with what nsenter says', () => {
    const vanishing = script.replace(
      'enter_namespace\n    netns=host',
      'door=/nothing/there; enter_namespace\n    netns=host',
    );
    const { frame } = runProbe(scratch(), { script: vanishing, setup: 'ip netns add gone' });
    const [netns] = frame.namespaces;
    const output = outputOf(frame, 'ip-addr', netns?.id);
    expect(output.status).toBe('error');
    expect(output.stderr.toString()).toMatch(/\/nothing\/there.*No such file/);
  });

  it.each([
    [
      'systemd, cgroup v2',
      '0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod6d2a1c3e_0f1b_4c55_9a77_2b8e0d9c1f00.slice/cri-containerd-8f.scope',
      '6d2a1c3e-0f1b-4c55-9a77-2b8e0d9c1f00',
    ],
    [
      'cgroupfs, v1',
      '12:pids:/\n4:memory:/kubepods/besteffort/pod6d2a1c3e-0f1b-4c55-9a77-2b8e0d9c1f00/8f3a',
      '6d2a1c3e-0f1b-4c55-9a77-2b8e0d9c1f00',
    ],
    [
      'a static pod',
      '0::/kubepods.slice/kubepods-pod0123456789abcdef0123456789abcdef.slice/crio-1.scope',
      '0123456789abcdef0123456789abcdef',
    ],
    ['no pod', '0::/machine.slice/libpod-podcast.scope', null],
  ])('know their pod from the cgroup: %s', (_, cgroup, uid) => {
    const folder = scratch();
    writeFileSync(join(folder, 'cgroup'), `${cgroup}\n`);
    const setup = 'ip netns add pod; ip netns exec pod sleep 20 & sleep 0.2';
    const { frame } = runProbe(folder, { script: script.replaceAll('/proc/$1/cgroup', join(folder, 'cgroup')), setup });
    expect(frame.namespaces.map(({ podUid }) => podUid)).toEqual([uid]);
  });
});
