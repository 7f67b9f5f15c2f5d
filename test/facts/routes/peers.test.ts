import { describe, expect, it } from 'vitest';
import { snapshotOf } from '../../support/raw-node.ts';
import { changed, overlayOutputs, textOf } from '../../walk/support/overlay-fixture.ts';
import { overlayObjects } from '../../walk/support/overlay-objects.ts';
import { type Outputs, rawNodes } from '../../walk/support/read-model.ts';
import { ask } from '../ask.ts';
import { judge, roots } from '../verdicts.ts';

/** The overlay as another plugin than flannel would have made it: its device has another name. */
const plain = JSON.parse(
  JSON.stringify(overlayOutputs).replaceAll('flannel.1', 'tunnel0').replaceAll('flannel/1', 'tunnel0'),
) as Outputs;
const snapshot = (outputs: Outputs) => snapshotOf({ nodes: rawNodes(outputs), objects: overlayObjects() });

function withoutRoutes(outputs: Outputs, node: string, ...destinations: readonly string[]): Outputs {
  const rows = JSON.parse(textOf(outputs, node, 'ip-route4')) as { dst: string }[];
  return changed(outputs, node, 'ip-route4', JSON.stringify(rows.filter(({ dst }) => !destinations.includes(dst))));
}

describe('routes to the pods of other nodes', () => {
  it('are all there', async () => {
    expect(roots(await judge(snapshot(plain), ['routes']))).toEqual([]);
  });

  it('are missing, and there is no default route', async () => {
    const result = await judge(snapshot(withoutRoutes(plain, 'n1', '10.244.2.0/24', 'default')), ['routes']);
    expect(roots(result)).toEqual(['routes/peer-unrouted node/n1']);
    expect(result.findings[0]?.message).toBe('n1 has no route to pods of n2 (10.244.2.10): no route to 10.244.2.10');
  });

  it('are missing, and packets leave for a router that is no node', () => {
    const neighbours = [
      ...(JSON.parse(textOf(plain, 'n1', 'ip-neigh')) as object[]),
      { dst: '192.168.10.254', dev: 'eth0', lladdr: '02:00:00:00:00:fe', state: ['REACHABLE'] },
    ];
    const outputs = changed(withoutRoutes(plain, 'n1', '10.244.2.0/24'), 'n1', 'ip-neigh', JSON.stringify(neighbours));
    expect(ask(snapshot(outputs)).items('node.routes.lostPeers', 'n1')).toMatchObject([
      { peer: 'n2', destination: '10.244.2.10' },
    ]);
  });

  it('are left to a router by all nodes: the site routes pods, which is no fault', () => {
    let outputs = plain;
    for (const [node, peer] of [
      ['n1', 2],
      ['n2', 1],
    ] as const) {
      const neighbours = [{ dst: '192.168.10.254', dev: 'eth0', lladdr: '02:00:00:00:00:fe', state: ['REACHABLE'] }];
      outputs = changed(
        withoutRoutes(outputs, node, `10.244.${peer}.0/24`),
        node,
        'ip-neigh',
        JSON.stringify(neighbours),
      );
    }
    expect(ask(snapshot(outputs)).items('node.routes.lostPeers', 'n1')).toEqual([]);
  });

  it('are judged without the peer: a dead node costs the others nothing', () => {
    const { n1 = {} } = plain;
    const asked = ask(snapshotOf({ nodes: rawNodes({ n1 }), objects: overlayObjects() }));
    for (const fact of [
      'node.routes.refused',
      'node.routes.captured',
      'node.routes.lostPeers',
      'node.rpFilter.drops',
      'node.forwarding.blocked',
      'node.bridgeNf.lostAnswers',
    ]) {
      expect(asked.node(fact, 'n1'), fact).toMatchObject({ state: 'list', items: [], unseen: [] });
      expect(asked.node(fact, 'n2'), fact).toMatchObject({
        state: 'list',
        items: [],
        unseen: [{ who: 'node/n2', missing: 'node/n2' }],
      });
    }
  });

  it('are unknown where the routes were not read', async () => {
    const asked = ask(snapshot(changed(plain, 'n1', 'ip-route4', null)));
    expect(asked.node('node.routes.refused', 'n1')).toMatchObject({
      state: 'list',
      unseen: [{ missing: 'ip-route4' }],
    });
    expect(asked.node('node.routes.refused', 'n2')).toMatchObject({ state: 'list', items: [], unseen: [] });
  });
});

describe('forwarding', () => {
  it('is judged by the sysctl alone where nothing else was read', () => {
    let outputs = plain;
    for (const key of Object.keys(plain.n1 ?? {}))
      if (!['sysctl', 'ip-link', 'ip-addr'].includes(key)) outputs = changed(outputs, 'n1', key, null);
    outputs = changed(
      outputs,
      'n1',
      'sysctl',
      textOf(plain, 'n1', 'sysctl').replaceAll(/forward(ing)? = 1/g, 'forward$1 = 0'),
    );
    expect(ask(snapshot(outputs)).items('node.forwarding.blocked', 'n1')).toMatchObject([
      { key: 'net.ipv4.ip_forward' },
    ]);
  });
});
