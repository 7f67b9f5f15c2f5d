import type { NodeModel, Service } from '../../model/types.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { isModelled } from '../targets.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf } from '../types.ts';
import { podsOnNodes } from './pods-on-nodes.ts';
import { serviceSettling } from './settling.ts';

const sources = ['cluster/services', 'cluster/endpointslices', 'cluster/nodes', 'cluster/pods'];

export const localPolicyFacts = [
  defineFact({
    name: 'service.local.uncovered',
    target: 'service',
    type: 'list',
    fields: { policy: 'string', nodes: 'string', count: 'integer', problem: 'string' },
    doc: 'What a Service that keeps to local endpoints drops on nodes without a ready one: connections of their pods to its ClusterIP (`policy` internal), connections from outside to their NodePort (external; not where a load balancer asks the nodes before, by healthCheckNodePort). Absent for other Services, and where no endpoint is ready anywhere.',
    sources,
    compute: uncovered,
  }),
] as const;

const isOpenOutside = ({ type, externalTrafficPolicy, healthCheckNodePort }: Service): boolean =>
  externalTrafficPolicy === 'Local' &&
  (type === 'NodePort' || (type === 'LoadBalancer' && healthCheckNodePort == null));

function uncovered({ service, port }: TargetOf<'service'>, context: FactContext): FactValue {
  const inside = service.internalTrafficPolicy === 'Local';
  const outside = isOpenOutside(service);
  if (!inside && !outside) return absentBecause('the policy is not Local, or its load balancer asks the nodes');
  const { endpoints, nodes } = context.cluster;
  if (endpoints.state !== 'known')
    return endpoints.state === 'unknown' ? unknownBecause(endpoints) : absentBecause(endpoints.reason);
  const ready = (endpoints.value.get(`${service.namespace}/${service.name}`) ?? []).filter(
    (endpoint) =>
      endpoint.ready && (endpoint.portName ?? '') === (port.name ?? '') && endpoint.protocol === port.protocol,
  );
  if (ready.length === 0) return absentBecause('no endpoint is ready');
  const covered = new Set(ready.map(({ node }) => node));
  // An endpoint that says no node may be on any of them.
  if (covered.has(null)) return absentBecause('its endpoints do not say on which node they are');
  const bare = nodes.filter((node) => isModelled(node) && isWithout(node, covered));
  const items: Item[] = [];
  const withPods = bare.filter((node) => hasPods(node, context));
  if (inside && withPods.length > 0)
    items.push(itemOf('internal', withPods, (names) => `pods on ${names} get no answer from its ClusterIP`));
  if (outside && bare.length > 0)
    items.push(itemOf('external', bare, (names) => `NodePort ${port.nodePort} of ${names} gives no answer outside`));
  const settling = items.length === 0 ? null : serviceSettling(context.cluster, service);
  return settling === null ? listOf(items) : unknownBecause(settling);
}

function itemOf(policy: string, nodes: readonly NodeModel[], problem: (names: string) => string): Item {
  const names = nodes.map(({ name }) => name);
  const text = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  return { policy, nodes: text, count: names.length, problem: problem(text) };
}

function isWithout({ kubernetes }: NodeModel, covered: ReadonlySet<string | null>): boolean {
  return kubernetes.state === 'known' && kubernetes.value.ready !== false && !covered.has(kubernetes.value.name);
}

const hasPods = (node: NodeModel, context: FactContext): boolean =>
  (podsOnNodes(context).get(node.kubernetes.state === 'known' ? node.kubernetes.value.name : node.name) ?? []).length >
  0;
