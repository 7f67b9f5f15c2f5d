import { anyCidr, canonicalAddress, canonicalCidr, parseAddress } from '../model/ip.ts';
import type { Family } from './records.ts';

const MAC = /^[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5}$/i;

/** Lower case with colons and two digits a part; null for anything that is no 6-byte MAC (tunnels print an IP address there). */
export function canonicalMac(text: string | null | undefined): string | null {
  if (text === null || text === undefined || !MAC.test(text)) return null;
  return text
    .toLowerCase()
    .split(/[:-]/)
    .map((part) => part.padStart(2, '0'))
    .join(':');
}

/** An address in canonical text, or null. */
export function addressOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : (canonicalAddress(text) ?? null);
}

/** `default`, `10.0.0.1` or `10.0.0.0/8` as a prefix in canonical text. */
export function destinationCidr(text: string, family: Family): string | undefined {
  if (text === 'default' || text === 'any') return anyCidr(family);
  return canonicalCidr(text);
}

export const familyOfAddress = (text: string): Family | undefined => parseAddress(text)?.family;
