import { describe, expect, test } from 'vitest';
import { parseXfrmPolicies } from '../../src/parse/xfrm-policy.ts';

/** `ip xfrm policy show`, iproute2 6.1.0, Linux 6.18; the socket policy as an IKE daemon has it. */
const LISTING = `src 0.0.0.0/0 dst 10.9.0.0/16 proto icmp type 8 
	dir out priority 0 ptype main 
src 10.1.0.0/16 dst 10.3.0.0/16 proto udp 
	dir in priority 0 ptype main 
	tmpl src 192.168.1.1 dst 192.168.1.2
		proto esp reqid 1 mode tunnel
src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp dport 80 
	dir fwd action block priority 5 ptype main 
src fd00::/64 dst fd01::/64 
	dir out priority 0 ptype main 
	mark 0x1/0xff 
src 0.0.0.0/0 dst 0.0.0.0/0 
	socket in priority 0 ptype main 
src 0.0.0.0/0 dst 10.244.0.0/24 
	dir out action block priority 0 ptype main 
`;

describe('ip xfrm policy', () => {
  const { value, notUnderstood } = parseXfrmPolicies(LISTING);

  test('every policy but those of sockets', () => {
    expect(notUnderstood).toEqual([]);
    expect(value.map(({ selector, direction, action }) => `${selector} ${direction} ${action}`)).toEqual([
      'src 0.0.0.0/0 dst 10.9.0.0/16 proto icmp type 8 out allow',
      'src 10.1.0.0/16 dst 10.3.0.0/16 proto udp in allow',
      'src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp dport 80 fwd block',
      'src fd00::/64 dst fd01::/64 out allow',
      'src 0.0.0.0/0 dst 10.244.0.0/24 out block',
    ]);
  });

  test('what each is about', () => {
    expect(value[2]).toEqual({
      family: 4,
      source: '10.1.0.0/16',
      destination: '10.2.0.0/16',
      protocol: 'tcp',
      sourcePort: null,
      destinationPort: 80,
      device: null,
      direction: 'fwd',
      action: 'block',
      priority: 5,
      transforms: false,
      unmodelled: [],
      selector: 'src 10.1.0.0/16 dst 10.2.0.0/16 proto tcp dport 80',
    });
    expect(value[1]).toMatchObject({ transforms: true });
    expect(value[0]).toMatchObject({ unmodelled: ['type 8'] });
    expect(value[3]).toMatchObject({ family: 6, unmodelled: ['mark 0x1/0xff'] });
  });

  test('no policies at all', () => expect(parseXfrmPolicies('')).toEqual({ value: [], notUnderstood: [] }));

  test('another text', () => {
    expect(parseXfrmPolicies('Usage: ip xfrm policy { add | update }\n').notUnderstood).toHaveLength(1);
    expect(parseXfrmPolicies('src here dst there\n\tdir out priority 0\n').notUnderstood).toHaveLength(1);
  });
});
