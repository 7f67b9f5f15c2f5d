import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildFlannelCluster } from './cluster.ts';
import { collect } from './collect.ts';
import { type Lab, machine } from './lab.ts';
import { buildOvsLab } from './ovs.ts';
import { buildPodVmLab } from './pod-vm.ts';
import { requireLab } from './requirements.ts';
import { scan, scanFolder, serious } from './scan.ts';
import { waitUntilHealthy } from './traffic.ts';

const reason = requireLab();
const ovsReason = reason ?? requireLab('ovs');
const why = (text: string | null): string => (text === null ? '' : ` (skipped: ${text})`);
const netlint = fileURLToPath(new URL('../../bin/netlint.js', import.meta.url));

const forms: Readonly<Record<string, () => Promise<Lab>>> = {
  'flannel vxlan': () => buildFlannelCluster(),
  'flannel vxlan, iptables-legacy': () => buildFlannelCluster({ iptables: 'legacy' }),
  'flannel vxlan, kube-proxy in nftables mode': () => buildFlannelCluster({ proxyMode: 'nftables' }),
  'flannel vxlan, dual-stack': () => buildFlannelCluster({ dualStack: true }),
  'flannel host-gw': () => buildFlannelCluster({ backend: 'host-gw' }),
  'a pod in a VM behind an x-netns vxlan': buildPodVmLab,
};

async function expectHealthy(build: () => Promise<Lab>): Promise<void> {
  const lab = await build();
  try {
    await waitUntilHealthy(lab);
    expect(serious(await scan(lab))).toEqual([]);
  } finally {
    await lab.close();
  }
}

describe.skipIf(reason !== null)(`lab, healthy${why(reason)}`, { timeout: 120_000 }, () => {
  for (const [form, build] of Object.entries(forms)) it(form, () => expectHealthy(build));

  it('the command line says the same as the functions', async () => {
    const lab = await buildFlannelCluster();
    const folder = mkdtempSync(join(tmpdir(), 'netlint-lab-'));
    try {
      await machine(lab, 'node1').sh('ip link set flannel.1 down');
      const snapshot = join(folder, 'snapshot');
      await collect(lab, snapshot);
      const printed = spawnSync(process.execPath, [netlint, 'scan', snapshot, '--format', 'json'], {
        encoding: 'utf8',
      });
      expect(printed.stderr).not.toMatch(/a bug in netlint/);
      expect(printed.status).toBe(1);
      expect(JSON.parse(printed.stdout)).toEqual(JSON.parse(JSON.stringify(await scanFolder(snapshot))));
    } finally {
      rmSync(folder, { recursive: true, force: true });
      await lab.close();
    }
  });

  it('a dead node costs its own part and no other', async () => {
    const lab = await buildFlannelCluster();
    try {
      await waitUntilHealthy(lab);
      const whole = await scan(lab);
      await machine(lab, 'node3').kill();
      const part = await scan(lab);
      const known = new Set(whole.unknown.map(({ rule, target }) => `${rule} ${target}`));
      const lost = part.unknown.filter(
        ({ rule, target, reason: text }) => !known.has(`${rule} ${target}`) && !`${target} ${text}`.includes('node3'),
      );
      expect(lost).toEqual([]);
      for (const node of ['node1', 'node2'])
        expect(part.coverage.byNode[node]?.unknown, node).toBe(whole.coverage.byNode[node]?.unknown);
      expect(part.coverage.byNode.node3?.unknown).toBeGreaterThan(0);
      expect(serious(part)).toEqual([]);
    } finally {
      await lab.close();
    }
  });
});

describe.skipIf(ovsReason !== null)(`lab with OVS, healthy${why(ovsReason)}`, { timeout: 120_000 }, () => {
  it('OVS in user space', () => expectHealthy(buildOvsLab));
});
