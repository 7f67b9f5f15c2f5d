import type { NetworkNamespace, Pod, ServicePort } from '../../model/types.ts';
import type { ListeningSocket } from '../../parse/records.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { isLoopback, receptionOf } from './listening-sockets.ts';
import { selectedPods } from './service-selection.ts';
import { podSettling, serviceSettling } from './settling.ts';
import { podPortOf, targetPortName } from './target-port.ts';

export const targetPortFacts = [
  defineFact({
    name: 'service.targetPort.misses',
    target: 'service',
    type: 'list',
    fields: { pod: 'string', wants: 'string', has: 'string', problem: 'string' },
    doc: 'Pods of a Service port where none of them has what its targetPort asks for (`wants`): no container port of that name, or nothing that listens on that number while the pod listens on others (`has`). Empty as soon as one pod fits. Absent for Services without a selector and where no pod is ready.',
    sources: ['cluster/services', 'cluster/pods', 'sockets', 'ip-addr', 'iptables-nft-save4', 'nft-ruleset'],
    compute: misses,
  }),
] as const;

type Answer = 'fits' | { readonly item: Item } | { readonly unseen: Unseen };

function misses({ service, port }: TargetOf<'service'>, context: FactContext): FactValue {
  const { cluster } = context;
  if (service.selector === null) return absentBecause('the Service has no selector');
  if (cluster.pods.state !== 'known')
    return cluster.pods.state === 'unknown' ? unknownBecause(cluster.pods) : absentBecause(cluster.pods.reason);
  const pods = selectedPods(context, service).filter(({ ready }) => ready);
  if (pods.length === 0) return absentBecause('no pod of the Service is ready');
  const items: Item[] = [];
  const unseen: Unseen[] = [];
  for (const pod of pods) {
    const wanted = podPortOf(pod, port);
    const answer = wanted === null ? lacksName(pod, port) : lacksListener(pod, port, wanted, context);
    if (answer === 'fits') return listOf([]);
    if ('unseen' in answer) unseen.push(answer.unseen);
    else items.push(answer.item);
  }
  if (items.length === 0) return listOf([], unseen);
  const doubt = serviceSettling(cluster, service) ?? firstSettling(pods, context);
  if (doubt !== null) return unknownBecause(doubt);
  // As long as one pod was not looked at, that one may fit.
  const partial = cluster.pods.partial;
  if (partial !== undefined) unseen.push({ who: 'cluster', missing: 'cluster/pods', reason: partial });
  return listOf(unseen.length > 0 ? [] : items, unseen);
}

function firstSettling(pods: readonly Pod[], { cluster }: FactContext) {
  for (const pod of pods) {
    const reason = podSettling(cluster, pod);
    if (reason !== null) return reason;
  }
  return null;
}

/** Sidecars have ports of their own: only the name counts. */
function lacksName(pod: Pod, port: ServicePort): Answer {
  const wants = `port ${targetPortName(port)} (${port.protocol})`;
  const named = pod.containerPorts.map(
    ({ name, port: number, protocol }) => `${name ?? 'unnamed'} ${number}/${protocol}`,
  );
  const has = named.length === 0 ? 'no named port' : `only ${named.sort().join(', ')}`;
  return { item: { pod: pod.name, wants, has, problem: `${pod.name} has no container ${wants}, ${has}` } };
}

/** Who listens decides: what containers declare as their ports is for people. */
function lacksListener(pod: Pod, port: ServicePort, wanted: number, context: FactContext): Answer {
  const who = `pod/${pod.namespace}/${pod.name}`;
  // On a node's network the node's own daemons listen as well.
  if (pod.hostNetwork || port.protocol === 'sctp') return 'fits';
  const netns = namespaceOf(pod, context);
  const address = pod.ips[0];
  const notSeen = (missing: string, reason: string): Answer => ({ unseen: { who, missing, reason } });
  if (netns === undefined || address === undefined)
    return notSeen('sockets', `the network namespace of ${pod.namespace}/${pod.name} was not seen`);
  const { protocol } = port;
  const reception = receptionOf(netns, { address, protocol, port: wanted });
  if (reception.state === 'unknown') return notSeen(reception.missing, reception.reason);
  // A pod that listens nowhere has another trouble than the number of a port; so has one that listens there on another address.
  const open = openPorts(netns.sockets.state === 'known' ? netns.sockets.value : []);
  if (reception.state === 'taken' || reception.near.length > 0 || open.length === 0) return 'fits';
  const wants = `${wanted}/${protocol}`;
  const has = open.join(', ');
  return { item: { pod: pod.name, wants, has, problem: `nothing in ${pod.name} listens on ${wants}, but on ${has}` } };
}

/** From here on a client's own UDP sockets have their ports. */
const EPHEMERAL = 32_768;

/** `8080/tcp`; what only the pod itself can reach does not count. */
function openPorts(sockets: readonly ListeningSocket[]): readonly string[] {
  const open = sockets.filter(
    ({ address, port, protocol }) => !isLoopback(address) && (protocol !== 'udp' || port < EPHEMERAL),
  );
  return [...new Set(open.map(({ port, protocol }) => `${port}/${protocol}`))].sort();
}

function namespaceOf(pod: Pod, { cluster, memo }: FactContext): NetworkNamespace | undefined {
  const byPod = memo('namespaces by pod', () => {
    const found = new Map<string, NetworkNamespace>();
    for (const node of cluster.nodes)
      for (const netns of node.namespaces)
        if (netns.pod !== null) found.set(`${netns.pod.namespace}/${netns.pod.name}`, netns);
    return found;
  });
  return byPod.get(`${pod.namespace}/${pod.name}`);
}
