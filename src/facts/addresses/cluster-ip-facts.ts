import { type Cidr, cidrContains, formatCidr, parseCidr } from '../../model/ip.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { netConf } from '../flannel/net-conf.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { clusterCidrs, serviceCidrs } from './configured-networks.ts';
import { hostNetworks } from './host-networks.ts';
import { podNetworks, podsByNode } from './pod-networks.ts';

/** Everybody whose address must not be a ClusterIP, by address. */
function holders(context: FactContext): ReadonlyMap<string, string> {
  return context.memo('holders of addresses', () => {
    const map = new Map<string, string>();
    for (const node of context.cluster.nodes) {
      for (const { kind, cidr } of hostNetworks(node))
        if (kind === 'InternalIP' || kind === 'default gateway')
          map.set(formatCidr(cidr), `the ${kind} of node ${node.name}`);
    }
    for (const pods of podsByNode(context).values())
      for (const pod of pods)
        for (const ip of pod.ips) {
          const cidr = parseCidr(ip);
          if (cidr) map.set(formatCidr(cidr), `pod ${pod.namespace}/${pod.name}`);
        }
    return map;
  });
}

function takenClusterIps(context: FactContext): FactValue {
  const { services, pods } = context.cluster;
  if (services.state === 'unknown') return unknownBecause(services);
  if (services.state === 'absent') return listOf([]);
  const items = services.value.flatMap(({ namespace, name, clusterIps }): readonly Item[] =>
    clusterIps.flatMap((address) => {
      const cidr = parseCidr(address);
      const holder = cidr && holders(context).get(formatCidr(cidr));
      return holder ? [{ service: `${namespace}/${name}`, address, holder }] : [];
    }),
  );
  return listOf(
    items,
    pods.state === 'unknown' ? [{ who: 'cluster', missing: pods.missing, reason: pods.reason }] : [],
  );
}

/** RFC 1918, RFC 6598, RFC 2544, RFC 3927 and the documentation networks; ULA and documentation of IPv6. */
const OWN = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '198.18.0.0/15',
  '169.254.0.0/16',
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
  'fc00::/7',
  '2001:db8::/32',
].flatMap((text) => parseCidr(text) ?? []);

const isOwn = (cidr: Cidr): boolean => OWN.some((own) => cidrContains(own, cidr));

/** Networks of the Internet's that pods or Services use. IPv6 pods may well have addresses of the site's own. */
function publicNetworks(context: FactContext): FactValue {
  const config = netConf(context.cluster);
  const network = config.state === 'known' ? parseCidr(config.value.network ?? '') : undefined;
  const configured = [
    ...(network ? [{ cidr: network, use: 'pods' }] : []),
    ...clusterCidrs(context.cluster).map(({ cidr }) => ({ cidr, use: 'pods' })),
    ...serviceCidrs(context.cluster).map(({ cidr }) => ({ cidr, use: 'Services' })),
  ];
  const given = podNetworks(context)
    .filter(({ cidr }) => !configured.some((each) => cidrContains(each.cidr, cidr)))
    .map(({ cidr }) => ({ cidr, use: 'pods' }));
  const items = new Map<string, Item>();
  for (const { cidr, use } of [...configured, ...given])
    if (cidr.family === 4 && !isOwn(cidr)) items.set(`${formatCidr(cidr)} ${use}`, { network: formatCidr(cidr), use });
  return configured.length + given.length === 0
    ? unknownBecause({
        missing: 'cluster/configmaps',
        reason: 'nothing in the snapshot says which networks pods and Services have',
      })
    : listOf([...items.values()]);
}

export const clusterIpFacts = [
  defineFact({
    name: 'cluster.addresses.takenClusterIps',
    target: 'cluster',
    type: 'list',
    fields: { service: 'string', address: 'ip', holder: 'string' },
    doc: 'ClusterIPs that a running pod, a node or a default gateway has as its own address.',
    sources: ['cluster/services', 'cluster/pods', 'cluster/nodes', 'ip-route4', 'ip-route6'],
    compute: (_, context) => takenClusterIps(context),
  }),
  defineFact({
    name: 'cluster.addresses.publicNetworks',
    target: 'cluster',
    type: 'list',
    fields: { network: 'cidr', use: 'string' },
    doc: 'IPv4 networks of pods and Services outside of the ranges that are free for own use (RFC 1918, RFC 6598).',
    sources: [
      'cluster/configmaps',
      'cluster/servicecidrs',
      'cluster/nodes',
      'cluster/pods',
      'processes',
      'flannel-subnet-env',
    ],
    compute: (_, context) => publicNetworks(context),
  }),
] as const;
