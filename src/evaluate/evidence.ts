import type { AnyFact, FactRegistry } from '../facts/registry.ts';
import type { FactValue, Target } from '../facts/types.ts';
import type { OutputRecord } from '../snapshot/types.ts';
import type { Evidence } from './types.ts';

/** The commands that were run on a node; empty for a node that was not seen. */
export type OutputsOf = (node: string) => readonly OutputRecord[];

/** Hand-made outputs that stand for a probe: whoever imported `arp -a` is not told of `ip neigh`. */
const textImports: Readonly<Record<string, readonly string[]>> = {
  'ip-link': ['ip-link', 'ip-addr', 'ifconfig'],
  'ip-addr': ['ip-addr', 'ifconfig'],
  'ip-route4': ['ip-route', 'route'],
  'ip-route6': ['ip-route'],
  'ip-rule4': ['ip-rule'],
  'ip-neigh': ['ip-neigh', 'arp'],
  'bridge-fdb': ['brctl-show'],
  'iptables-legacy-save4': ['iptables-save', 'iptables-S'],
  'iptables-nft-save4': ['iptables-save', 'iptables-S'],
  'ovs-bridge': ['ovs-vsctl-show'],
  'ovs-port': ['ovs-vsctl-show'],
  'ovs-interface': ['ovs-vsctl-show'],
  'ovs-controller': ['ovs-vsctl-show'],
};

/** What a node's facts rest on of a peer, unless a fact says otherwise: its devices and their addresses. */
const readOnPeers: readonly string[] = ['ip-link', 'ip-addr'];

/** More nodes than these are counted, not named. */
const NAMED_NODES = 3;

/** Facts of a finding with the commands they were read from. */
export function evidenceOf(
  names: readonly string[],
  target: Target,
  value: (name: string) => FactValue,
  facts: FactRegistry,
  outputsOf: OutputsOf,
): readonly Evidence[] {
  return names.flatMap((path) => {
    const fact = facts.get(path);
    return fact ? [{ path, value: shown(value(path)), source: sourceOf(fact, value(path), target, outputsOf) }] : [];
  });
}

function shown(value: FactValue): Evidence['value'] {
  if (value.state === 'value') return value.value;
  return value.state === 'list' ? value.items : null;
}

/** `ip -j neigh show on n1; ip -j link show on n1, n2; API: nodes`, and why there is no value where there is none. */
function sourceOf(fact: AnyFact, value: FactValue, target: Target, outputsOf: OutputsOf): string {
  const where = new Map<string, string[]>();
  const note = (command: string, node: string): void => {
    const nodes = where.get(command) ?? [];
    if (!nodes.includes(node)) where.set(command, [...nodes, node]);
  };
  const resources: string[] = [];
  const peers = value.state === 'list' ? peersIn(value) : [];
  for (const source of fact.sources) {
    if (source.startsWith('cluster/')) resources.push(source.slice('cluster/'.length));
    else if ('node' in target) {
      for (const { command, netns } of recordsOf(source, target, outputsOf(target.node.name)))
        note(command, `${target.node.name}${netns}`);
    }
  }
  for (const source of fact.peerSources ?? fact.sources.filter((id) => readOnPeers.includes(id))) {
    for (const peer of peers)
      for (const record of outputsOf(peer)) if (record.id === source) note(record.command, peer);
  }
  const parts = [...where].map(([command, nodes]) => `${command} on ${some(nodes)}`);
  if (resources.length > 0) parts.push(`API: ${[...new Set(resources)].join(', ')}`);
  if (value.state === 'absent') parts.push(`not there: ${value.reason}`);
  if (value.state === 'unknown') parts.push(`not known: ${value.reason}`);
  return parts.length > 0 ? parts.join('; ') : fact.sources.join(', ');
}

function peersIn(value: Extract<FactValue, { state: 'list' }>): readonly string[] {
  const peers = value.items.map(({ peer }) => peer).filter((peer) => typeof peer === 'string');
  return [...new Set(peers)].sort();
}

function recordsOf(
  source: string,
  target: Target,
  outputs: readonly OutputRecord[],
): readonly { command: string; netns: string }[] {
  const netns = 'netns' in target ? target.netns : undefined;
  const inNetns = (id: string) => matching(source, target, outputs).filter((record) => record.netns === id);
  const own = netns && netns.id !== 'host' ? inNetns(netns.id) : [];
  if (own.length > 0) return own.map(({ command }) => ({ command, netns: ` (${netns?.label})` }));
  return inNetns('host').map(({ command }) => ({ command, netns: '' }));
}

/** Outputs of a probe: the probe itself, its form for this bridge or device (`ovs-flows:br0`), or a hand-made text. */
function matching(source: string, target: Target, outputs: readonly OutputRecord[]): readonly OutputRecord[] {
  const [probe = source] = source.split(':');
  const part = target.kind === 'bridge' ? target.bridge : target.kind === 'device' ? target.device.name : undefined;
  const exact = outputs.filter(
    ({ id, reading }) => (reading ?? 1) === 1 && (id === probe || (part !== undefined && id === `${probe}:${part}`)),
  );
  if (exact.length > 0) return exact;
  const texts = (textImports[probe] ?? []).map((format) => `text:${format}`);
  const found = outputs.filter(({ id }) => texts.includes(id));
  if (found.length > 0 || part !== undefined) return found;
  return outputs.filter(({ id, reading }) => (reading ?? 1) === 1 && id.startsWith(`${probe}:`)).slice(0, NAMED_NODES);
}

const some = (nodes: readonly string[]): string =>
  nodes.length <= NAMED_NODES
    ? nodes.join(', ')
    : `${nodes.slice(0, NAMED_NODES).join(', ')} and ${nodes.length - NAMED_NODES} more`;
