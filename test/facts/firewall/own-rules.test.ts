import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/snapshot/types.ts';
import { changedSnapshot, netnsOf } from '../../support/changed-snapshot.ts';
import { judge, roots } from '../verdicts.ts';

const table = (name: string, rules: readonly string[], policy = 'ACCEPT'): string =>
  `*${name}\n:INPUT ${policy} [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules.map((rule) => `[0:0] ${rule}\n`).join('')}COMMIT\n`;

const inside = (process: string, text: string) => (snapshot: Snapshot) => ({
  outputs: {
    [`node2 iptables-nft-save4@${netnsOf(snapshot, 'node2', process)}`]: () => text,
    [`node2 nft-tables@${netnsOf(snapshot, 'node2', process)}`]: () => 'table ip filter\n',
  },
});
const found = async (process: string, text: string) =>
  judge(await changedSnapshot('healthy-flannel-vxlan', inside(process, text)), ['firewall']);

describe('rules in the namespace of a pod', () => {
  test('drop the port of its Service', async () => {
    const { findings } = await found('web', table('filter', ['-A INPUT -p tcp -m tcp --dport 8080 -j DROP']));
    expect(findings.map(({ rule, target }) => `${rule} ${target.key}`)).toEqual([
      'firewall/pod-refuses-clients pod/default/web',
    ]);
    expect(findings[0]?.fix[0]).toMatchObject({
      on: 'node2',
      run: expect.stringMatching(
        /^ip netns exec cni-\S+ iptables-nft -t filter -D INPUT -p tcp -m tcp --dport 8080 -j DROP$/,
      ),
    });
  });
  test('drop by the policy, and its answers', async () => {
    expect(roots(await found('web', table('filter', [], 'DROP')))).toEqual([
      'firewall/pod-refuses-clients pod/default/web',
    ]);
    expect(roots(await found('web', table('filter', ['-A OUTPUT -p tcp -m tcp --sport 8080 -j DROP'])))).toEqual([
      'firewall/pod-refuses-clients pod/default/web',
    ]);
  });
  test('reject what it sends to other pods', async () => {
    expect(roots(await found('sleep', table('filter', ['-A OUTPUT -p tcp -m tcp --dport 8080 -j REJECT'])))).toEqual([
      'firewall/pod-refuses-servers pod/default/client',
    ]);
    expect(roots(await found('sleep', table('filter', ['-A OUTPUT -p udp -m udp --dport 53 -j DROP'])))).toEqual([
      'firewall/pod-refuses-servers pod/default/client',
    ]);
  });
  test.each([
    ['a port that no Service leads to', ['-A INPUT -p tcp -m tcp --dport 9999 -j DROP']],
    ['INVALID packets', ['-A INPUT -m conntrack --ctstate INVALID -j DROP']],
    ['packets that no connection has', ['-A INPUT -p tcp -m tcp --tcp-flags SYN,FIN SYN,FIN -j DROP']],
    [
      'new packets that are no SYN',
      ['-A INPUT -p tcp -m conntrack --ctstate NEW -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j DROP'],
    ],
    ['a proxy takes all', ['-A INPUT -p tcp -m tcp --dport 8080 -j ACCEPT', '-A INPUT -j DROP']],
  ])('that concern %s are left alone', async (_, rules) => {
    const text = table(
      'filter',
      rules.map((rule) => rule),
    );
    expect(roots(await found('web', text)).filter((root) => root.includes('refuses-clients'))).toEqual([]);
  });
});
