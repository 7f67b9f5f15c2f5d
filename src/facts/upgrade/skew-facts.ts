import type { Unknown } from '../../model/reading.ts';
import type { NodeModel } from '../../model/types.ts';
import { type KubernetesVersion, parseKubernetesVersion } from '../../parse/kubernetes-version.ts';
import { absentBecause, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { apiServers } from './api-servers.ts';
import { kubeProxyVersion } from './kube-proxy-version.ts';
import { farFromKubelet, outsideOf, tooOldFor } from './skew.ts';

const skewFields = { version: 'string', of: 'string', other: 'string', minors: 'integer', allowed: 'string' } as const;

const skewDoc = (what: string): string =>
  `One item where ${what}: its \`version\`, that \`of\` what it must fit (\`other\`), by how many \`minors\` it is older (below zero: newer), and what is \`allowed\`.`;

type Gap = Pick<Unknown, 'missing' | 'reason'>;
type Answer = KubernetesVersion | Gap | { readonly none: string };

export const skewFacts = [
  defineFact({
    name: 'node.kubelet.version',
    target: 'node',
    type: 'string',
    doc: "Version of the node's kubelet, as the Node says it: `v1.33.4-eks-5e0fdde`.",
    sources: ['cluster/nodes'],
    compute: ({ node }) => {
      const { kubernetes } = node;
      if (kubernetes.state === 'unknown') return unknownBecause(kubernetes);
      if (kubernetes.state === 'absent') return absentBecause(kubernetes.reason);
      const { kubeletVersion, name } = kubernetes.value;
      return kubeletVersion === null
        ? unknownBecause({ missing: 'cluster/nodes', reason: `Node ${name} names no version of its kubelet` })
        : scalarValue(kubeletVersion);
    },
  }),
  defineFact({
    name: 'node.kubelet.outsideSkew',
    target: 'node',
    type: 'list',
    fields: skewFields,
    doc: skewDoc('the kubelet does not fit the API servers of today'),
    sources: ['cluster/nodes', 'cluster/versions', 'cluster/pods'],
    compute: ({ node }, context) => fitsNow(kubeletVersion(node), context),
  }),
  defineFact({
    name: 'node.kubelet.outsideTargetSkew',
    target: 'node',
    type: 'list',
    fields: skewFields,
    doc: `${skewDoc('the kubelet is too old for API servers of the target version')} Absent unless an upgrade is judged.`,
    sources: ['cluster/nodes'],
    compute: ({ node }, context) => fitsTarget(kubeletVersion(node), context),
  }),
  defineFact({
    name: 'node.kubeProxy.version',
    target: 'node',
    type: 'string',
    doc: 'Tag of the image of the kube-proxy pod on the node, as a version (what the Node itself says of kube-proxy is not to be trusted). Absent where no such pod is.',
    sources: ['cluster/pods'],
    compute: ({ node }, context) => {
      const answer = kubeProxyVersion(node, context);
      if ('missing' in answer) return unknownBecause(answer);
      if ('none' in answer) return absentBecause(answer.none);
      const { major, minor, patch, suffix } = answer;
      return scalarValue(
        `v${major}.${minor}${patch === null ? '' : `.${patch}`}${suffix === null ? '' : `-${suffix}`}`,
      );
    },
  }),
  defineFact({
    name: 'node.kubeProxy.outsideSkew',
    target: 'node',
    type: 'list',
    fields: skewFields,
    doc: skewDoc('kube-proxy does not fit the API servers of today, or the kubelet beside it'),
    sources: ['cluster/pods', 'cluster/nodes', 'cluster/versions'],
    compute: ({ node }, context) => {
      const version = kubeProxyVersion(node, context);
      const withServers = fitsNow(version, context);
      const kubelet = kubeletVersion(node);
      if (!isVersion(version) || !isVersion(kubelet)) return withServers;
      const far = farFromKubelet(version, kubelet);
      if (far === null) return withServers;
      return withServers.state === 'list' ? listOf([...withServers.items, far]) : listOf([far]);
    },
  }),
  defineFact({
    name: 'node.kubeProxy.outsideTargetSkew',
    target: 'node',
    type: 'list',
    fields: skewFields,
    doc: `${skewDoc('kube-proxy is too old for API servers of the target version')} Absent unless an upgrade is judged.`,
    sources: ['cluster/pods'],
    compute: ({ node }, context) => fitsTarget(kubeProxyVersion(node, context), context),
  }),
] as const;

const isVersion = (answer: Answer): answer is KubernetesVersion => 'minor' in answer;

function kubeletVersion({ kubernetes }: NodeModel): Answer {
  if (kubernetes.state === 'unknown') return kubernetes;
  if (kubernetes.state === 'absent') return { none: kubernetes.reason };
  const { name, kubeletVersion: text } = kubernetes.value;
  return (
    parseKubernetesVersion(text ?? '') ?? {
      missing: 'cluster/nodes',
      reason: text === null ? `Node ${name} names no version of its kubelet` : `"${text}" is no version of a kubelet`,
    }
  );
}

const itemsOf = (item: Item | null): FactValue => listOf(item === null ? [] : [item]);

function fitsNow(version: Answer, context: FactContext): FactValue {
  if (!isVersion(version)) return without(version);
  const servers = apiServers(context);
  return 'missing' in servers ? unknownBecause(servers) : itemsOf(outsideOf(version, servers));
}

function fitsTarget(version: Answer, { cluster: { upgrade } }: FactContext): FactValue {
  if (upgrade === null) return absentBecause('nobody asked what an upgrade would meet');
  return isVersion(version) ? itemsOf(tooOldFor(version, upgrade.target)) : without(version);
}

const without = (answer: Exclude<Answer, KubernetesVersion>): FactValue =>
  'none' in answer ? absentBecause(answer.none) : unknownBecause(answer);
