import { describe, expect, test } from 'vitest';
import { changedSnapshot } from '../../support/changed-snapshot.ts';
import { judge, roots } from '../verdicts.ts';

const judged = async (node: string, rule: string) =>
  judge(
    await changedSnapshot('healthy-flannel-vxlan', {
      outputs: {
        [`${node} iptables-nft-save4`]: (text) =>
          text.replace(/(\*filter\n(?::.*\n)+)/, (head) => `${head}[0:0] ${rule}\n`),
      },
    }),
    ['control-plane'],
  );
const found = async (node: string, rule: string) => roots(await judged(node, rule));

describe('the API server', () => {
  test('is behind a rule for one node', async () => {
    const { findings } = await judged('node1', '-A INPUT -s 192.168.10.162/32 -p tcp -m tcp --dport 6443 -j DROP');
    expect(findings.map(({ rule, target }) => `${rule} ${target.key}`)).toEqual([
      'control-plane/api-blocked node/node1',
    ]);
    expect(findings[0]?.fix).toEqual([
      { on: 'node1', run: 'iptables-nft -t filter -I INPUT 1 -p tcp -m tcp --dport 6443 -j ACCEPT' },
    ]);
  });
  test.each([
    ['node1', '-A INPUT ! -s 192.168.10.0/24 -p tcp -m tcp --dport 6443 -j REJECT'],
    ['node1', '-A OUTPUT -d 192.168.10.163/32 -p tcp -m tcp --sport 6443 -j DROP'],
    ['node2', '-A OUTPUT -p tcp -m tcp --dport 6443 -j DROP'],
    ['node2', '-A INPUT -p tcp -m tcp --sport 6443 -j DROP'],
    ['node1', '-A INPUT -j DROP'],
  ])('%s: %s', async (node, rule) => {
    expect(await found(node, rule)).toContain(`control-plane/api-blocked node/${node}`);
  });
  test.each([
    ['node1', '-A INPUT -s 203.0.113.0/24 -p tcp -m tcp --dport 6443 -j DROP'],
    ['node2', '-A INPUT -p tcp -m tcp --dport 6443 -j DROP'],
    ['node1', '-A INPUT -p tcp -m tcp --dport 6444 -j DROP'],
    ['node1', '-A INPUT -m conntrack --ctstate INVALID -j DROP'],
  ])('is not where %s has %s', async (node, rule) => expect(await found(node, rule)).toEqual([]));
});

describe('a kubelet', () => {
  test.each([
    ['node2', '-A INPUT -s 192.168.10.161/32 -p tcp -m tcp --dport 10250 -j DROP'],
    ['node1', '-A OUTPUT -d 192.168.10.163/32 -p tcp -m tcp --dport 10250 -j REJECT'],
  ])('is behind a rule of %s: %s', async (node, rule) =>
    expect(await found(node, rule)).toEqual([`control-plane/kubelet-blocked node/${node}`]),
  );
  test('is asked by API servers alone', async () => {
    expect(await found('node2', '-A INPUT -s 192.168.10.163/32 -p tcp -m tcp --dport 10250 -j DROP')).toEqual([]);
  });
});
