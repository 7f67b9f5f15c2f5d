import { cidrContains, parseAddress } from '../../model/ip.ts';
import type { NetworkNamespace, NodeModel } from '../../model/types.ts';
import { podToService } from '../../walk/flows.ts';
import { isLocalAddress } from '../../walk/hook.ts';
import { serviceCidrs } from '../addresses/configured-networks.ts';
import { settling } from '../node/settling.ts';
import { receptionOf } from '../services/listening-sockets.ts';
import type { FactContext } from '../types.ts';
import { dnsServices } from './cluster-dns.ts';
import { endOf, isLost } from './lost.ts';

/** What is known of an address that pods ask for names. */
export type NameServer =
  /** The cluster DNS, another Service for port 53, a cache on the node, some pod or machine that listens. */
  | { readonly kind: 'serves' }
  /** Nobody answers there: why. */
  | { readonly kind: 'dead'; readonly why: string }
  /** Somebody outside of what the snapshot shows. */
  | { readonly kind: 'outside' }
  | { readonly kind: 'unknown'; readonly missing: string; readonly reason: string };

/** Judges a name server as pods of the node are told of it. `netns` is a pod's, for the way there; the node's where there is none. */
export function nameServer(
  context: FactContext,
  node: NodeModel,
  netns: NetworkNamespace | null,
  address: string,
): NameServer {
  const { services } = context.cluster;
  if (services.state !== 'known') return { kind: 'unknown', ...missingOf(services) };
  const owner = services.value.find(({ clusterIps, externalIps }) => [...clusterIps, ...externalIps].includes(address));
  if (owner !== undefined) {
    if (owner.ports.some(({ port, protocol }) => port === 53 && protocol === 'udp')) return { kind: 'serves' };
    return { kind: 'dead', why: `Service ${owner.namespace}/${owner.name} has no port 53 by UDP` };
  }
  const moved = movedServices(context);
  if (moved !== null) return { kind: 'unknown', missing: 'cluster/services', reason: moved };
  if (services.partial !== undefined) return { kind: 'unknown', missing: 'cluster/services', reason: services.partial };
  const { addresses } = node.host;
  if (addresses.state === 'unknown') return { kind: 'unknown', missing: addresses.missing, reason: addresses.reason };
  // A cache on the node binds it there (NodeLocal DNSCache), or some machine of the cluster serves names itself.
  if (isLocalAddress(node.host, address)) {
    const reception = receptionOf(node.host, { address, protocol: 'udp', port: 53 });
    const early = reception.state === 'refused' ? settling(node, context.cluster) : null;
    if (early !== null) return { kind: 'unknown', missing: early.missing, reason: early.reason };
    return reception.state === 'refused'
      ? { kind: 'dead', why: `${node.name} has this address, and nothing listens there` }
      : { kind: 'serves' };
  }
  if (context.cluster.ownersOf(address).length > 0) return { kind: 'serves' };
  const parsed = parseAddress(address);
  if (parsed === undefined) return { kind: 'outside' };
  if (serviceCidrs(context.cluster).some(({ cidr }) => cidrContains(cidr, parsed)))
    return { kind: 'dead', why: 'no Service has this address' };
  if (netns === null) return { kind: 'outside' };
  const { outcomes } = podToService(context.cluster, netns, address, { protocol: 'udp', port: 53 });
  const end = outcomes.find(isLost);
  return end === undefined ? { kind: 'outside' } : { kind: 'dead', why: endOf(end) };
}

const missingOf = (reading: { readonly state: string; readonly reason: string; readonly missing?: string }) => ({
  missing: reading.missing ?? 'cluster/services',
  reason: reading.reason,
});

/** A Service of the cluster DNS that was made, changed or deleted while the nodes were read. */
function movedServices({ cluster: { motion } }: FactContext): string | null {
  const moved = motion?.objects.find(
    ({ resource, namespace }) => resource === 'services' && namespace?.startsWith('kube-') === true,
  );
  return moved === undefined ? null : (motion?.moved('services', moved.namespace, moved.name) ?? null);
}

/** Addresses that pods ought to be told, for messages. */
export const expectedServers = (context: FactContext): string =>
  dnsServices(context)
    .flatMap(({ clusterIps }) => clusterIps)
    .join(', ');
