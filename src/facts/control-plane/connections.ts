import { canonicalAddress, familyOf } from '../../model/ip.ts';
import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { deviceTowards, somePodAddress } from '../firewall/pod-flows.ts';
import { peersOf, telling } from '../firewall/telling-peers.ts';
import type { FactContext } from '../types.ts';

/** A connection of the control plane that begins or ends on a node. */
export interface Connection {
  readonly family: Family;
  /** Where it comes from and goes to. */
  readonly client: string;
  readonly server: string;
  readonly port: number;
  /** True on the node of the server. */
  readonly incoming: boolean;
  /** The other end: a node's name, or `pods of n1`. */
  readonly with: string;
  readonly peer: string | null;
  /** The node's device towards the other end. */
  readonly device: string | null;
}

interface Server {
  readonly address: string;
  readonly port: number;
  /** Null for one that is none of the cluster's nodes. */
  readonly node: NodeModel | null;
}

/** Where the API is, by the endpoints of default/kubernetes. */
function apiServers({ cluster, memo }: FactContext): readonly Server[] {
  return memo('API servers by endpoint', () => {
    const { endpoints, nodes } = cluster;
    const all = endpoints.state === 'known' ? (endpoints.value.get('default/kubernetes') ?? []) : [];
    return all
      .filter(({ ready }) => ready)
      .map(({ address: text, port }) => {
        const address = canonicalAddress(text) ?? text;
        const node = nodes.find(
          ({ kubernetes }) => kubernetes.state === 'known' && kubernetes.value.internalIps.includes(address),
        );
        return { address, port, node: node ?? null };
      });
  });
}

/** Connections to the API server: of the other nodes and of its own pods where one runs on this node, and of this node to it. */
export function connectionsToApi(
  context: FactContext,
  node: NodeModel,
  family: Family,
  model: NetfilterModel,
): readonly Connection[] {
  const own = ownAddress(node, family);
  return apiServers(context)
    .filter(({ address }) => familyOf(address) === family)
    .flatMap((server): readonly Connection[] => {
      if (server.node === node)
        return [...fromNodes(context, node, family, model, server), ...fromOwnPods(context, node, family, server)];
      return own === undefined ? [] : [outgoing(node, family, own, server)];
    });
}

/** The kubelet's port; the Node object says it (status.daemonEndpoints), and no installer changes it. */
const KUBELET_PORT = 10_250;

/** Connections of the API servers to kubelets: to this node's, and where an API server runs here to those of the others. */
export function connectionsToKubelets(
  context: FactContext,
  node: NodeModel,
  family: Family,
  model: NetfilterModel,
): readonly Connection[] {
  const own = ownAddress(node, family);
  if (own === undefined) return [];
  const servers = apiServers(context).filter((one) => one.node !== null && familyOf(one.address) === family);
  const incoming = listensForKubelet(node)
    ? servers
        .filter((server) => server.node !== node)
        .map((api): Connection => {
          const client = (api.node && ownAddress(api.node, family)) ?? api.address;
          return {
            family,
            client,
            server: own,
            port: KUBELET_PORT,
            incoming: true,
            with: `${api.node?.name}`,
            peer: api.node?.name ?? null,
            device: deviceTowards(node, client, family) ?? null,
          };
        })
    : [];
  if (!servers.some((server) => server.node === node)) return incoming;
  const outside = telling(node, own, model, peersOf(context, family))
    .filter((peer) => listensForKubelet(peer.node))
    .map((peer) => outgoing(node, family, own, { address: peer.address, port: KUBELET_PORT, node: peer.node }));
  return [...incoming, ...outside];
}

/** A virtual kubelet has no port, and one that nobody could look at is taken to have it. */
const listensForKubelet = ({ host: { sockets } }: NodeModel): boolean =>
  sockets.state !== 'known' || sockets.value.some(({ protocol, port }) => protocol === 'tcp' && port === KUBELET_PORT);

const ownAddress = ({ kubernetes }: NodeModel, family: Family): string | undefined =>
  kubernetes.state === 'known' ? kubernetes.value.internalIps.find((one) => familyOf(one) === family) : undefined;

function fromNodes(
  context: FactContext,
  node: NodeModel,
  family: Family,
  model: NetfilterModel,
  { address, port }: Server,
): readonly Connection[] {
  return telling(node, address, model, peersOf(context, family)).map((peer) => ({
    family,
    client: peer.address,
    server: address,
    port,
    incoming: true,
    with: peer.node.name,
    peer: peer.node.name,
    device: deviceTowards(node, peer.address, family) ?? null,
  }));
}

/** Pods on the API server's node come in with their own address: an accept for the nodes' network is not enough for them. */
function fromOwnPods(
  context: FactContext,
  node: NodeModel,
  family: Family,
  { address, port }: Server,
): readonly Connection[] {
  const pod = somePodAddress(context, node, family);
  const device = pod && deviceTowards(node, pod, family);
  if (pod === undefined || device === undefined) return [];
  return [
    { family, client: pod, server: address, port, incoming: true, with: `pods of ${node.name}`, peer: null, device },
  ];
}

function outgoing(node: NodeModel, family: Family, own: string, server: Server): Connection {
  return {
    family,
    client: own,
    server: server.address,
    port: server.port,
    incoming: false,
    with: server.node?.name ?? server.address,
    peer: server.node?.name ?? null,
    device: deviceTowards(node, server.address, family) ?? null,
  };
}
