import type { Route } from '../parse/records.ts';
import type { BaseChain, NetfilterModel } from './netfilter.ts';
import type { Items, PictureSection } from './picture-section.ts';
import { section } from './picture-section.ts';
import type { Reading } from './reading.ts';
import type { NetworkNamespace } from './types.ts';

/** What a network namespace looks like, without veths: they come and go with pods. */
export function namespaceSections(netns: NetworkNamespace): readonly PictureSection[] {
  const at = { node: netns.node.name, netns: netns.id === 'host' ? 'host' : netns.label };
  const passing = new Set(
    netns.links.state === 'known'
      ? netns.links.value.all.filter(({ kind }) => kind === 'veth').map(({ name }) => name)
      : [],
  );
  const stays = (device: string | null): boolean => device === null || !passing.has(device);
  return [
    section(at, 'device', netns.links, ({ all }) =>
      all
        .filter(({ name }) => stays(name))
        .flatMap(({ name, mac, mtu, flags, master, vxlan }) => [
          [name, flags.includes('UP') ? 'up' : 'down'] as const,
          [`${name} MAC`, mac] as const,
          [`${name} MTU`, String(mtu)] as const,
          [`${name} master`, master] as const,
          [`${name} tunnel`, vxlan && `VNI ${vxlan.id}, local ${vxlan.local ?? 'any'}, port ${vxlan.port}`] as const,
        ]),
    ),
    section(at, 'address', netns.addresses, (addresses) =>
      addresses
        // A link-local address follows the MAC, which is told already.
        .filter(({ device, flags, scope }) => stays(device) && !flags.includes('temporary') && scope !== 'link')
        .map(({ address, prefixLength, device }) => [`${address}/${prefixLength}`, `on ${device}`] as const),
    ),
    ...([4, 6] as const).flatMap((family) => [
      section(at, `route (IPv${family})`, netns.routes[family], (routes) => routeItems(routes, stays)),
      section(at, `policy rule (IPv${family})`, netns.policyRules[family], (rules) =>
        rules.map(({ priority, not, from, to, iif, oif, fwmark, action, table }) => [
          `${priority}: ${[not ? 'not' : '', part('from', from ?? 'all'), part('to', to), part('iif', iif), part('oif', oif), part('fwmark', fwmark)].filter((each) => each !== '').join(' ')}`,
          table === null ? action : `${action} ${table}`,
        ]),
      ),
      chains(section(at, `chain (IPv${family})`, netns.netfilter[family], chainItems), netns.netfilter[family]),
    ]),
    section(at, 'permanent neighbour', netns.neighbours, (entries) =>
      entries
        .filter(({ device, states }) => stays(device) && states.includes('PERMANENT'))
        .map(({ address, device, mac }) => [`${address} on ${device}`, mac ?? 'no MAC'] as const),
    ),
    section(at, 'tunnel end', netns.fdb, (entries) =>
      entries.flatMap(({ mac, device, destination }) =>
        destination === null ? [] : [[`${mac} on ${device}`, destination] as const],
      ),
    ),
    section(at, 'setting', netns.sysctls, (settings) =>
      [...settings].filter(([key]) => isSetting(key) && ![...passing].some((device) => key.includes(`.${device}.`))),
    ),
  ];
}

const part = (name: string, value: string | number | null): string => (value === null ? '' : `${name} ${value}`);

/** Routes that somebody set; the kernel's own (table local) follow from the addresses. */
function routeItems(routes: readonly Route[], stays: (device: string | null) => boolean): Items {
  return routes
    .filter(
      ({ table, type, nextHops }) =>
        table !== 'local' && type !== 'multicast' && nextHops.every(({ device }) => stays(device)),
    )
    .map(({ destination, table, type, nextHops, metric, mtu }) => {
      const hops = nextHops.map(({ gateway, device }) =>
        [part('via', gateway), part('dev', device)].filter((each) => each !== '').join(' '),
      );
      const way = [type === 'unicast' ? '' : type, hops.join(' or '), part('mtu', mtu)].filter((each) => each !== '');
      return [`${destination} in table ${table}${metric === 0 ? '' : `, metric ${metric}`}`, way.join(' ')] as const;
    });
}

/** A table that could not be read makes the picture of the chains an excerpt. */
function chains(read: PictureSection, reading: Reading<NetfilterModel>): PictureSection {
  const unread = reading.state === 'known' ? reading.value.unread[0] : undefined;
  return unread ? { ...read, reason: `${unread.backend}: ${unread.reason}` } : read;
}

/** Policies and rules of base chains; chains below them change with every Service. */
function chainItems(model: NetfilterModel): Items {
  const chains = Object.values(model.baseChains).flat();
  return chains.flatMap((chain: BaseChain) => {
    const name = `${chain.table.name} ${chain.name} of ${chain.table.backend}`;
    const seen = new Map<string, number>();
    const rules = chain.rules.map(({ text }) => {
      const times = (seen.get(text) ?? 0) + 1;
      seen.set(text, times);
      return [`${name}: ${text}${times > 1 ? ` (${times})` : ''}`, ''] as const;
    });
    return [[`${name} policy`, chain.policy] as const, ...rules];
  });
}

/** Settings that decide about packets; counters that the kernel shows among them are none. */
const isSetting = (key: string): boolean =>
  /^net\.(?:ipv4\.ip_forward|ipv4\.ip_nonlocal_bind|bridge\.|ipv[46]\.conf\.[^ ]+\.(?:rp_filter|forwarding|proxy_arp|arp_ignore|arp_announce|accept_local|accept_ra|route_localnet|disable_ipv6|src_valid_mark)$|ipv[46]\.neigh\.default\.gc_thresh[123]$|netfilter\.nf_conntrack_(?:max|buckets|tcp_be_liberal|tcp_loose)$|ipv4\.ip_local_port_range$)/.test(
    key,
  );
