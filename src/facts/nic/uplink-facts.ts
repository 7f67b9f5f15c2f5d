import type { LinkTable, NodeModel } from '../../model/types.ts';
import type { Link } from '../../parse/records.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { defineFact, type Item, type TargetOf, type Unseen } from '../types.ts';
import { hasNoCarrier, isUp } from './link-state.ts';

/** A device that the node's traffic to other machines goes through, and why we think so. */
interface Uplink {
  readonly link: Link;
  readonly role: string;
}

const sources = ['ip-link', 'ip-addr', 'cluster/nodes'] as const;

function overUplinks(matches: (link: Link, host: LinkTable) => boolean) {
  return ({ node }: TargetOf<'node'>) =>
    fromReading(node.host.links, (host) => {
      const { uplinks, unseen } = uplinksOf(node, host);
      return listOf(
        uplinks.filter(({ link }) => matches(link, host)).map(({ link, role }): Item => ({ device: link.name, role })),
        unseen,
      );
    });
}

export const uplinkFacts = [
  defineFact({
    name: 'node.nic.downUplinks',
    target: 'node',
    type: 'list',
    fields: { device: 'string', role: 'string' },
    doc: "Devices with the node's InternalIP or under its tunnels that are administratively down.",
    sources,
    compute: overUplinks((link) => !isUp(link)),
  }),
  defineFact({
    name: 'node.nic.uplinksWithoutCarrier',
    target: 'node',
    type: 'list',
    fields: { device: 'string', role: 'string' },
    doc: "Devices with the node's InternalIP or under its tunnels that are up and have no carrier; for a bridge, all of its physical ports.",
    sources,
    compute: overUplinks((link, host) => isUp(link) && lacksCarrier(link, host)),
  }),
] as const;

export function uplinksOf(
  node: NodeModel,
  host: LinkTable,
): { readonly uplinks: readonly Uplink[]; readonly unseen: readonly Unseen[] } {
  const roles = new Map<string, string>();
  const unseen: Unseen[] = [];
  for (const { vxlan } of host.all) if (vxlan?.device) roles.set(vxlan.device, 'under a vxlan tunnel');
  const { kubernetes } = node;
  const { addresses } = node.host;
  for (const reading of [kubernetes, addresses]) {
    if (reading.state === 'unknown')
      unseen.push({ who: `node/${node.name}`, missing: reading.missing, reason: reading.reason });
  }
  const internal = kubernetes.state === 'known' ? kubernetes.value.internalIps : [];
  for (const { address, device } of addresses.state === 'known' ? addresses.value : [])
    if (internal.includes(address)) roles.set(device, `with the InternalIP ${address}`);
  const uplinks = [...roles]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, role]) => {
      const link = host.byName.get(name);
      return link ? [{ link, role }] : [];
    });
  return { uplinks, unseen };
}

/** A bridge has carrier as long as any port has, a pod's or a guest's too: its physical ports are what counts. */
function lacksCarrier(link: Link, host: LinkTable): boolean {
  if (link.kind !== 'bridge') return hasNoCarrier(link);
  const ports = host.all.filter(({ master, kind }) => master === link.name && kind !== 'veth' && kind !== 'tun');
  return ports.length > 0 && ports.every((port) => !isUp(port) || hasNoCarrier(port));
}
