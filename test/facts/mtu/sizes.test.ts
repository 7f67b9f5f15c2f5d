import { describe, expect, it } from 'vitest';
import { snapshotOf } from '../../support/raw-node.ts';
import { changed, overlayOutputs, textOf } from '../../walk/support/overlay-fixture.ts';
import { overlayObjects } from '../../walk/support/overlay-objects.ts';
import { type Outputs, rawNodes } from '../../walk/support/read-model.ts';
import { ask } from '../ask.ts';
import { judge, roots, unknowns } from '../verdicts.ts';

const snapshot = (outputs: Outputs) => snapshotOf({ nodes: rawNodes(outputs), objects: overlayObjects() });

function withMtu(outputs: Outputs, node: string, key: string, device: string, mtu: number): Outputs {
  const rows = JSON.parse(textOf(outputs, node, key)) as { ifname: string }[];
  return changed(
    outputs,
    node,
    key,
    JSON.stringify(rows.map((row) => (row.ifname === device ? { ...row, mtu } : row))),
  );
}

const nic = (outputs: Outputs, node: string, mtu: number) => withMtu(outputs, node, 'ip-link', 'eth0', mtu);

describe('sizes', () => {
  it('fit', async () => {
    expect((await judge(snapshot(overlayOutputs), ['mtu'])).findings).toEqual([]);
  });

  it('do not fit the NIC of the node that gets them', async () => {
    const result = await judge(snapshot(nic(overlayOutputs, 'n2', 1400)), ['mtu']);
    expect(roots(result)).toEqual(['mtu/path-too-small node/n2']);
    expect(result.findings[0]?.message).toBe(
      'n2 loses large packets between pods: eth0 takes 1400 bytes, but packets of 1450 bytes (1500 with tunnel headers) come from pods on n1, and only up to 1354 arrive',
    );
    expect(result.findings[0]?.fix).toEqual([{ on: 'n2', run: 'ip link set dev eth0 mtu 1500' }]);
  });

  it('do not fit any NIC: the tunnel sends pieces, and nothing is lost', async () => {
    const result = await judge(snapshot(nic(nic(overlayOutputs, 'n1', 1400), 'n2', 1400)), ['mtu']);
    expect(roots(result)).toEqual([
      'mtu/tunnel-fragments device/n1/host/flannel.1',
      'mtu/tunnel-fragments device/n2/host/flannel.1',
    ]);
    expect(result.findings.map(({ severity }) => severity)).toEqual(['low', 'low']);
  });

  it('differ between pods: the ends of a connection agree on the smaller one', async () => {
    const smaller = withMtu(overlayOutputs, 'n1', 'ip-link@net:[n1-a]', 'eth0', 1300);
    expect((await judge(snapshot(smaller), ['mtu'])).findings).toEqual([]);
  });

  it("are larger than the tunnel's: the node tells the pods", async () => {
    let outputs = overlayOutputs;
    for (const node of ['n1', 'n2']) outputs = withMtu(outputs, node, 'ip-link', 'flannel.1', 1400);
    const result = await judge(snapshot(outputs), ['mtu']);
    expect(new Set(result.findings.map(({ rule, severity }) => `${rule} ${severity}`))).toEqual(
      new Set(['mtu/pod-over-tunnel low']),
    );
  });

  it("are larger than the tunnel's, and the pods are not told because a filter drops it", async () => {
    let outputs = withMtu(overlayOutputs, 'n1', 'ip-link', 'flannel.1', 1400);
    const filter =
      '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p icmp -j DROP\nCOMMIT\n';
    outputs = changed(outputs, 'n1', 'iptables-nft-save4', `${textOf(outputs, 'n1', 'iptables-nft-save4')}${filter}`);
    outputs = changed(outputs, 'n1', 'nft-tables', `${textOf(outputs, 'n1', 'nft-tables')}table ip filter\n`);
    expect(roots(await judge(snapshot(outputs), ['mtu']))[0]).toBe('mtu/path-too-small node/n1');
  });

  it('are unknown where the links were not read', async () => {
    const result = await judge(snapshot(changed(overlayOutputs, 'n2', 'ip-link', null)), ['mtu']);
    expect(result.findings).toEqual([]);
    expect(unknowns(result)).toContain('mtu/path-too-small node/n2');
  });

  it('in flannel’s file are compared with its device', () => {
    const env = 'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24\nFLANNEL_MTU=1500\nFLANNEL_IPMASQ=true\n';
    const asked = ask(snapshot(changed(overlayOutputs, 'n1', 'flannel-subnet-env', env)));
    expect(asked.items('node.mtu.subnetEnv', 'n1')).toEqual([
      { file: 1500, device: 'flannel.1', mtu: 1450, excess: 50 },
    ]);
    expect(asked.node('node.mtu.subnetEnv', 'n2')).toMatchObject({ state: 'unknown', missing: 'flannel-subnet-env' });
  });
});
