import { parseCidr } from '../model/ip.ts';
import { addressOrNull, canonicalMac } from './canonical.ts';
import type { LinksAndAddresses } from './ip-addr.ts';
import { bareLink } from './ip-link.ts';
import { decimal, linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Address, Link, LinkCounters } from './records.ts';

/**
 * `ifconfig [-a]`: the layout of net-tools since 1.60 (`eth0: flags=4163<UP,…> mtu 1500`) and the one before it, which busybox still
 * prints (`eth0      Link encap:Ethernet  HWaddr …`). Copies that lost their indentation are read too, and notes that people put
 * between (in brackets with letters of another script, or behind `#`) are skipped.
 */
export function parseIfconfig(text: string): Parsed<LinksAndAddresses> {
  const notes = newNotes();
  const links: Link[] = [];
  const addresses: Address[] = [];
  let inDevice = false;
  for (const { number, text: written } of linesOf(text)) {
    const line = written.replace(PEOPLES_NOTE, '');
    if (/^\s*#/.test(line)) continue;
    const head = headOf(line);
    if (head) {
      links.push(head);
      inDevice = true;
      // The old layout has no MTU in its head line.
      if (!line.includes('Link encap:')) continue;
    } else if (/^\S{1,64}(?:: flags=|\s+Link encap:)/.test(line)) {
      // The lines below a head that cannot be read are not the device's above it.
      inDevice = false;
    }
    const link = links.at(-1);
    if (link === undefined || !inDevice) {
      notes.add(number, written, 'not below the head line of a device');
      continue;
    }
    const address = addressOf(line, link.name);
    const better = head ?? withDetail(link, line);
    if (address) addresses.push(address);
    if (better) links[links.length - 1] = better;
    if (!address && !better && !IGNORED.test(line)) notes.add(number, line, 'not a line of ifconfig');
  }
  return notes.parsed({ links, addresses });
}

const PEOPLES_NOTE = /\s?\([^()]{0,80}[^\x20-\x7e()][^()]{0,80}\)/g;

const IGNORED =
  /^\s*(?:RX (?:packets|errors|bytes)|TX (?:packets|errors|bytes)|collisions|device (?:interrupt|memory)|Interrupt:|Memory:|inet6? |loop |unspec|tunnel|infiniband|\()/;

function headOf(line: string): Link | undefined {
  const [, name = '', flags = '', mtu = ''] =
    /^(\S{1,64}?): flags=\d{1,8}<([^>]{0,400})>\s+mtu (\d{1,8})/.exec(line) ?? [];
  if (name !== '')
    return { ...bareLink(name), mtu: Number(mtu), flags: flags.split(',').filter((flag) => flag !== '') };
  const [, oldName, encapsulation = '', mac] =
    /^(\S{1,64})\s+Link encap:(.{1,40}?)(?:\s\s+HWaddr (\S{1,64}))?\s*$/.exec(line) ?? [];
  if (oldName === undefined) return undefined;
  return {
    ...bareLink(oldName),
    linkType: /loopback/i.test(encapsulation) ? 'loopback' : 'ether',
    mac: canonicalMac(mac),
  };
}

function withDetail(link: Link, line: string): Link | undefined {
  const ether = /^\s*ether (\S{1,64})/.exec(line);
  if (ether) return { ...link, linkType: 'ether', mac: canonicalMac(ether[1]) };
  if (/^\s*loop\s+txqueuelen/.test(line)) return { ...link, linkType: 'loopback' };
  const old = /^\s*([A-Z][A-Z ]{1,200}?)\s+MTU:(\d{1,8})\s+Metric:/.exec(line);
  if (old) return { ...link, flags: (old[1] ?? '').split(' ').filter((flag) => flag !== ''), mtu: Number(old[2]) };
  const counters = countersOf(link.counters, line);
  return counters ? { ...link, counters } : undefined;
}

const NO_COUNTERS: LinkCounters = {
  rxPackets: 0,
  rxErrors: 0,
  rxDropped: 0,
  rxOtherhost: null,
  txPackets: 0,
  txErrors: 0,
  txDropped: 0,
};

function countersOf(before: LinkCounters | null, line: string): LinkCounters | undefined {
  const counters = before ?? NO_COUNTERS;
  const [, side] = /^\s*(RX|TX) (?:packets|errors)\b/.exec(line) ?? [];
  if (side === undefined) return undefined;
  const number = (name: string): number | undefined => decimal(new RegExp(`\\b${name}[: ](\\d{1,20})`).exec(line)?.[1]);
  const [packets, errors, dropped] = [number('packets'), number('errors'), number('dropped')];
  return side === 'RX'
    ? {
        ...counters,
        rxPackets: packets ?? counters.rxPackets,
        rxErrors: errors ?? counters.rxErrors,
        rxDropped: dropped ?? counters.rxDropped,
      }
    : {
        ...counters,
        txPackets: packets ?? counters.txPackets,
        txErrors: errors ?? counters.txErrors,
        txDropped: dropped ?? counters.txDropped,
      };
}

const base = (device: string) => device.replace(/:.*$/, '');

/** net-tools prints no flags and, for IPv4, no scope. */
function addressOf(line: string, device: string): Address | undefined {
  const make = (family: 4 | 6, text: string | undefined, length: string | undefined, peer?: string, scope?: string) => {
    const address = addressOrNull(text);
    const prefixLength = decimal(length) ?? parseCidr(`${text}/${length}`)?.prefixLength;
    if (address === null || prefixLength === undefined) return undefined;
    return {
      device: base(device),
      family,
      address,
      prefixLength,
      peer: addressOrNull(peer),
      scope: scope?.toLowerCase() ?? null,
      flags: [],
    };
  };
  const v4 = /^\s*inet (\S{1,64})\s+netmask (\S{1,64})(?:\s+destination (\S{1,64}))?/.exec(line);
  if (v4) return make(4, v4[1], v4[2], v4[3]);
  const v6 = /^\s*inet6 (\S{1,64})\s+prefixlen (\d{1,3})(?:\s+scopeid \S{1,20}<([a-z]{1,20})>)?/.exec(line);
  if (v6) return make(6, v6[1], v6[2], undefined, v6[3]);
  const old4 = /^\s*inet addr:(\S{1,64})(?:\s+P-t-P:(\S{1,64}))?(?:\s+Bcast:\S{1,64})?\s+Mask:(\S{1,64})/.exec(line);
  if (old4) return make(4, old4[1], old4[3], old4[2]);
  const old6 = /^\s*inet6 addr:\s*([^/\s]{1,64})\/(\d{1,3})(?:\s+Scope:(\S{1,20}))?/.exec(line);
  return old6 ? make(6, old6[1], old6[2], undefined, old6[3]) : undefined;
}
