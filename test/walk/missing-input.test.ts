import { describe, expect, it } from 'vitest';
import { buildClusterModel } from '../../src/model/cluster.ts';
import { podToOutside, podToPod, podToService } from '../../src/walk/flows.ts';
import { snapshotOf } from '../support/raw-node.ts';
import { changed, overlayOutputs, textOf } from './support/overlay-fixture.ts';
import { modelOf, namespace, type Outputs, rawNodes } from './support/read-model.ts';

/** The walk from n1-a to n2-a over the outputs. */
function there(outputs: Outputs) {
  const cluster = modelOf(outputs);
  return podToPod(cluster, namespace(cluster, 'n1-a'), '10.244.2.10').outcomes[0];
}

describe('an input that is missing', () => {
  it('delivers when all are there', () => {
    expect(there(overlayOutputs)?.disposition).toBe('delivered');
  });

  it.each([
    ['n1', 'ip-route4', 'ip-route4'],
    ['n1', 'ip-rule4', 'ip-rule4'],
    ['n1', 'ip-neigh', 'ip-neigh'],
    ['n1', 'bridge-fdb', 'bridge-fdb'],
    ['n1', 'sysctl', 'sysctl'],
    ['n2', 'ip-route4', 'ip-route4'],
    ['n2', 'sysctl', 'sysctl'],
    ['n1', 'ip-route4@net:[n1-a]', 'ip-route4'],
    ['n2', 'ip-rule4@net:[n2-a]', 'ip-rule4'],
  ])('%s without %s: insufficient information that names it', (node, key, input) => {
    const outcome = there(changed(overlayOutputs, node, key, null));
    expect(outcome?.disposition).toBe('insufficient-information');
    expect(outcome?.missing?.input).toBe(input);
    expect(outcome?.decidedBy?.node).toBe(node);
  });

  it('does not take an iptables that nobody read for an empty one', () => {
    let outputs = overlayOutputs;
    for (const key of [
      'iptables-nft-save4',
      'iptables-legacy-save4',
      'iptables-legacy-tables4',
      'nft-tables',
      'nft-ruleset',
    ])
      outputs = changed(outputs, 'n2', key, null);
    const outcome = there(outputs);
    expect(outcome?.disposition).toBe('insufficient-information');
    expect(outcome?.decidedBy).toMatchObject({ node: 'n2', layer: 'netfilter' });
  });

  it('names a node that was not seen', () => {
    const { n1 = {} } = overlayOutputs;
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n2' },
      spec: { podCIDR: '10.244.2.0/24', podCIDRs: ['10.244.2.0/24'] },
      status: { addresses: [{ type: 'InternalIP', address: '192.168.10.2' }] },
    };
    const cluster = buildClusterModel(snapshotOf({ nodes: rawNodes({ n1 }), objects: { nodes: [node] } }));
    const [outcome] = podToPod(cluster, namespace(cluster, 'n1-a'), '10.244.2.10').outcomes;
    expect(outcome?.disposition).toBe('insufficient-information');
    expect(outcome?.missing?.input).toBe('node/n2');
    const start = cluster.node('n2')?.host;
    if (start === undefined) throw new Error('n2 is a Node of the API');
    expect(podToPod(cluster, start, '10.244.1.10').outcomes[0]?.missing?.input).toBe('node/n2');
  });

  it('says that a packet leaves the cluster, and does not guess what the world does with it', () => {
    const gateway = JSON.stringify([
      ...(JSON.parse(textOf(overlayOutputs, 'n1', 'ip-neigh')) as object[]),
      { dst: '192.168.10.254', dev: 'eth0', lladdr: '02:00:00:00:00:fe', state: ['STALE'] },
    ]);
    const cluster = modelOf(changed(overlayOutputs, 'n1', 'ip-neigh', gateway));
    expect(podToOutside(cluster, namespace(cluster, 'n1-a'), '198.51.100.1').outcomes).toMatchObject([
      { disposition: 'left', at: null, share: 1 },
    ]);
    const unknown = modelOf(overlayOutputs);
    expect(podToOutside(unknown, namespace(unknown, 'n1-a'), '198.51.100.1').outcomes).toMatchObject([
      { disposition: 'insufficient-information', missing: { input: 'ip-neigh' } },
    ]);
  });

  it('does not know whether something listens where sockets were not read', () => {
    const cluster = modelOf(changed(overlayOutputs, 'n2', 'sockets@net:[n2-a]', null));
    const [outcome] = podToService(cluster, namespace(cluster, 'n1-a'), '10.96.0.10', { port: 80 }).outcomes;
    expect(outcome).toMatchObject({ disposition: 'insufficient-information', missing: { input: 'sockets' } });
  });
});
