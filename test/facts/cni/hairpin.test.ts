import { expect, test } from 'vitest';
import { changedSnapshot } from '../../support/changed-snapshot.ts';
import { judge, roots } from '../verdicts.ts';

interface Linked {
  readonly ifname: string;
  readonly flags: string[];
  readonly linkinfo?: { readonly info_slave_data?: { hairpin?: boolean } };
}

const judged = async (change: (link: Linked) => void) =>
  judge(
    await changedSnapshot('healthy-flannel-vxlan', {
      outputs: {
        'node2 ip-link': (text) => {
          const links = JSON.parse(text) as Linked[];
          for (const link of links) change(link);
          return JSON.stringify(links);
        },
      },
    }),
    ['cni'],
  );
const off = ({ linkinfo }: Linked): void => {
  if (linkinfo?.info_slave_data !== undefined) linkinfo.info_slave_data.hairpin = false;
};

test('a pod behind a port without hairpin loses its share of its own Service', async () => {
  const { findings } = await judged(off);
  expect(findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual(['medium cni/hairpin-off']);
  expect(findings[0]?.message).toMatch(
    /default\/web-\S+ loses 33 % of its connections to its own Service default\/web/,
  );
  expect(
    findings[0]?.fix.some((step) => 'run' in step && /^bridge link set dev veth\w+ hairpin on$/.test(step.run)),
  ).toBe(true);
});
test('a bridge in promiscuous mode routes such packets', async () => {
  const result = await judged((link) => {
    off(link);
    if (link.ifname === 'cni0') link.flags.push('PROMISC');
  });
  expect(roots(result)).toEqual([]);
});
test('all ports have it', async () => expect(roots(await judged(() => {}))).toEqual([]));
