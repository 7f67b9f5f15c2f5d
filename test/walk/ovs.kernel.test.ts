import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClusterModel } from '../../src/model/cluster.ts';
import { openSnapshot } from '../../src/snapshot/open.ts';
import { podToPod } from '../../src/walk/flows.ts';
import type { Disposition } from '../../src/walk/types.ts';
import { collect } from '../lab/collect.ts';
import { machine } from '../lab/lab.ts';
import { buildOvsLab, type OvsLab } from '../lab/ovs.ts';
import { podIdentity } from '../lab/pods.ts';
import { requireLab } from '../lab/requirements.ts';
import { outcomeStory } from './support/story.ts';

interface Case {
  readonly name: string;
  /** Runs on k8s-node after the flows of br0 were replaced by one NORMAL flow, and the controller taken away, on both machines. */
  readonly change: string;
  readonly undo?: string;
  readonly here: Disposition;
  readonly there: Disposition;
  readonly by?: string;
}

const flow = (text: string) => `ovs-ofctl add-flow br0 ${text}`;

const cases: readonly Case[] = [
  { name: 'NORMAL everywhere', change: ':', here: 'delivered', there: 'delivered' },
  {
    name: 'a flow that drops what is for another machine',
    change: flow('priority=10,ip,nw_dst=192.100.0.28,actions=drop'),
    here: 'delivered',
    there: 'dropped',
    by: 'nw_dst=192.100.0.28 actions=drop',
  },
  {
    name: 'tables, registers and ports by number',
    change: `${flow('priority=5,in_port=if0300063b9a65f,actions="load:0x1->NXM_NX_REG0[],resubmit(,7)"')}; ${flow('table=7,priority=9,reg0=0x2,actions=drop')}; ${flow('table=7,priority=5,reg0=0x1,actions=NORMAL')}`,
    here: 'delivered',
    there: 'delivered',
  },
  {
    name: 'a table without a flow for it',
    change: flow('priority=5,in_port=if0300063b9a65f,actions=resubmit\\(,9\\)'),
    here: 'dropped',
    there: 'dropped',
    by: 'table 9 of br0 has no flow',
  },
  {
    name: 'a flow that gives the frame another MAC',
    change: flow('priority=5,in_port=if0300063b9a65f,ip,actions=mod_dl_dst:02:00:00:00:00:99,NORMAL'),
    here: 'wrong-neighbour',
    there: 'wrong-neighbour',
  },
  {
    name: 'out of the wrong port, by its number',
    change: flow('priority=5,ip,nw_dst=192.100.0.31,actions=output:eth-int'),
    here: 'dropped',
    there: 'delivered',
    by: 'a switch sends nothing back',
  },
  {
    name: 'no flow at all, fail_mode secure',
    change: 'ovs-ofctl del-flows br0',
    here: 'dropped',
    there: 'dropped',
    by: 'table 0 of br0 has no flow for it (fail_mode secure',
  },
  {
    name: 'an action that is not modelled',
    change: flow('priority=5,in_port=if0300063b9a65f,ip,actions=ct\\(table=0\\)'),
    here: 'insufficient-information',
    there: 'insufficient-information',
    by: 'action ct(table=0) is not modelled',
  },
  {
    name: 'the link between the bridges is cut',
    change: 'ip link set eth-int down',
    undo: 'ip link set eth-int up',
    here: 'delivered',
    there: 'dropped',
    by: 'eth-int is down',
  },
];

const reason = requireLab('ovs');

describe.skipIf(reason !== null)(
  `the walk against Open vSwitch${reason === null ? '' : ` (skipped: ${reason})`}`,
  { timeout: 120_000 },
  () => {
    let lab: OvsLab;
    const netns = (ip: string) =>
      podIdentity({ namespace: 'sdn-1', name: lab.pods.find((pod) => pod.ip === ip)?.name ?? '' }).netns;
    const onNode = (script: string) => machine(lab, 'k8s-node').sh(script);
    const normal =
      'ovs-vsctl del-controller br0; ovs-ofctl del-flows br0; ovs-ofctl add-flow br0 priority=0,actions=NORMAL';

    beforeAll(async () => {
      lab = await buildOvsLab();
    }, 60_000);
    afterAll(() => lab.close());

    const pings = async (from: string, to: string): Promise<boolean> =>
      (
        await machine(lab, 'k8s-node').exec([
          'ip',
          'netns',
          'exec',
          netns(from),
          'ping',
          '-c',
          '2',
          '-i',
          '0.3',
          '-W',
          '0.7',
          to,
        ])
      ).code === 0;

    it('says that a connected controller decides', async () => {
      const [outcome] = (await walks()).there;
      expect(outcome?.disposition).toBe('insufficient-information');
      expect(outcome?.missing?.input).toBe('controller');
    });

    it.each(cases)('$name', async ({ change, undo, here, there, by }) => {
      for (const name of ['k8s-master', 'k8s-node']) await machine(lab, name).sh(normal);
      // What the pods have learned of each other: the faults are not about ARP.
      await Promise.all([pings('192.100.0.30', '192.100.0.31'), pings('192.100.0.30', '192.100.0.28')]);
      await onNode(change);
      try {
        const real = await Promise.all([pings('192.100.0.30', '192.100.0.31'), pings('192.100.0.30', '192.100.0.28')]);
        const found = await walks();
        for (const [index, [outcomes, expected]] of [
          [found.here, here] as const,
          [found.there, there] as const,
        ].entries()) {
          const told = outcomes.map(outcomeStory).join('\n');
          expect(outcomes[0]?.disposition, told).toBe(expected);
          if (expected !== 'insufficient-information')
            expect(real[index], `the kernel disagrees with: ${told}`).toBe(expected === 'delivered');
        }
        if (by !== undefined)
          expect(
            found.there
              .concat(found.here)
              .map((one) => one.decidedBy?.text)
              .join('\n'),
          ).toContain(by);
      } finally {
        if (undo !== undefined) await onNode(undo);
      }
    });

    async function walks() {
      const folder = mkdtempSync(join(tmpdir(), 'netlint-walk-'));
      try {
        await collect(lab, join(folder, 'snapshot'));
        const snapshot = await openSnapshot(join(folder, 'snapshot'));
        const cluster = buildClusterModel(snapshot);
        const from = cluster
          .node('k8s-node')
          ?.namespaces.find(
            (one) =>
              one.addresses.state === 'known' && one.addresses.value.some(({ address }) => address === '192.100.0.30'),
          );
        if (from === undefined) throw new Error('the pod was not found');
        const here = podToPod(cluster, from, '192.100.0.31').outcomes;
        const there = podToPod(cluster, from, '192.100.0.28').outcomes;
        snapshot.close();
        return { here, there };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  },
);
