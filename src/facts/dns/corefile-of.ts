import { type Forward, forwardsOf, readCorefile } from '../../model/corefile.ts';
import { mapReading, type Reading, unknown } from '../../model/reading.ts';
import type { FactContext } from '../types.ts';
import { clusterDns } from './cluster-dns.ts';

/** The Corefile of the cluster's DNS, as its ConfigMap has it. */
export function corefileOfDns(context: FactContext): ReturnType<typeof readCorefile> {
  const dns = clusterDns(context);
  if (dns.state !== 'known') return dns;
  const { namespace } = dns.value.service;
  const moved = context.cluster.motion?.moved('configmaps', namespace, 'coredns') ?? null;
  if (moved !== null) return unknown('cluster/configmaps', moved);
  return readCorefile(context.cluster, `${namespace}/coredns`);
}

/** Where CoreDNS forwards questions to, by the Corefile in its ConfigMap. */
export const forwardsOfDns = (context: FactContext): Reading<readonly Forward[]> =>
  mapReading(corefileOfDns(context), forwardsOf);
