import type { NodeModel, Workload } from '../../model/types.ts';
import type { FactContext } from '../types.ts';

/** What carries out NetworkPolicies on a node. */
export type EngineState =
  | { readonly state: 'runs'; readonly engine: string }
  /** Looked, and nothing does. */
  | { readonly state: 'none'; readonly reason: string }
  | { readonly state: 'unknown'; readonly missing: string; readonly reason: string };

/** Processes that carry out policies, by their name (cut to 15 characters by the kernel). */
const PROCESSES: ReadonlyMap<string, string> = new Map([
  ['calico-node', 'calico'],
  ['felix', 'calico'],
  ['cilium-agent', 'cilium'],
  ['antrea-agent', 'antrea'],
  ['kube-router', 'kube-router'],
  ['weave-npc', 'weave'],
  ['kube-network-po', 'kube-network-policies'],
  ['ovnkube', 'ovn-kubernetes'],
  ['kube-ovn-daemon', 'kube-ovn'],
  ['openshift-sdn-n', 'openshift-sdn'],
]);

/** k3s and RKE2 have kube-router's policy controller inside, on servers and agents alike. */
const EMBEDDING: ReadonlySet<string> = new Set(['k3s', 'k3s-server', 'k3s-agent']);

/** Images of DaemonSets that carry out policies; a process that none of the names above fits may be theirs. */
const IMAGES: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)(?:mirrored-)?calico[-/]node[:@]/, 'calico'],
  [/(?:^|\/)cilium(?:\/cilium)?[:@]/, 'cilium'],
  [/(?:^|\/)antrea-(?:ubuntu|agent|agent-ubuntu|agent-ubi)[:@]/, 'antrea'],
  [/(?:^|\/)kube-router[:@]/, 'kube-router'],
  [/(?:^|\/)weave-npc[:@]/, 'weave'],
  [/(?:^|\/)kube-network-policies[:@]/, 'kube-network-policies'],
  [/(?:^|\/)aws-network-policy-agent[:@]/, 'aws-network-policy-agent'],
  [/(?:^|\/)azure-npm[:@]/, 'azure-npm'],
];

/** CNI plugins that are known to carry out nothing themselves. */
const WITHOUT_POLICIES: ReadonlySet<string> = new Set([
  'flannel',
  'bridge',
  'ptp',
  'ipvlan',
  'macvlan',
  'host-device',
  'vlan',
]);
/** Plugins that only add to another one. */
const CHAINED: ReadonlySet<string> = new Set(['portmap', 'bandwidth', 'tuning', 'firewall', 'sbr', 'loopback', 'vrf']);

/** Who carries out policies on the node: seen as a process; nobody only where processes, DaemonSets and CNI plugin all say so. */
export function engineOf(context: FactContext, node: NodeModel): EngineState {
  return context.memo(`policy engine of ${node.name}`, () => {
    const { processes } = node;
    if (processes.state !== 'known')
      return {
        state: 'unknown',
        missing: processes.state === 'unknown' ? processes.missing : 'processes',
        reason: processes.reason,
      };
    for (const { name, flags } of processes.value) {
      const engine = PROCESSES.get(name);
      if (engine === 'kube-router' && flags['run-firewall'] === 'false') continue;
      if (engine !== undefined) return { state: 'runs', engine };
      if (EMBEDDING.has(name) && !isSwitchedOff(context)) return { state: 'runs', engine: 'k3s' };
    }
    return nobody(context, node);
  });
}

/** A server of k3s is told, and its agents follow. */
const isSwitchedOff = ({ cluster: { nodes } }: FactContext): boolean =>
  nodes.some(
    ({ processes }) =>
      processes.state === 'known' &&
      processes.value.some(({ name, flags }) => EMBEDDING.has(name) && 'disable-network-policy' in flags),
  );

function nobody({ cluster: { workloads } }: FactContext, node: NodeModel): EngineState {
  if (workloads.state === 'unknown') return workloads;
  const all = workloads.state === 'known' ? workloads.value : [];
  const engine = all.map(engineIn).find((one) => one !== undefined);
  if (engine !== undefined)
    return {
      state: 'unknown',
      missing: 'processes',
      reason: `the cluster has ${engine}, and its process was not seen on ${node.name}`,
    };
  if (workloads.state === 'known' && workloads.partial !== undefined)
    return { state: 'unknown', missing: 'cluster/daemonsets', reason: workloads.partial };
  const { configs } = node.cni;
  if (configs.state === 'unknown') return configs;
  const plugins =
    configs.state === 'known' ? (configs.value.find(({ broken }) => broken === undefined)?.plugins ?? []) : [];
  const other = plugins.map(({ type }) => type).find((type) => !WITHOUT_POLICIES.has(type) && !CHAINED.has(type));
  if (other !== undefined)
    return {
      state: 'unknown',
      missing: 'cni-config',
      reason: `whether the CNI plugin ${other} carries out policies is not known`,
    };
  if (plugins.length === 0)
    return { state: 'unknown', missing: 'cni-config', reason: `${node.name} has no CNI configuration` };
  return { state: 'none', reason: `no policy engine runs on ${node.name}, and ${plugins[0]?.type} has none` };
}

function engineIn({ kind, images }: Workload): string | undefined {
  if (kind !== 'DaemonSet') return undefined;
  return IMAGES.find(([image]) => images.some((name) => image.test(name)))?.[1];
}

/** Whether an ipBlock matches addresses of pods: engines that know rules by address do, Cilium keeps pods apart. */
export function blocksMatchPods(engine: string): boolean | undefined {
  if (engine === 'cilium') return false;
  return [
    'calico',
    'kube-router',
    'k3s',
    'weave',
    'antrea',
    'ovn-kubernetes',
    'kube-ovn',
    'kube-network-policies',
  ].includes(engine)
    ? true
    : undefined;
}
