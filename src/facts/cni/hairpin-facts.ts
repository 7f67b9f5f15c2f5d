import { parseAddress } from '../../model/ip.ts';
import type { LinkTable, NodeModel, Service } from '../../model/types.ts';
import { podToService } from '../../walk/flows.ts';
import { fromReading, listOf, unknownBecause } from '../fact-value.ts';
import { endpointsOfPod } from '../services/listening-endpoints.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { type PodVeth, podVeths } from './pod-veth.ts';

/** Pods that are followed; where a CNI configuration leaves hairpin out, all of a node are alike. */
const MOST = 16;

export const hairpinFacts = [
  defineFact({
    name: 'node.cni.hairpinLost',
    target: 'node',
    type: 'list',
    fields: {
      pod: 'string',
      device: 'string',
      bridge: 'string',
      service: 'string',
      address: 'ip',
      port: 'integer',
      percent: 'integer',
    },
    doc: 'Pods that do not reach themselves through a Service of their own: the bridge would have to send the packet back through the port that it came in by, which that port (`device`) does not allow. `percent` is the share of their connections to the Service that is lost so. A bridge in promiscuous mode routes such packets instead.',
    sources: ['ip-link', 'sysctl', 'iptables-nft-save4', 'iptables-legacy-save4', 'cluster/endpointslices'],
    compute: ({ node }, context) => fromReading(node.host.links, (host) => hairpinLost(context, node, host)),
  }),
] as const;

function hairpinLost(context: FactContext, node: NodeModel, host: LinkTable): FactValue {
  const { endpoints, services } = context.cluster;
  if (endpoints.state === 'unknown') return unknownBecause(endpoints);
  if (services.state === 'unknown') return unknownBecause(services);
  const { veths, unseen } = podVeths(node, host);
  const gaps: Unseen[] = [...unseen];
  const items: Item[] = [];
  for (const veth of veths.filter((one) => needsHairpin(one, host)).slice(0, MOST)) {
    const { pod } = veth.netns;
    if (pod === null) continue;
    const asked = new Set<string>();
    for (const endpoint of endpointsOfPod(context, pod)) {
      const service = serviceNamed(context, endpoint.service);
      const port = service?.ports.find(
        ({ name, protocol }) => (name ?? '') === (endpoint.portName ?? '') && protocol === endpoint.protocol,
      );
      const family = parseAddress(endpoint.address)?.family;
      const to = service?.clusterIps.find((one) => parseAddress(one)?.family === family);
      if (to === undefined || port === undefined || port.protocol === 'sctp' || asked.has(endpoint.service)) continue;
      asked.add(endpoint.service);
      const { outcomes } = podToService(context.cluster, veth.netns, to, { protocol: port.protocol, port: port.port });
      const itself = outcomes.filter(({ packet }) => pod.ips.includes(packet.destination));
      const lost = itself.find(
        ({ decidedBy }) => decidedBy?.layer === 'bridge' && / \(hairpin off\)$/.test(decidedBy.text),
      );
      const missing = itself.find(({ disposition }) => disposition === 'insufficient-information')?.missing;
      if (missing)
        gaps.push({ who: `pod/${pod.namespace}/${pod.name}`, missing: missing.input, reason: missing.reason });
      if (lost === undefined) continue;
      items.push({
        pod: `${pod.namespace}/${pod.name}`,
        device: veth.outer.name,
        bridge: veth.outer.master,
        service: endpoint.service,
        address: to,
        port: port.port,
        percent: Math.max(1, Math.round(lost.share * 100)),
      });
      break;
    }
  }
  return listOf(items, gaps);
}

function needsHairpin({ outer }: PodVeth, host: LinkTable): boolean {
  const bridge = outer.master === null ? undefined : host.byName.get(outer.master);
  return bridge?.kind === 'bridge' && outer.bridgePort?.hairpin === false && !bridge.flags.includes('PROMISC');
}

function serviceNamed({ cluster: { services }, memo }: FactContext, name: string): Service | undefined {
  return memo('Services by name', () => {
    const all = services.state === 'known' ? services.value : [];
    return new Map(all.map((service) => [`${service.namespace}/${service.name}`, service]));
  }).get(name);
}
