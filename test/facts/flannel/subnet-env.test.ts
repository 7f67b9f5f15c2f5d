import { describe, expect, test } from 'vitest';
import { ask } from '../ask.ts';
import { madeNetwork, snapshotOfNetwork } from './made-flannel.ts';

function withEnv(text: string | null, change: (network: ReturnType<typeof madeNetwork>) => void = () => {}) {
  const network = madeNetwork();
  if (text !== null) network.member('n1').moreOutputs['flannel-subnet-env'] = text;
  change(network);
  return ask(snapshotOfNetwork(network));
}

const env = (network: string, subnet: string): string =>
  `FLANNEL_NETWORK=${network}\nFLANNEL_SUBNET=${subnet}\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n`;

describe('subnet.env', () => {
  test('agrees with podCIDR and net-conf.json', () => {
    const { items, node } = withEnv(null);
    expect(items('node.flannel.podCidrDrift', 'n1')).toEqual([]);
    expect(items('node.flannel.networkDrift', 'n1')).toEqual([]);
    expect(node('node.flannel.subnet', 'n1')).toEqual({ state: 'value', value: '10.244.1.1/24' });
    expect(node('node.flannel.cniActive', 'n1')).toEqual({ state: 'value', value: true });
  });

  test('is from an earlier life of the node', () => {
    expect(withEnv(env('10.244.0.0/16', '10.244.9.1/24')).items('node.flannel.podCidrDrift', 'n1')).toEqual([
      {
        family: 4,
        key: 'FLANNEL_SUBNET',
        subnet: '10.244.9.1/24',
        podCidr: '10.244.1.0/24',
        expected: '10.244.1.1/24',
      },
    ]);
  });

  test('need not agree with the podCIDR where flannel keeps its subnets in etcd', () => {
    const { items } = withEnv(env('10.244.0.0/16', '10.244.9.1/24'), (network) => {
      for (const member of network.members) member.annotatedMac = null;
    });
    expect(items('node.flannel.podCidrDrift', 'n1')).toEqual([]);
  });

  test('names another network than net-conf.json', () => {
    expect(withEnv(env('10.1.0.0/16', '10.1.1.1/24')).items('node.flannel.networkDrift', 'n1')).toMatchObject([
      { key: 'FLANNEL_NETWORK', value: '10.1.0.0/16', expected: '10.244.0.0/16' },
    ]);
  });

  test('what it ought to say, from the API and the other nodes', () => {
    expect(withEnv(null).items('node.flannel.expectedSubnetEnv', 'n1')).toEqual([
      {
        network: '10.244.0.0/16',
        subnet: '10.244.1.1/24',
        ipv6Network: null,
        ipv6Subnet: null,
        mtu: 1450,
        ipmasq: true,
      },
    ]);
  });

  test('what it ought to say is not guessed without the podCIDR', () => {
    const { items } = withEnv(null, (network) => {
      network.api = false;
    });
    expect(items('node.flannel.expectedSubnetEnv', 'n1')).toEqual([]);
  });
});
