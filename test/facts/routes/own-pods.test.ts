import { describe, expect, test } from 'vitest';
import { changedSnapshot } from '../../support/changed-snapshot.ts';
import { judge, roots } from '../verdicts.ts';

interface Row {
  readonly dst?: string;
  readonly dev?: string;
  readonly ifname?: string;
  readonly flags?: string[];
}
const rows = (change: (all: Row[]) => readonly Row[]) => (text: string) =>
  JSON.stringify(change(JSON.parse(text) as Row[]));
const judged = async (outputs: Readonly<Record<string, (text: string) => string>>, areas: readonly string[]) =>
  judge(await changedSnapshot('healthy-flannel-vxlan', { outputs }), areas);

describe("the route to a node's own pods", () => {
  const gone = (all: Row[]) => all.filter(({ dst, dev }) => dev !== 'cni0' || !/\/24$/.test(dst ?? ''));
  test('is gone', async () => {
    const { findings } = await judged({ 'node2 ip-route4': rows(gone) }, ['routes']);
    expect(findings.map(({ rule, target }) => `${rule} ${target.key}`)).toEqual([
      'routes/own-pods-unrouted node/node2',
    ]);
    expect(findings[0]?.fix).toEqual([
      {
        on: 'node2',
        run: expect.stringMatching(
          /^ip -4 route replace (10\.244\.\d+)\.0\/24 dev cni0 proto kernel scope link src \1\.1$/,
        ),
      },
    ]);
  });
  test('is a wider one into the bridge', async () => {
    const wider = (all: Row[]) => [...gone(all), { dst: '10.244.0.0/16', dev: 'cni0', flags: [] }];
    expect(roots(await judged({ 'node2 ip-route4': rows(wider) }, ['routes']))).not.toContain(
      'routes/own-pods-unrouted node/node2',
    );
  });
});

describe('ARP', () => {
  const off = (name: string) => (all: Row[]) =>
    all.map((link) => (link.ifname === name ? { ...link, flags: [...(link.flags ?? []), 'NOARP'] } : link));
  test.each(['eth0', 'cni0'])('is off on %s', async (name) => {
    const { findings } = await judged({ 'node2 ip-link': rows(off(name)) }, ['nic']);
    expect(findings.map(({ rule, fix }) => [rule, fix])).toEqual([
      ['nic/arp-off', [{ on: 'node2', run: `ip link set dev ${name} arp on` }]],
    ]);
  });
  test('is off on a tunnel, which does without', async () => {
    expect(roots(await judged({ 'node2 ip-link': rows(off('flannel.1')) }, ['nic']))).toEqual([]);
  });
});

describe('a source address for pods', () => {
  const rule = (text: string) => (all: string) =>
    all.replace(/(\*nat\n(?::.*\n)+)/, (head) => `${head}[0:0] -A POSTROUTING ${text}\n`);
  const found = async (text: string) =>
    roots(await judged({ 'node2 iptables-nft-save4': rule(text) }, ['firewall', 'routes', 'probes']));
  test('that nobody has', async () => {
    expect(await found('-s 10.244.0.0/16 -j SNAT --to-source 203.0.113.9')).toEqual([
      'firewall/foreign-source node/node2',
    ]);
  });
  test.each([
    ['for what leaves the cluster', '-s 10.244.0.0/16 ! -d 10.244.0.0/16 -j SNAT --to-source 203.0.113.9'],
    ['of the node', '-s 10.244.0.0/16 -j SNAT --to-source 192.168.10.162'],
    ['of the device', '-s 10.244.0.0/16 -j MASQUERADE'],
  ])('%s', async (_, text) => expect(await found(text)).toEqual([]));
});

test('a node that does not reach its own pods', async () => {
  const drop = (all: string): string =>
    all.replace(/(\*filter\n(?::.*\n)+)/, (head) => `${head}[0:0] -A INPUT -i cni0 -p tcp -j DROP\n`);
  const { findings } = await judged({ 'node2 iptables-nft-save4': drop }, ['firewall', 'routes', 'probes']);
  expect(findings.map(({ rule, message }) => [rule, message])).toEqual([
    ['probes/packets-lost', expect.stringContaining('from node2 itself to its own pods')],
  ]);
});
