import { describe, it } from 'vitest';
import { firewallFaults } from './cases/firewall.ts';
import { buildFlannelCluster } from './cluster.ts';
import { requireLab } from './requirements.ts';
import { runFaultCase } from './run-case.ts';

const reason = requireLab();

describe
  .skipIf(reason !== null)
  .concurrent(`lab, faults of firewall${reason === null ? '' : ` (skipped: ${reason})`}`, { timeout: 120_000 }, () => {
    for (const fault of firewallFaults)
      it(`${fault.name}: ${fault.rule}`, () => runFaultCase(fault, () => buildFlannelCluster(fault.form)));
  });
