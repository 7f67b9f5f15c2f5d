import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openSnapshot } from '../../../src/snapshot/open.ts';
import { ask } from '../ask.ts';

/** What the facts say of snapshots that were captured from a kernel: one node is sick, the others are not. */
async function items(name: string, fact: string, node: string) {
  const snapshot = await openSnapshot(fileURLToPath(new URL(`../../../snapshots/${name}`, import.meta.url)));
  try {
    return ask(snapshot).items(fact, node);
  } finally {
    snapshot.close();
  }
}

const cases = [
  [
    'flannel-cross-node-lab-forward-drop',
    'node.firewall.droppedByPolicy',
    { chain: 'FORWARD', number: 0, rule: '-P FORWARD DROP', command: 'iptables-nft', policyOf: 'FORWARD' },
  ],
  [
    'flannel-cross-node-lab-forward-drop',
    'node.firewall.neededAccepts',
    { cidr: '10.244.0.0/16', policyOf: 'FORWARD' },
  ],
  [
    'one-node-services-dead-lab-nat-accept',
    'node.services.acceptedBefore',
    { from: 'pod', table: 'nat', chain: 'PREROUTING', spec: 'PREROUTING -i cni0 -j ACCEPT' },
  ],
  [
    'one-node-services-dead-lab-notrack',
    'node.services.untracked',
    { table: 'raw', spec: 'PREROUTING -d 10.96.0.0/12 -j CT --notrack' },
  ],
  ['one-node-services-dead-lab-mangle-drop', 'node.services.dropped', { table: 'mangle', backend: 'iptables-nft' }],
  [
    'one-node-services-dead-lab-nft-drop',
    'node.services.dropped',
    { nftTable: 'ip guard', chain: 'prerouting', backend: 'nftables', command: null },
  ],
  [
    'one-node-services-dead-lab-other-backend',
    'node.firewall.twoBackends',
    { owner: 'kube-proxy', stale: 'iptables-legacy' },
  ],
  ['one-node-services-dead-lab-other-backend', 'node.services.staleTargets', { backend: 'iptables-legacy' }],
] as const;

describe('facts of captured faults', () => {
  it.each(cases)('%s: %s', async (name, fact, expected) => {
    const sick = 'node1';
    const found = await items(name, fact, sick);
    expect(found).toContainEqual(expect.objectContaining(expected));
    const other = name.startsWith('one-node') ? 'master1' : 'node2';
    expect(await items(name, fact, other)).toEqual([]);
  });

  it.each([
    'node.firewall.droppedByPolicy',
    'node.firewall.droppedByRule',
    'node.firewall.droppedByNft',
    'node.firewall.unmasqueraded',
    'node.firewall.overlayDropped',
    'node.firewall.twoBackends',
    'node.services.untracked',
    'node.services.acceptedBefore',
    'node.services.dropped',
    'node.services.staleTargets',
  ])('a healthy node has no %s', async (fact) => {
    expect(await items('healthy-flannel-vxlan', fact, 'node1')).toEqual([]);
  });
});
