import type { Link } from '../../parse/records.ts';
import { podVeths } from '../cni/pod-veth.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { defineFact, type Item } from '../types.ts';
import { uplinksOf } from './uplink-facts.ts';

export const arpFacts = [
  defineFact({
    name: 'node.nic.withoutArp',
    target: 'node',
    type: 'list',
    fields: { device: 'string', role: 'string', netns: 'string', own: 'string' },
    doc: "Ethernet devices that need ARP and have it turned off (flag NOARP): those with the node's InternalIP or under its tunnels, and pods' own behind a Linux bridge, or that bridge. `netns` is the namespace of a pod's device as `ip netns exec` knows it, `own` the device where it is the node's.",
    sources: ['ip-link', 'ip-addr', 'cluster/nodes'],
    compute: ({ node }) =>
      fromReading(node.host.links, (host) => {
        const { uplinks, unseen } = uplinksOf(node, host);
        const { veths, unseen: blind } = podVeths(node, host);
        const items = new Map<string, Item>();
        const add = (link: Link, role: string, netns: string | null): void => {
          if (!lacksArp(link)) return;
          items.set(`${role} ${link.name}`, { device: link.name, role, netns, own: netns === null ? link.name : null });
        };
        for (const { link, role } of uplinks) add(link, role, null);
        for (const { inner, outer, netns } of veths) {
          const bridge = outer.master === null ? undefined : host.byName.get(outer.master);
          if (bridge?.kind !== 'bridge') continue;
          add(bridge, 'that pods are behind', null);
          add(inner, `of pod ${netns.label}`, netns.name ?? netns.label);
        }
        return listOf([...items.values()], [...unseen, ...blind]);
      }),
  }),
] as const;

/** Tunnels and dummies have none by nature, and some network plugins do without it on veths of their own. */
const lacksArp = ({ flags, linkType, kind }: Link): boolean =>
  flags.includes('NOARP') &&
  linkType === 'ether' &&
  kind !== 'dummy' &&
  kind !== 'ipvlan' &&
  !flags.includes('POINTOPOINT');
