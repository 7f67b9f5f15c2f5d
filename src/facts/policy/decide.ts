import { cidrContains, parseAddress, parseCidr } from '../../model/ip.ts';
import type { NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule } from '../../model/policy-types.ts';
import type { Pod } from '../../model/types.ts';
import { type Answer, every, some } from './kleene.ts';
import { type LabelOf, labelsOf, selects } from './selector.ts';

export type Direction = 'ingress' | 'egress';

/** Who is at the other end of a connection: a pod of the cluster, or an address that is no pod's. */
export type Peer = { readonly pod: Pod } | { readonly address: string };

export interface Traffic {
  /** tcp, udp, sctp. */
  readonly protocol: string;
  /** Where the connection arrives: the pod's port, after any Service has been resolved. */
  readonly port: number;
}

export interface World {
  /** Those of a namespace. */
  readonly policiesOf: (namespace: string) => readonly NetworkPolicy[];
  /** Labels of a namespace. */
  readonly namespaceLabels: (namespace: string) => LabelOf;
  /** Whether the engine lets an ipBlock match addresses of pods; undefined where nobody knows (the API leaves it open). */
  readonly blocksMatchPods: boolean | undefined;
}

/** What the policies say of one connection in one direction. */
export interface Decision {
  readonly allowed: Answer;
  /** Policies that isolate the pod in this direction; empty: everything is allowed. */
  readonly isolatedBy: readonly NetworkPolicy[];
}

/**
 * NetworkPolicy of networking.k8s.io/v1, after its API documentation: policies add up and none forbids; a pod that none selects for a direction
 * is open in it; a selected one gets what some rule of some selecting policy allows, peers and ports both.
 */
export function decide(world: World, pod: Pod, direction: Direction, peer: Peer, traffic: Traffic): Decision {
  // Policies leave the node's own network alone.
  if (pod.hostNetwork) return { allowed: true, isolatedBy: [] };
  const candidates = isolating(world, pod, direction);
  const certain = candidates.filter(({ selected }) => selected === true).map(({ policy }) => policy);
  const doubtful = candidates.filter(({ selected }) => selected !== true);
  if (candidates.length === 0) return { allowed: true, isolatedBy: [] };
  // A pod reaches itself.
  if ('pod' in peer && peer.pod.namespace === pod.namespace && peer.pod.name === pod.name)
    return { allowed: true, isolatedBy: certain };
  const allowed = some(candidates, ({ policy, selected }) =>
    every([() => selected, () => allows(world, policy, pod, direction, peer, traffic)], (part) => part()),
  );
  // Where no policy selects the pod for sure, it may not be isolated at all.
  const [doubt] = doubtful;
  if (allowed === false && certain.length === 0 && doubt && typeof doubt.selected === 'object')
    return { allowed: doubt.selected, isolatedBy: [] };
  return { allowed, isolatedBy: certain };
}

/** Policies of the pod's namespace that select it, or may, and are about the direction. */
export function isolating(
  { policiesOf }: World,
  pod: Pod,
  direction: Direction,
): readonly { readonly policy: NetworkPolicy; readonly selected: Answer }[] {
  return policiesOf(pod.namespace)
    .filter((policy) => policy.isolates[direction])
    .map((policy) => ({ policy, selected: selects(policy.podSelector, labelsOf(pod.labels), nameOf(pod)) }))
    .filter(({ selected }) => selected !== false);
}

const nameOf = ({ namespace, name }: Pod): string => `pod ${namespace}/${name}`;

function allows(
  world: World,
  policy: NetworkPolicy,
  pod: Pod,
  direction: Direction,
  peer: Peer,
  traffic: Traffic,
): Answer {
  // A port's name is looked up where the connection arrives.
  const arrives = direction === 'ingress' ? pod : 'pod' in peer ? peer.pod : null;
  return some(policy[direction], (rule) =>
    every([() => somePort(rule, arrives, traffic), () => somePeer(world, policy, rule, peer)], (part) => part()),
  );
}

const somePort = ({ ports }: PolicyRule, arrives: Pod | null, traffic: Traffic): Answer =>
  ports === null || ports.some((port) => portMatches(port, arrives, traffic));

export function portMatches({ protocol, port, endPort }: PolicyPort, arrives: Pod | null, traffic: Traffic): boolean {
  if (protocol !== traffic.protocol) return false;
  if (port === null) return true;
  if (typeof port === 'number') return traffic.port >= port && traffic.port <= (endPort ?? port);
  return (
    arrives?.containerPorts.some(
      (one) => one.name === port && one.protocol === protocol && one.port === traffic.port,
    ) ?? false
  );
}

const somePeer = (world: World, policy: NetworkPolicy, { peers }: PolicyRule, peer: Peer): Answer =>
  peers === null || some(peers, (one) => peerMatches(world, policy, one, peer));

function peerMatches(world: World, policy: NetworkPolicy, allowed: PolicyPeer, peer: Peer): Answer {
  if (allowed.kind === 'ip-block') return blockMatches(world, allowed, peer);
  if (!('pod' in peer)) return false;
  const { pod } = peer;
  const { podSelector, namespaceSelector } = allowed;
  const matches = every(
    [
      () =>
        namespaceSelector === null
          ? pod.namespace === policy.namespace
          : selects(namespaceSelector, world.namespaceLabels(pod.namespace), `namespace ${pod.namespace}`),
      () => podSelector === null || selects(podSelector, labelsOf(pod.labels), nameOf(pod)),
    ],
    (part) => part(),
  );
  // Engines see such a pod as its node's address, some of them as a pod.
  return pod.hostNetwork && matches !== false
    ? { unknown: `engines differ on whether selectors match pods with the node's network, as ${nameOf(pod)}` }
    : matches;
}

function blockMatches(
  { blocksMatchPods }: World,
  { cidr, except }: Extract<PolicyPeer, { kind: 'ip-block' }>,
  peer: Peer,
): Answer {
  const addresses = 'pod' in peer ? peer.pod.ips : [peer.address];
  const isIn = (text: string): boolean => {
    const range = parseCidr(text);
    return addresses.some((address) => {
      const parsed = parseAddress(address);
      return (
        range !== undefined && parsed !== undefined && range.family === parsed.family && cidrContains(range, parsed)
      );
    });
  };
  if (!isIn(cidr) || except.some(isIn)) return false;
  if (!('pod' in peer) || peer.pod.hostNetwork) return true;
  return blocksMatchPods ?? { unknown: 'the API leaves it open whether an ipBlock matches addresses of pods' };
}
