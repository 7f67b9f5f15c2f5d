import { parseLinks } from '../parse/any-form.ts';
import { type BridgeListing, parseBrctlShow } from '../parse/brctl-show.ts';
import { parseIpAddr } from '../parse/ip-addr.ts';
import type { Link } from '../parse/records.ts';
import { known, mapReading, type Reading } from './reading.ts';
import { firstKnown, type OutputReader } from './readings.ts';

const EXCERPT = { partial: 'a listing made by hand, which may be an excerpt' };

/** Devices as hand-made listings tell of them: `ip link`, `ip addr` or `ifconfig`, with the bridges from `brctl show`. */
export function linksOfTexts(reader: OutputReader, netns: string): Reading<readonly Link[]> {
  const links = firstKnown<readonly Link[]>(
    () => reader.read('text:ip-link', netns, parseLinks, EXCERPT),
    () => mapReading(reader.read('text:ip-addr', netns, parseIpAddr, EXCERPT), (value) => value.links),
    () => reader.read('text:ifconfig', netns, parseLinks, EXCERPT),
  );
  if (links.state !== 'known' || reader.record('text:brctl-show', netns) === undefined) return links;
  const bridges = reader.read('text:brctl-show', netns, parseBrctlShow, EXCERPT);
  if (bridges.state !== 'known') return links;
  return known(withBridges(links.value, bridges.value), `${links.source}, ${bridges.source}`, links.partial);
}

function withBridges(links: readonly Link[], bridges: readonly BridgeListing[]): readonly Link[] {
  const masters = new Map(bridges.flatMap((bridge) => bridge.ports.map((port) => [port, bridge.name] as const)));
  const byName = new Map(bridges.map((bridge) => [bridge.name, bridge]));
  return links.map((link) => {
    const bridge = byName.get(link.name);
    return {
      ...link,
      master: link.master ?? masters.get(link.name) ?? null,
      ...(bridge ? { kind: 'bridge', bridge: link.bridge ?? { stp: bridge.stp, vlanFiltering: false } } : {}),
    };
  });
}
