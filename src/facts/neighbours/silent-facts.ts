import type { LinkTable, NetworkNamespace, NodeModel } from '../../model/types.ts';
import type { Link } from '../../parse/records.ts';
import { answersArp, deviceKey, SILENT, setting } from '../../walk/sysctl.ts';
import { podVeths } from '../cni/pod-veth.ts';
import { fromReading, listOf, unknownBecause } from '../fact-value.ts';
import { isUp } from '../nic/link-state.ts';
import { uplinksOf } from '../nic/uplink-facts.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf } from '../types.ts';

/** A device that others have to find by ARP, and who they are as far as the snapshot shows. */
interface Sought {
  readonly link: Link;
  readonly askers: () => readonly NetworkNamespace[];
}

function soughtOn(node: NodeModel, host: LinkTable, { cluster }: FactContext) {
  const { uplinks, unseen } = uplinksOf(node, host);
  const others = () => cluster.nodes.filter((other) => other !== node && other.seen).map((other) => other.host);
  const { veths, unseen: hidden } = podVeths(node, host);
  const bridges = Map.groupBy(veths, ({ bridge }) => bridge);
  const sought: Sought[] = uplinks.map(({ link }) => ({ link, askers: others }));
  for (const [name, ports] of bridges) {
    const link = name === null ? undefined : host.byName.get(name);
    if (link && !sought.some((one) => one.link === link))
      sought.push({ link, askers: () => ports.map(({ netns }) => netns) });
  }
  return { sought, unseen: [...unseen, ...hidden] };
}

/** Whoever has a permanent entry does not ask. */
const knowsWithoutAsking = ({ neighbours }: NetworkNamespace, address: string): boolean =>
  neighbours.state === 'known' &&
  neighbours.value.some((entry) => entry.address === address && entry.states.includes('PERMANENT'));

function silentDevices({ node }: TargetOf<'node'>, context: FactContext): FactValue {
  const { links, sysctls, addresses } = node.host;
  for (const reading of [sysctls, addresses]) if (reading.state === 'unknown') return unknownBecause(reading);
  return fromReading(links, (host) => {
    const { sought, unseen } = soughtOn(node, host, context);
    const items = sought.flatMap(({ link, askers }): readonly Item[] => {
      if (!isUp(link) || link.flags.includes('NOARP') || answersArp(node.host, link.name)) return [];
      const others = askers();
      const own = addresses.state === 'known' ? addresses.value : [];
      const asked = own.filter(
        ({ device, family, address }) =>
          device === link.name &&
          family === 4 &&
          !(others.length > 0 && others.every((asker) => knowsWithoutAsking(asker, address))),
      );
      const [first] = asked;
      if (first === undefined) return [];
      return [deviceKey(4, 'all', 'arp_ignore'), deviceKey(4, link.name, 'arp_ignore')]
        .filter((key) => setting(node.host, key) === SILENT)
        .map((key) => ({ device: link.name, address: first.address, key }));
    });
    return listOf(items, unseen);
  });
}

export const silentFacts = [
  defineFact({
    name: 'node.neighbours.silentDevices',
    target: 'node',
    type: 'list',
    fields: { device: 'string', address: 'ip', key: 'string' },
    doc: "Devices with the node's InternalIP or under its tunnels, and bridges with the pods' gateway, that answer no ARP request because arp_ignore is 8 (`key`). A device whose address all others know by permanent entries is not among them.",
    sources: ['sysctl', 'ip-link', 'ip-addr', 'ip-neigh', 'cluster/nodes'],
    compute: silentDevices,
  }),
] as const;
