import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { newPacket } from '../../walk/packet.ts';
import type { Packet } from '../../walk/types.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { passThrough } from '../firewall/hooks.ts';
import { isNetworkPolicy, ruleFields, ruleFieldsDoc, ruleLine } from '../firewall/rule-line.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { type Connection, connectionsToApi, connectionsToKubelets } from './connections.ts';

const fields = {
  client: 'ip',
  server: 'ip',
  port: 'integer',
  with: 'string',
  peer: 'string',
  hook: 'string',
  verdict: 'string',
  match: 'string',
  nftMatch: 'string',
  ...ruleFields,
} as const;
const sources = [
  'iptables-nft-save4',
  'iptables-legacy-save4',
  'nft-ruleset',
  'ipset',
  'ip-route4',
  'cluster/nodes',
  'cluster/endpointslices',
];
const about =
  "`client` and `server` are the two ends, `with` is the other one in words, `peer` its node; `match` and `nftMatch` are what an accept would need to match, for the tool of the rule's back end.";

export const blockedFacts = [
  defineFact({
    name: 'node.controlPlane.apiBlocked',
    target: 'node',
    type: 'list',
    fields,
    doc: `Connections to the API server that this node's own rules drop or reject: those of other nodes and of its own pods where the API server runs here, else its own. ${about} ${ruleFieldsDoc}`,
    sources,
    compute: ({ node }, context) => blocked(context, node, connectionsToApi),
  }),
  defineFact({
    name: 'node.controlPlane.kubeletBlocked',
    target: 'node',
    type: 'list',
    fields,
    doc: `Connections of API servers to kubelets (TCP 10250) that this node's own rules drop or reject, on either end. Absent where the API servers are none of the cluster's nodes, or go through konnectivity. ${about} ${ruleFieldsDoc}`,
    sources: [...sources, 'sockets', 'cluster/daemonsets', 'cluster/deployments'],
    compute: ({ node }, context) =>
      usesKonnectivity(context)
        ? absentBecause('API servers reach kubelets through konnectivity')
        : blocked(context, node, connectionsToKubelets),
  }),
] as const;

const usesKonnectivity = ({ cluster: { workloads } }: FactContext): boolean =>
  workloads.state === 'known' && workloads.value.some(({ name }) => name.startsWith('konnectivity'));

type Connections = (
  context: FactContext,
  node: NodeModel,
  family: Family,
  model: NetfilterModel,
) => readonly Connection[];

function blocked(context: FactContext, node: NodeModel, connectionsOf: Connections): FactValue {
  const { endpoints } = context.cluster;
  if (endpoints.state === 'unknown') return unknownBecause(endpoints);
  if (node.kubernetes.state === 'unknown') return unknownBecause(node.kubernetes);
  if (node.kubernetes.state === 'absent') return absentBecause(node.kubernetes.reason);
  const items = new Map<string, Item>();
  const unseen = new Map<string, Unseen>();
  const miss = (missing: string, reason: string): void => {
    unseen.set(missing, { who: `node/${node.name}`, missing, reason });
  };
  for (const family of [4, 6] as const) {
    const netfilter = node.host.netfilter[family];
    if (netfilter.state === 'unknown' && family === 4) miss(netfilter.missing, netfilter.reason);
    if (netfilter.state !== 'known') continue;
    for (const connection of connectionsOf(context, node, family, netfilter.value)) {
      for (const way of waysOf(connection)) {
        for (const { hook, outcome } of passThrough(node.host, netfilter.value, way.hooks, way.packet, way.devices)) {
          const { verdict, decidedBy, missing } = outcome;
          if (verdict === 'insufficient-information' && missing !== null) miss(missing.input, missing.reason);
          if ((verdict !== 'drop' && verdict !== 'reject') || decidedBy === null || isNetworkPolicy(decidedBy))
            continue;
          const line = ruleLine(netfilter.value, decidedBy, family);
          const key = [hook, way.match, ...Object.values(line)].join(' ');
          if (items.has(key)) continue;
          const { client, server, port, with: other, peer } = connection;
          items.set(key, {
            client,
            server,
            port,
            with: other,
            peer,
            hook,
            verdict,
            match: `-p tcp -m tcp --${way.match} ${port}`,
            nftMatch: `tcp ${way.match} ${port}`,
            ...line,
          });
        }
      }
    }
  }
  return listOf([...items.values()], [...unseen.values()]);
}

interface Way {
  readonly hooks: readonly ('ingress' | 'prerouting' | 'input' | 'output' | 'postrouting')[];
  readonly packet: Packet;
  readonly devices: { readonly in: string | null; readonly out: string | null };
  readonly match: 'dport' | 'sport';
}

const arriving = ['ingress', 'prerouting', 'input'] as const;
const leaving = ['output', 'postrouting'] as const;

/** The first packet and the answer, as far as each passes this node. */
function waysOf({ client, server, port, incoming, device }: Connection): readonly Way[] {
  const high = 40_000;
  const first = newPacket({
    source: client,
    destination: server,
    protocol: 'tcp',
    sourcePort: high,
    destinationPort: port,
    length: 60,
  });
  const answer: Packet = {
    ...newPacket({
      source: server,
      destination: client,
      protocol: 'tcp',
      sourcePort: port,
      destinationPort: high,
      length: 60,
    }),
    state: 'ESTABLISHED',
    tcpFlags: ['SYN', 'ACK'],
  };
  const comes = { hooks: arriving, devices: { in: device, out: null } };
  const goes = { hooks: leaving, devices: { in: null, out: device } };
  return [
    { ...(incoming ? comes : goes), packet: first, match: 'dport' },
    { ...(incoming ? goes : comes), packet: answer, match: 'sport' },
  ];
}
