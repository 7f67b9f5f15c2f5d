import type { ServicePort } from '../../model/types.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { serviceSettling } from '../services/settling.ts';
import { defineFact, type FactContext, type FactValue } from '../types.ts';
import type { ClusterDns } from './cluster-dns.ts';
import { ofDns } from './service-facts.ts';

export const portFacts = [
  defineFact({
    name: 'cluster.dns.lackingUdp',
    target: 'cluster',
    type: 'list',
    fields: { address: 'ip', service: 'string', namespace: 'string' },
    doc: 'One item where the Service of the cluster DNS has no port 53 by UDP, by which every question is asked first. `service` and `namespace` are there where its other port leads to port 53 of the pods, too.',
    sources: ['cluster/services'],
    compute: (_, context) => ofDns(context, (dns) => lacking(context, dns, 'udp')),
  }),
  defineFact({
    name: 'cluster.dns.lackingTcp',
    target: 'cluster',
    type: 'list',
    fields: { address: 'ip', service: 'string', namespace: 'string' },
    doc: 'The same for TCP, by which a question is asked again when its answer is too large for a datagram.',
    sources: ['cluster/services'],
    compute: (_, context) => ofDns(context, (dns) => lacking(context, dns, 'tcp')),
  }),
] as const;

function lacking(context: FactContext, { service }: ClusterDns, protocol: ServicePort['protocol']): FactValue {
  const doubt = serviceSettling(context.cluster, service);
  if (doubt !== null) return unknownBecause(doubt);
  if (service.ports.some((one) => one.port === 53 && one.protocol === protocol)) return listOf([]);
  const other = service.ports.find(({ port }) => port === 53);
  const plain = other?.targetPort === '53' || other?.targetPort === null;
  return listOf([
    {
      address: service.clusterIps[0] ?? null,
      service: plain ? service.name : null,
      namespace: plain ? service.namespace : null,
    },
  ]);
}
