import { expect, test } from 'vitest';
import { changedSnapshot } from '../../support/changed-snapshot.ts';
import { judge, roots } from '../verdicts.ts';

interface Route {
  readonly dst: string;
  readonly [key: string]: unknown;
}

const without = (nodes: readonly string[], more: readonly Route[] = []) =>
  changedSnapshot('healthy-flannel-vxlan', {
    outputs: Object.fromEntries(
      nodes.map((node) => [
        `${node} ip-route4`,
        (text: string) =>
          JSON.stringify([...(JSON.parse(text) as Route[]).filter(({ dst }) => dst !== 'default'), ...more]),
      ]),
    ),
  });

test('a node without a default route', async () => {
  const { findings } = await judge(await without(['node2']), ['routes']);
  expect(findings.map(({ rule, target, fix }) => [rule, target.key, fix])).toEqual([
    [
      'routes/services-unrouted',
      'node/node2',
      [{ on: 'node2', run: 'ip -4 route add default via 192.168.10.1 dev eth0' }],
    ],
  ]);
});
test('no node has one', async () => {
  const all = ['node1', 'node2', 'node3'];
  const { findings } = await judge(await without(all), ['routes']);
  expect(findings.map(({ target }) => target.key)).toEqual(all.map((node) => `node/${node}`));
});
test('a route for Services alone is enough', async () => {
  const services = { dst: '10.96.0.0/12', dev: 'eth0', scope: 'link', protocol: 'static', flags: [] };
  expect(roots(await judge(await without(['node2'], [services]), ['routes']))).toEqual([]);
});
