import { describe, it } from 'vitest';
import { flannelFaults } from './cases/flannel.ts';
import { buildFlannelCluster } from './cluster.ts';
import { requireLab } from './requirements.ts';
import { runFaultCase } from './run-case.ts';

const reason = requireLab();

describe
  .skipIf(reason !== null)
  .concurrent(`lab, faults of flannel${reason === null ? '' : ` (skipped: ${reason})`}`, { timeout: 120_000 }, () => {
    for (const fault of flannelFaults)
      it(`${fault.name}: ${fault.rule}`, () => runFaultCase(fault, () => buildFlannelCluster(fault.form)));
  });
