import type { NetworkPolicy, PolicyRule } from '../../model/policy-types.ts';
import type { Endpoint, Pod, Service, ServicePort } from '../../model/types.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { isolating, portMatches } from './decide.ts';
import { namesOf, policiesMoved, policiesOn } from './policies.ts';
import { portOf } from './port-of.ts';

export const ingressFacts = [
  defineFact({
    name: 'service.policy.closed',
    target: 'service',
    type: 'list',
    fields: { pod: 'string', node: 'string', port: 'integer', policies: 'string', why: 'string' },
    doc: "Ready endpoints of the Service port whose pods are isolated by NetworkPolicies (`policies`) that let nobody reach the endpoint's port: no rule allows the port, whoever asks. `why` is `service-port` where a rule names the Service's port although the pod listens on another one, `port-name` where one names a port that the pod's containers do not declare, `no-rule` where they open no port of the Service at all. Absent where no policy engine was seen on a node of its endpoints.",
    sources: ['cluster/networkpolicies', 'cluster/pods', 'cluster/services', 'cluster/endpointslices', 'processes'],
    compute: (target, context) => closed(target, context),
  }),
] as const;

/** More say nothing new. */
const MOST = 20;

function closed({ service, port }: TargetOf<'service'>, context: FactContext): FactValue {
  const { endpoints, pods, motion } = context.cluster;
  if (endpoints.state !== 'known')
    return endpoints.state === 'unknown' ? unknownBecause(endpoints) : absentBecause(endpoints.reason);
  if (pods.state !== 'known') return pods.state === 'unknown' ? unknownBecause(pods) : absentBecause(pods.reason);
  const moved = motion?.serviceMoved(service.namespace, service.name) ?? null;
  if (moved !== null) return unknownBecause({ missing: 'cluster/endpointslices', reason: moved });
  const behind = (endpoints.value.get(`${service.namespace}/${service.name}`) ?? []).filter(
    (endpoint) =>
      endpoint.ready && (endpoint.portName ?? '') === (port.name ?? '') && endpoint.protocol === port.protocol,
  );
  const byName = podsByName(context, pods.value);
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  let judged = 0;
  for (const endpoint of behind.slice(0, MOST)) {
    const pod = endpoint.pod === null ? undefined : byName.get(endpoint.pod);
    const node = pod?.node == null ? undefined : context.cluster.node(pod.node);
    if (pod === undefined || node === undefined || pod.hostNetwork) continue;
    const policies = policiesOn(context, node);
    if (policies.state === 'absent') continue;
    const who = `pod/${pod.namespace}/${pod.name}`;
    if (policies.state === 'unknown') {
      unseen.push({ who, missing: policies.missing, reason: policies.reason });
      continue;
    }
    judged++;
    const isolatedBy = isolating(policies.world, pod, 'ingress')
      .filter(({ selected }) => selected === true)
      .map(({ policy }) => policy);
    const why = whyClosed(isolatedBy, service, port, pod, endpoint);
    if (why === null) continue;
    const inMotion = policiesMoved(context, [pod]);
    if (inMotion !== null) unseen.push({ who, missing: 'cluster/networkpolicies', reason: inMotion });
    else
      items.push({
        pod: `${pod.namespace}/${pod.name}`,
        node: node.name,
        port: endpoint.port,
        policies: namesOf(isolatedBy),
        why,
      });
  }
  if (judged === 0 && unseen.length === 0) return absentBecause('no policy engine was seen where its endpoints are');
  return listOf(items, unseen);
}

const podsByName = ({ memo }: FactContext, pods: readonly Pod[]): ReadonlyMap<string, Pod> =>
  memo('pods by name', () => new Map(pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod])));

/** Why no rule lets anybody reach the endpoint; null where one does, or where nothing isolates the pod. */
function whyClosed(
  isolatedBy: readonly NetworkPolicy[],
  service: Service,
  port: ServicePort,
  pod: Pod,
  endpoint: Endpoint,
): 'service-port' | 'port-name' | 'no-rule' | null {
  if (isolatedBy.length === 0) return null;
  const rules = isolatedBy.flatMap(({ ingress }) => ingress);
  const allows = (rule: PolicyRule, number: number): boolean =>
    rule.ports === null ||
    rule.ports.some((one) => portMatches(one, pod, { protocol: endpoint.protocol, port: number }));
  if (rules.some((rule) => allows(rule, endpoint.port))) return null;
  const numbered = rules.filter(({ ports }) => ports?.some((one) => typeof one.port === 'number') === true);
  if (endpoint.port !== port.port && numbered.some((rule) => allows(rule, port.port))) return 'service-port';
  const names = rules.flatMap(({ ports }) => ports ?? []).map((one) => one.port);
  const declared = new Set(pod.containerPorts.map(({ name }) => name));
  const wanted = new Set([port.name, port.targetPort]);
  if (names.some((name) => typeof name === 'string' && wanted.has(name) && !declared.has(name))) return 'port-name';
  // Where another port of the Service is open, this one is closed on purpose.
  const others = service.ports
    .filter((one) => one !== port)
    .map(({ targetPort, port: own }) => portOf(pod, targetPort, own));
  return others.some((number) => rules.some((rule) => allows(rule, number))) ? null : 'no-rule';
}
