import type { NodeModel } from '../../model/types.ts';
import { absentBecause, fromReading, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { podsOfKubeProxy } from '../services/kube-proxy-pods.ts';
import { kernelOf } from '../services/kube-proxy-rules.ts';
import { defineFact, type FactValue } from '../types.ts';

/** What kube-proxy's rules in iptables mode need of the kernel, whichever back end of iptables writes them. */
const MODULES = ['xt_comment', 'xt_mark', 'xt_conntrack'] as const;

/** Names in os-release of what is built from RHEL; its major is the number behind. */
const RHEL_FAMILY =
  /^(?:Red Hat Enterprise Linux|Rocky Linux|AlmaLinux|Oracle Linux(?: Server)?|CentOS Stream|CentOS Linux)(?: release)? (\d{1,3})\b/;

export const nodeFacts = [
  defineFact({
    name: 'node.kernel.release',
    target: 'node',
    type: 'string',
    doc: 'Release of the running kernel: `5.14.21-150500.53-default`.',
    sources: ['uname', 'cluster/nodes'],
    compute: ({ node }) => kernel(node),
  }),
  defineFact({
    name: 'node.kernel.number',
    target: 'node',
    type: 'integer',
    doc: 'The first two numbers of the running kernel as one: 1000 × major + minor, so 5013 for 5.13.',
    sources: ['uname', 'cluster/nodes'],
    compute: ({ node }) => {
      const release = kernel(node);
      if (release.state !== 'value') return release;
      const [, major, minor] = /^(\d{1,3})\.(\d{1,3})/.exec(String(release.value)) ?? [];
      return major === undefined
        ? unknownBecause({ missing: 'uname', reason: `"${release.value}" is no release of a kernel` })
        : scalarValue(1000 * Number(major) + Number(minor));
    },
  }),
  defineFact({
    name: 'node.os.name',
    target: 'node',
    type: 'string',
    doc: 'What the operating system calls itself: `Rocky Linux 10.0 (Red Quartz)`.',
    sources: ['os-release', 'cluster/nodes'],
    compute: ({ node }) => operatingSystem(node),
  }),
  defineFact({
    name: 'node.os.withoutIptables',
    target: 'node',
    type: 'boolean',
    doc: 'True for distributions whose kernel package leaves the modules of iptables out: RHEL 10 and what is built from it.',
    sources: ['os-release', 'cluster/nodes'],
    compute: ({ node }) => {
      const name = operatingSystem(node);
      if (name.state !== 'value') return name;
      return scalarValue(Number(RHEL_FAMILY.exec(String(name.value))?.[1] ?? 0) >= 10);
    },
  }),
  defineFact({
    name: 'node.iptables.missingModules',
    target: 'node',
    type: 'list',
    fields: { module: 'string' },
    doc: "Kernel modules that kube-proxy's rules in iptables mode need and that are not loaded. None where such rules are in the kernel already: then it can do what they need. Built-in modules are not listed by the kernel, so this is for distributions that build them as modules.",
    sources: ['modules', 'iptables-nft-save4', 'iptables-legacy-save4'],
    compute: ({ node }, context) => {
      if (kernelOf(context, node, 4).size > 0 || kernelOf(context, node, 6).size > 0) return listOf([]);
      return fromReading(node.modules, (loaded) =>
        listOf(MODULES.filter((module) => !loaded.has(module)).map((module) => ({ module }))),
      );
    },
  }),
  defineFact({
    name: 'node.kubeProxy.inPod',
    target: 'node',
    type: 'boolean',
    doc: "Whether kube-proxy runs in a pod, and so with its image's tools; else it needs the node's own.",
    sources: ['cluster/pods'],
    compute: ({ node }, { cluster }) =>
      fromReading(cluster.pods, () => scalarValue(podsOfKubeProxy(cluster, node).length > 0)),
  }),
  defineFact({
    name: 'node.nft.tool',
    target: 'node',
    type: 'string',
    values: ['there', 'missing'],
    doc: 'Whether the node has the command nft.',
    sources: ['nft-tables'],
    compute: ({ node }) => fromReading(node.hasNft, (has) => scalarValue(has ? 'there' : 'missing')),
  }),
] as const;

function kernel(node: NodeModel): FactValue {
  if (node.system.state === 'known' && node.system.value.kernel !== '') return scalarValue(node.system.value.kernel);
  return ofNodeObject(node, 'kernelVersion');
}

function operatingSystem(node: NodeModel): FactValue {
  const own = node.system.state === 'known' ? node.system.value.os : null;
  return own === null ? ofNodeObject(node, 'osImage') : scalarValue(own);
}

/** What the kubelet told the API, where the machine itself was not read. */
export function ofNodeObject(
  { kubernetes, system }: NodeModel,
  field: 'kernelVersion' | 'osImage' | 'runtimeVersion',
): FactValue {
  const value = kubernetes.state === 'known' ? kubernetes.value[field] : null;
  if (value !== null) return scalarValue(value);
  if (kubernetes.state === 'unknown') return unknownBecause(kubernetes);
  if (system.state === 'unknown' && field !== 'runtimeVersion') return unknownBecause(system);
  return kubernetes.state === 'absent'
    ? absentBecause(kubernetes.reason)
    : unknownBecause({ missing: 'cluster/nodes', reason: `Node ${kubernetes.value.name} has no nodeInfo.${field}` });
}
