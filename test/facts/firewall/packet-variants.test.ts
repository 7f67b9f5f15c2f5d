import { describe, expect, test } from 'vitest';
import { changedSnapshot } from '../../support/changed-snapshot.ts';
import { judge, roots, unknowns } from '../verdicts.ts';

const withRule = (rule: string) =>
  changedSnapshot('healthy-flannel-vxlan', {
    outputs: {
      'node2 iptables-nft-save4': (text) => text.replace(/(\*filter\n(?::.*\n)+)/, (head) => `${head}[0:0] ${rule}\n`),
    },
  });
const judged = async (rule: string) => judge(await withRule(rule), ['firewall']);

describe('rules that tell packets of a connection apart', () => {
  test.each([
    ['large ones', '-A FORWARD -p tcp -m length --length 1000:65535 -j DROP'],
    ['all but small ones', '-A FORWARD -p tcp -m length ! --length 0:500 -j DROP'],
    ['small ones', '-A FORWARD -p tcp -m length --length 40:70 -j DROP'],
    ['those with data', '-A FORWARD -p tcp -m tcp --tcp-flags PSH PSH -j DROP'],
    ['the answer to the first', '-A FORWARD -p tcp -m tcp --tcp-flags SYN,ACK SYN,ACK -j DROP'],
    ['the last', '-A FORWARD -p tcp -m tcp --tcp-flags FIN FIN -j REJECT'],
    ['all of a connection that is there', '-A FORWARD -m conntrack --ctstate ESTABLISHED -j DROP'],
    ['large answers', '-A FORWARD -p tcp -m tcp --sport 8080 -m length --length 1200: -j DROP'],
  ])('drop %s', async (_, rule) => {
    expect(roots(await judged(rule))).toEqual(['firewall/reject-before-accept node/node2']);
  });
  test('drop large packets of the tunnel', async () => {
    expect(roots(await judged('-A INPUT -p udp -m udp --dport 8472 -m length --length 600:65535 -j DROP'))).toEqual([
      'firewall/overlay-port-blocked node/node2',
    ]);
  });
  test.each([
    ['larger than any packet of a pod', '-A FORWARD -p tcp -m length --length 1451:65535 -j DROP'],
    ['smaller than any', '-A FORWARD -p tcp -m length --length 0:39 -j DROP'],
    ['without flags', '-A FORWARD -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP'],
    ['with all flags', '-A FORWARD -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG FIN,PSH,URG -j DROP'],
    ['that begin and end', '-A FORWARD -p tcp -m tcp --tcp-flags SYN,FIN SYN,FIN -j DROP'],
    ['new and no SYN', '-A FORWARD -p tcp -m conntrack --ctstate NEW -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j DROP'],
    ['of another protocol', '-A FORWARD -p icmp -m length --length 1000:65535 -j DROP'],
    [
      'of the tunnel that are larger than the network',
      '-A INPUT -p udp -m udp --dport 8472 -m length --length 1501:65535 -j DROP',
    ],
  ])('leave ordinary packets alone where they drop those %s', async (_, rule) => {
    const result = await judged(rule);
    expect(roots(result)).toEqual([]);
    expect(unknowns(result)).toEqual([]);
  });
});
