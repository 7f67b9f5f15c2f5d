import type { NetfilterModel } from '../../../src/model/netfilter.ts';
import { absent, known, unknown } from '../../../src/model/reading.ts';
import type { LinkTable, NetworkNamespace, NodeModel } from '../../../src/model/types.ts';
import type {
  Address,
  FdbEntry,
  Link,
  ListeningSocket,
  Neighbour,
  PolicyRule,
  Route,
} from '../../../src/parse/records.ts';

export interface MadeParts {
  readonly id?: string;
  readonly node?: NodeModel;
  readonly links?: readonly Link[];
  readonly addresses?: readonly Address[];
  readonly routes4?: readonly Route[];
  readonly routes6?: readonly Route[];
  readonly rules4?: readonly PolicyRule[];
  readonly neighbours?: readonly Neighbour[];
  readonly fdb?: readonly FdbEntry[];
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly sockets?: readonly ListeningSocket[];
  readonly netfilter4?: NetfilterModel;
}

const tableOf = (links: readonly Link[]): LinkTable => ({
  all: links,
  byName: new Map(links.map((link) => [link.name, link])),
  byIndex: new Map(links.flatMap((link) => (link.index === null ? [] : [[link.index, link] as const]))),
});

/** A namespace in memory: what is given is known, the rest was looked for and is not there. */
export function namespaceWith(parts: MadeParts): NetworkNamespace {
  const id = parts.id ?? 'host';
  const made: NetworkNamespace = {
    id,
    node: parts.node ?? emptyNode('n1', () => made),
    label: id,
    pod: null,
    links: known(tableOf(parts.links ?? []), 'ip link'),
    addresses: known(parts.addresses ?? [], 'ip addr'),
    routes: { 4: known(parts.routes4 ?? [], 'ip route'), 6: known(parts.routes6 ?? [], 'ip -6 route') },
    policyRules: { 4: known(parts.rules4 ?? [], 'ip rule'), 6: absent('none', 'ip -6 rule') },
    neighbours: known(parts.neighbours ?? [], 'ip neigh'),
    fdb: known(parts.fdb ?? [], 'bridge fdb'),
    sysctls: known(new Map(Object.entries(parts.sysctls ?? {})), 'sysctl'),
    sockets: known(parts.sockets ?? [], 'ss'),
    netfilter: {
      4: parts.netfilter4 === undefined ? absent('no table', 'iptables') : known(parts.netfilter4, 'iptables'),
      6: absent('no table', 'iptables'),
    },
    resolvConf: absent('none', 'resolv.conf'),
    coreDns: {
      health: absent('none', 'resolv.conf'),
      ready: absent('none', 'resolv.conf'),
      metrics: absent('none', 'resolv.conf'),
    },
  };
  return made;
}

export function emptyNode(
  name: string,
  host: () => NetworkNamespace,
  others: () => readonly NetworkNamespace[] = () => [],
): NodeModel {
  const no = unknown('test', 'not part of this test');
  return {
    name,
    kubernetes: no,
    seen: true,
    get host() {
      return host();
    },
    get namespaces() {
      return others();
    },
    system: no,
    processes: no,
    ovs: absent('no OVS', 'test'),
    ovsFlows: new Map(),
    ovsPorts: new Map(),
    cni: { configs: no, plugins: no, leases: no },
    flannelSubnetEnv: no,
    conntrack: no,
    kubeProxy: { health: no, mode: no, saidMode: no, config: no, metrics: no },
    kubelet: { dns: no, resolvConf: no },
    cgroupFileSystem: no,
    hasNft: no,
    flanneldHealth: no,
    kernelLog: no,
    ethtool: no,
    services: no,
    ipvs: absent('no IPVS', 'test'),
    protocolCounters: no,
    laterProtocolCounters: no,
    modules: no,
    sysctlFiles: no,
    mtr: no,
    notUnderstood: () => [],
  };
}
