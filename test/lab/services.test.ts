import { describe, it } from 'vitest';
import { serviceFaults } from './cases/services.ts';
import { buildFlannelCluster } from './cluster.ts';
import { requireLab } from './requirements.ts';
import { runFaultCase } from './run-case.ts';

const reason = requireLab();

describe
  .skipIf(reason !== null)
  .concurrent(`lab, faults of services${reason === null ? '' : ` (skipped: ${reason})`}`, { timeout: 120_000 }, () => {
    for (const fault of serviceFaults)
      it(`${fault.name}: ${fault.rule}`, () => runFaultCase(fault, () => buildFlannelCluster(fault.form)));
  });
