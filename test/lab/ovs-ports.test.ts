import { describe, expect, it } from 'vitest';
import { ovsPortFaults, ovsPortHarmless } from './cases/ovs-ports.ts';
import { on } from './lab.ts';
import { buildOvsLab } from './ovs.ts';
import { requireLab } from './requirements.ts';
import { runFaultCase, runHarmlessCase } from './run-case.ts';
import { scan } from './scan.ts';
import { waitUntilHealthy } from './traffic.ts';

const reason = requireLab('ovs');

describe
  .skipIf(reason !== null)
  .concurrent(`lab, ports of ovs${reason === null ? '' : ` (skipped: ${reason})`}`, { timeout: 180_000 }, () => {
    for (const fault of ovsPortFaults)
      it(`${fault.name}: ${fault.rule}`, () => runFaultCase(fault, () => buildOvsLab(fault.ovs)));

    for (const oddity of ovsPortHarmless)
      it(`${oddity.name}: nothing`, () => runHarmlessCase(oddity, () => buildOvsLab(oddity.ovs)));

    it('two faults about two devices are two roots', async () => {
      const lab = await buildOvsLab();
      try {
        await waitUntilHealthy(lab);
        // enp1s0 is br-ext's; enp2s0 carries a tunnel of the host; vx2 cannot be added, and has nothing to do with either.
        await on(
          lab,
          'k8s-node',
          `ip link set enp1s0 name ens1
          ip link add enp2s0 type dummy; ip link add vx0 type vxlan id 7 dstport 4789 dev enp2s0
          ovs-vsctl -- add-port br-ext vx1 -- set interface vx1 type=vxlan options:remote_ip=192.0.2.1
          ovs-vsctl -- add-port br-ext vx2 -- set interface vx2 type=vxlan options:remote_ip=192.0.2.1 || true`,
        );
        const roots = (await scan(lab)).findings.filter(({ causedBy }) => causedBy === null).map(({ rule }) => rule);
        expect(roots).toEqual(['nic/down', 'ovs/uplink-missing', 'ovs/interface-error']);
      } finally {
        await lab.close();
      }
    });
  });
