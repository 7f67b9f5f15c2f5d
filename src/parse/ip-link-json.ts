import { addressOrNull, canonicalMac } from './canonical.ts';
import {
  flagField,
  hasField,
  type JsonObject,
  jsonQuote,
  jsonRows,
  numberField,
  objectField,
  textField,
  textsField,
} from './json-fields.ts';
import { newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { BridgeInfo, BridgePortInfo, Link, LinkCounters, VxlanInfo } from './records.ts';

/** `ip -s -s -d -j link show`; without -d the kind is undefined, without -s the counters are null. */
export function parseIpLinkJson(text: string): Parsed<readonly Link[]> {
  const rows = jsonRows(text);
  const notes = newNotes();
  for (const note of rows.notUnderstood) notes.add(note.line, note.text, note.why);
  const links: Link[] = [];
  for (const row of rows.value) {
    const link = linkOf(row);
    if (link === undefined) notes.add(1, jsonQuote(row), 'a device without name or MTU');
    else links.push(link);
  }
  return notes.parsed(links);
}

export function linkOf(row: JsonObject): Link | undefined {
  const name = textField(row, 'ifname');
  const mtu = numberField(row, 'mtu');
  if (name === null || mtu === null) return undefined;
  const info = objectField(row, 'linkinfo');
  const kind = textField(info, 'info_kind');
  const data = objectField(info, 'info_data');
  // Only -d prints promiscuity; a plain device has no linkinfo even then.
  const detailed = hasField(row, 'promiscuity') || hasField(row, 'linkinfo');
  return {
    index: numberField(row, 'ifindex'),
    name,
    mtu,
    flags: textsField(row, 'flags'),
    operstate: textField(row, 'operstate'),
    linkType: textField(row, 'link_type'),
    mac: canonicalMac(textField(row, 'address')),
    master: textField(row, 'master'),
    kind: detailed ? kind : undefined,
    lower: textField(row, 'link'),
    lowerIndex: numberField(row, 'link_index'),
    lowerNetnsid: numberField(row, 'link_netnsid'),
    vxlan: kind === 'vxlan' ? vxlanOf(data) : null,
    bridge: kind === 'bridge' ? bridgeOf(data) : null,
    bridgePort:
      textField(info, 'info_slave_kind') === 'bridge' ? bridgePortOf(objectField(info, 'info_slave_data')) : null,
    counters: countersOf(objectField(row, hasField(row, 'stats64') ? 'stats64' : 'stats')),
    promiscuity: numberField(row, 'promiscuity'),
  };
}

/** The kernel leaves out what is not set; `learning` is on unless it says otherwise. */
function vxlanOf(data: JsonObject): VxlanInfo | null {
  const id = numberField(data, 'id');
  if (id === null && !flagField(data, 'external')) return null;
  return {
    id: id ?? 0,
    local: addressOrNull(textField(data, 'local') ?? textField(data, 'local6')),
    remote: addressOrNull(textField(data, 'remote') ?? textField(data, 'remote6')),
    group: addressOrNull(textField(data, 'group') ?? textField(data, 'group6')),
    device: textField(data, 'link'),
    port: numberField(data, 'port') ?? 0,
    learning: !hasField(data, 'learning') || flagField(data, 'learning'),
  };
}

const bridgeOf = (data: JsonObject): BridgeInfo => ({
  stp: (numberField(data, 'stp_state') ?? 0) !== 0,
  vlanFiltering: flagField(data, 'vlan_filtering'),
});

const bridgePortOf = (data: JsonObject): BridgePortInfo => ({
  state: textField(data, 'state'),
  hairpin: flagField(data, 'hairpin'),
  isolated: flagField(data, 'isolated'),
});

function countersOf(stats: JsonObject): LinkCounters | null {
  const rx = objectField(stats, 'rx');
  const tx = objectField(stats, 'tx');
  const rxPackets = numberField(rx, 'packets');
  const txPackets = numberField(tx, 'packets');
  if (rxPackets === null || txPackets === null) return null;
  return {
    rxPackets,
    rxErrors: numberField(rx, 'errors') ?? 0,
    rxDropped: numberField(rx, 'dropped') ?? 0,
    rxOtherhost: numberField(rx, 'otherhost'),
    txPackets,
    txErrors: numberField(tx, 'errors') ?? 0,
    txDropped: numberField(tx, 'dropped') ?? 0,
  };
}
