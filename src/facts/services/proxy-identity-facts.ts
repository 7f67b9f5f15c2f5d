import type { NodeModel } from '../../model/types.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue } from '../types.ts';
import { presenceOf } from './kube-proxy-rules.ts';

export const proxyIdentityFacts = [
  defineFact({
    name: 'node.kubeProxy.wrongIdentity',
    target: 'node',
    type: 'list',
    fields: { takes: 'string', is: 'string', from: 'string', exists: 'boolean' },
    doc: 'One item where kube-proxy is told another name for its node (`takes`, `from` --hostname-override or hostnameOverride) than the Node has that the machine is (`is`): which endpoints are local follows that name. `exists`: a Node of that name is there. Without either setting it goes by the host name, which is not read.',
    sources: ['processes', 'kube-proxy-config', 'cluster/nodes'],
    compute: ({ node }, context) => wrongIdentity(node, context),
  }),
] as const;

function wrongIdentity(node: NodeModel, context: FactContext): FactValue {
  const presence = presenceOf(context, node);
  if (presence.state === 'unknown') return unknownBecause(presence);
  if (presence.state !== 'running') return absentBecause('kube-proxy does not run as a process of its own');
  const { kubernetes, processes, kubeProxy } = node;
  if (kubernetes.state === 'unknown') return unknownBecause(kubernetes);
  if (kubernetes.state === 'absent') return absentBecause(kubernetes.reason);
  if (processes.state === 'unknown') return unknownBecause(processes);
  const flags =
    processes.state === 'known' ? (processes.value.find(({ name }) => name === 'kube-proxy')?.flags ?? {}) : {};
  // The flag wins over the file (processHostnameOverrideFlag).
  const flag = flags['hostname-override'];
  const { config } = kubeProxy;
  if (!flag && flags.config !== undefined && config.state === 'unknown') return unknownBecause(config);
  const setting = config.state === 'known' ? config.value.hostnameOverride : null;
  const told = flag || setting;
  if (!told) return listOf([]);
  // GetHostname of k8s.io/component-helpers/node/util cuts blanks and capitals.
  const takes = told.trim().toLowerCase();
  const is = kubernetes.value.name;
  if (takes === is) return listOf([]);
  const exists = context.cluster.nodes.some(
    (other) => other.kubernetes.state === 'known' && other.kubernetes.value.name === takes,
  );
  return listOf([{ takes, is, from: flag ? '--hostname-override' : 'hostnameOverride of its configuration', exists }]);
}
