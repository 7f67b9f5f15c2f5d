import type { NetworkNamespace } from '../model/types.ts';
import type { FdbEntry, Link } from '../parse/records.ts';
import { bridgePorts, leadsOutside } from './topology.ts';
import { vethPeer } from './veth.ts';
import { fdbEntries, fdbText } from './vxlan-fdb.ts';

/** The port that a frame leaves by; `nobody`: no port leads to its MAC; `reason`: that cannot be told. */
export type PortChoice =
  | { readonly port: Link; readonly text: string }
  | { readonly nobody: string }
  | { readonly reason: string };

/**
 * A sticky FDB entry, and a permanent one, holds the MAC to its port. Any other one, static or learned, moves to the port that its owner sends from
 * (br_fdb_update), so that port comes first; unknown MACs are flooded, and only the port that leads to the owner matters.
 */
export function choosePort(netns: NetworkNamespace, bridge: Link, inPort: Link | null, mac: string | null): PortChoice {
  const ports = bridgePorts(netns, bridge.name);
  const fdb = netns.fdb.state === 'known' ? netns.fdb.value : [];
  const entries: FdbEntry[] = mac === null ? [] : ports.flatMap((port) => fdbEntries(fdb, port.name, mac));
  const own = entries.find((entry) => entry.destination === null && entry.state === 'permanent');
  // Frames of the bridge's own device go out all the same (br_dev_xmit does not look whether an entry is local).
  if (own !== undefined && inPort !== null) {
    return { nobody: `FDB ${fdbText(own)}: ${bridge.name} keeps frames to this MAC for itself` };
  }
  const fixed = entries.find(
    (entry) => entry === own || (entry.destination === null && entry.flags.includes('sticky')),
  );
  const fixedPort = ports.find((port) => port.name === fixed?.device);
  if (fixed !== undefined && fixedPort !== undefined) return { port: fixedPort, text: `FDB ${fdbText(fixed)}` };
  const owner = mac === null ? undefined : ports.find((port) => macBehind(netns, port) === mac);
  if (owner !== undefined) return { port: owner, text: `${owner.name} leads to ${mac}` };
  const tunnel = ports.find(
    (port) =>
      port.vxlan !== null &&
      port !== inPort &&
      (entries.some((entry) => entry.device === port.name && entry.destination !== null) || port.vxlan.remote !== null),
  );
  const learned = entries.find((entry) => entry.device !== inPort?.name || inPort.bridgePort?.hairpin === true);
  const learnedPort = ports.find((port) => port.name === learned?.device);
  if (learned !== undefined && learnedPort !== undefined) return { port: learnedPort, text: `FDB ${fdbText(learned)}` };
  const uplink = ports.find((port) => port !== inPort && leadsOutside({ netns, link: port })) ?? tunnel;
  if (uplink !== undefined) return { port: uplink, text: `flooded, ${uplink.name} leads on` };
  const open = ports.find(
    (port) => port.kind !== 'veth' || vethPeer(netns, port).found !== 'one' || nested(netns, port),
  );
  if (open !== undefined)
    return {
      reason: `no FDB entry for ${mac ?? 'the frame'} on ${bridge.name}, and what is behind ${open.name} was not read`,
    };
  return { nobody: `no port of ${bridge.name} leads to ${mac ?? 'the destination'}` };
}

function macBehind(netns: NetworkNamespace, port: Link): string | null {
  const peer = vethPeer(netns, port);
  return peer.found === 'one' && peer.link.master === null ? peer.link.mac : null;
}

function nested(netns: NetworkNamespace, port: Link): boolean {
  const peer = vethPeer(netns, port);
  return peer.found === 'one' && peer.link.master !== null;
}
