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
        // enp1s0 is br-ext's; enp2s0 carries a tunnel of the host; OVS cannot make port2, as there is one.
        await on(
          lab,
          'k8s-node',
          `ip link set enp1s0 down; ip link set enp1s0 name ens1; ip link set ens1 up
          ip link add enp2s0 type veth peer name port2; ip link add vx0 type vxlan id 7 dstport 4789 dev enp2s0
          ovs-vsctl add-port br-ext port2 -- set interface port2 type=internal || true`,
        );
        const roots = (await scan(lab)).findings.filter(({ causedBy }) => causedBy === null).map(({ rule }) => rule);
        expect(roots).toEqual(['nic/down', 'ovs/uplink-missing', 'ovs/interface-error']);
      } finally {
        await lab.close();
      }
    });
  });
