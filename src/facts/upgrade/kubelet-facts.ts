import type { ClusterModel, NodeModel } from '../../model/types.ts';
import { parseFailCgroupV1 } from '../../parse/kubelet-config.ts';
import { minorText } from '../../parse/kubernetes-version.ts';
import { absentBecause, fromReading, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactValue } from '../types.ts';
import { ofNodeObject } from './node-facts.ts';
import { isReached } from './plan-facts.ts';

export const kubeletFacts = [
  defineFact({
    name: 'node.kubelet.removedFlags',
    target: 'node',
    type: 'list',
    fields: { flag: 'string', version: 'string' },
    doc: 'Flags of the running kubelet that the target version does not know any more, with the `version` that dropped them: a kubelet with an unknown flag does not start. Only the process kubelet counts: others, such as cri-dockerd, have flags of the same names. Absent unless an upgrade is judged, and where no kubelet runs as a process of its own.',
    sources: ['processes'],
    compute: ({ node }, { cluster: { upgrade } }) => {
      if (upgrade === null) return absentBecause('nobody asked what an upgrade would meet');
      return fromReading(node.processes, (processes) => {
        const kubelet = processes.find(({ name }) => name === 'kubelet');
        if (kubelet === undefined) return absentBecause(`no process kubelet on ${node.name}`);
        return listOf(
          upgrade.changes
            .filter((change) => change.subject === 'kubelet-flags' && isReached(change, upgrade.target))
            .flatMap(({ flags, version }) =>
              flags
                .filter((flag) => Object.hasOwn(kubelet.flags, flag))
                .map((flag) => ({ flag: `--${flag}`, version: minorText(version) })),
            ),
        );
      });
    },
  }),
  defineFact({
    name: 'node.cgroup.version',
    target: 'node',
    type: 'integer',
    doc: 'Version of the control groups, 1 or 2. A hybrid mount (version 2 beside version 1) counts as 1, as it does for the kubelet.',
    sources: ['cgroup'],
    compute: ({ node }) =>
      fromReading(node.cgroupFileSystem, (type) => {
        if (type === 'cgroup2fs') return scalarValue(2);
        return type === 'tmpfs'
          ? scalarValue(1)
          : unknownBecause({ missing: 'cgroup', reason: `/sys/fs/cgroup is of the unexpected type ${type}` });
      }),
  }),
  defineFact({
    name: 'node.kubelet.takesCgroupV1',
    target: 'node',
    type: 'boolean',
    doc: 'True where the kubelet is told to start on cgroup v1 all the same: --fail-cgroupv1=false, or failCgroupV1: false in its file or in the ConfigMap kubelet-config.',
    sources: ['processes', 'kubelet-config', 'cluster/configmaps'],
    compute: ({ node }, { cluster }) => takesCgroupV1(node, cluster),
  }),
  defineFact({
    name: 'node.runtime.version',
    target: 'node',
    type: 'string',
    doc: 'Container runtime as the Node says it: `containerd://1.7.20-k3s1`.',
    sources: ['cluster/nodes'],
    compute: ({ node }) => ofNodeObject(node, 'runtimeVersion'),
  }),
  defineFact({
    name: 'node.runtime.isContainerd1',
    target: 'node',
    type: 'boolean',
    doc: 'True for containerd of a version before 2.0.',
    sources: ['cluster/nodes'],
    compute: ({ node }) => {
      const runtime = ofNodeObject(node, 'runtimeVersion');
      return runtime.state === 'value' ? scalarValue(/^containerd:\/\/v?[01]\./.test(String(runtime.value))) : runtime;
    },
  }),
] as const;

/** The flag wins over the file (cmd/kubelet/app/server.go, kubeletConfigFlagPrecedence); where neither says it, 1.35 and later refuse. */
function takesCgroupV1(node: NodeModel, { configMaps }: ClusterModel): FactValue {
  const { processes } = node;
  const flag =
    processes.state === 'known'
      ? processes.value.find(({ name }) => name === 'kubelet')?.flags['fail-cgroupv1']
      : undefined;
  if (flag !== undefined) return scalarValue(flag === 'false');
  const own = node.kubelet.dns;
  if (own.state === 'known') return scalarValue(own.value.failCgroupV1 === false);
  const shared = configMaps.state === 'known' ? configMaps.value.get('kube-system/kubelet-config')?.kubelet : undefined;
  if (shared !== undefined) return scalarValue(parseFailCgroupV1(shared) === false);
  return own.state === 'unknown' ? unknownBecause(own) : scalarValue(false);
}
