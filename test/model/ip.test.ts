import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import {
  addressBits,
  canonicalAddress,
  canonicalCidr,
  cidrContains,
  cidrOf,
  cidrsOverlap,
  formatAddress,
  formatCidr,
  parseAddress,
  parseCidr,
} from '../../src/model/ip.ts';
import type { Family } from '../../src/parse/records.ts';

const address = fc.oneof(
  fc.bigInt({ min: 0n, max: 0xffffffffn }).map((value) => ({ family: 4 as Family, value })),
  fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((value) => ({ family: 6 as Family, value })),
  // Many zero groups, where `::` has to be chosen.
  fc
    .array(fc.constantFrom(0, 0, 0, 1, 0xffff, 0xab), { minLength: 8, maxLength: 8 })
    .map((parts) => ({ family: 6 as Family, value: parts.reduce((v, p) => (v << 16n) | BigInt(p), 0n) })),
);
const prefix = address.chain(({ family, value }) =>
  fc.integer({ min: 0, max: addressBits(family) }).map((length) => cidrOf(family, value, length)),
);

describe('addresses', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['FE80::0:1', 'fe80::1'],
    ['::', '::'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ])('%s is %s', (text, canonical) => expect(canonicalAddress(text)).toBe(canonical));

  it.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '0x7f.0.0.1',
    '1.2.3.4.5',
    '10.0.0.1 ',
    'fe80::1%eth0',
    '::1::',
    'a',
    ':',
  ])('refuses "%s"', (text) => expect(parseAddress(text)).toBeUndefined());

  it('survives formatting and reading back', () => {
    fc.assert(
      fc.property(address, ({ family, value }) => {
        expect(parseAddress(formatAddress(family, value))).toEqual({ family, value });
      }),
    );
  });

  it('agrees with ipaddr.js on the canonical form of IPv6', () => {
    fc.assert(
      fc.property(address, ({ family, value }) => {
        const text = formatAddress(family, value);
        if (family === 6 && !text.includes('.')) expect(text).toBe(ipaddr.IPv6.parse(text).toRFC5952String());
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:./%]{0,50}$/)), (text) => {
        parseAddress(text);
        parseCidr(text);
        canonicalCidr(text);
      }),
    );
  });
});

describe('prefixes', () => {
  it.each([
    ['10.244.1.7/24', '10.244.1.0/24'],
    ['10.0.0.0/255.0.0.0', '10.0.0.0/8'],
    ['10.0.0.1', '10.0.0.1/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['1.2.3.4/0.0.0.0', '0.0.0.0/0'],
    ['fd00::5/64', 'fd00::/64'],
    ['::/0', '::/0'],
  ])('%s is %s', (text, canonical) => expect(canonicalCidr(text)).toBe(canonical));

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/255.0.255.0',
    'fd00::/129',
    'fd00::/255.0.0.0',
    '/8',
    'default',
  ])('refuses "%s"', (text) => expect(parseCidr(text)).toBeUndefined());

  it('survives formatting and reading back', () => {
    fc.assert(
      fc.property(prefix, (cidr) => {
        expect(parseCidr(formatCidr(cidr))).toEqual(cidr);
      }),
    );
  });

  it('contains its bounds and nothing beside them', () => {
    fc.assert(
      fc.property(prefix, ({ first, last, family, prefixLength }) => {
        const cidr = { first, last, family, prefixLength };
        expect(last - first + 1n).toBe(1n << BigInt(addressBits(family) - prefixLength));
        for (const value of [first, last]) expect(cidrContains(cidr, { family, value })).toBe(true);
        for (const value of [first - 1n, last + 1n]) expect(cidrContains(cidr, { family, value })).toBe(false);
        expect(cidrContains(cidr, { family: family === 4 ? 6 : 4, value: first })).toBe(false);
      }),
    );
  });

  it('overlaps another prefix only when one contains the other', () => {
    fc.assert(
      fc.property(prefix, prefix, (a, b) => {
        expect(cidrsOverlap(a, b)).toBe(cidrContains(a, b) || cidrContains(b, a));
      }),
    );
  });
});
