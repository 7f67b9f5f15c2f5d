import type { NetfilterModel } from '../../model/netfilter.ts';
import type { IpvsService } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { endpointText, type KernelServices, type ServiceBackend, serviceKey } from './kernel-services-entry.ts';
import { iptablesServices } from './kernel-services-iptables.ts';
import { nftablesServices } from './kernel-services-nftables.ts';

/**
 * What kube-proxy wrote into the kernel of a node, read in one pass over the rules, by back end: the chains behind KUBE-SERVICES, the maps of
 * table kube-proxy, the virtual servers of IPVS. A back end in which kube-proxy never was is left out; one whose rules are gone is empty.
 */
export function kernelServices(
  model: NetfilterModel,
  family: Family,
  ipvs: readonly IpvsService[],
): ReadonlyMap<ServiceBackend, KernelServices> {
  const found = new Map<ServiceBackend, KernelServices>();
  for (const backend of ['iptables-nft', 'iptables-legacy'] as const) {
    const services = iptablesServices(model, backend, family);
    if (services !== undefined) found.set(backend, services);
  }
  const native = nftablesServices(model, family);
  if (native !== undefined) found.set('nftables', native);
  const virtual = ipvs.filter(({ address }) => address.includes(':') === (family === 6));
  if (virtual.length > 0) found.set('ipvs', ipvsServices(virtual));
  return found;
}

/** Destinations of weight 0 get no new connections. Nothing tells ClusterIPs from the node's addresses. */
function ipvsServices(virtual: readonly IpvsService[]): KernelServices {
  return new Map(
    virtual.map(({ protocol, address, port, destinations }) => {
      const live = destinations.filter(({ weight }) => weight > 0);
      const endpoints = new Set(live.map((destination) => endpointText(destination.address, destination.port)));
      const refused = endpoints.size === 0;
      return [
        serviceKey(address, protocol, port),
        { endpoints, refused, unanswered: 0, unclear: false, isClusterIp: false, label: null },
      ];
    }),
  );
}
