import { describe, it } from 'vitest';
import { nodeFaults } from './cases/node.ts';
import { variantFaults } from './cases/variants.ts';
import { buildFlannelCluster } from './cluster.ts';
import { requireLab } from './requirements.ts';
import { runFaultCase } from './run-case.ts';

const reason = requireLab();

describe
  .skipIf(reason !== null)
  .concurrent(`lab, faults of node${reason === null ? '' : ` (skipped: ${reason})`}`, { timeout: 120_000 }, () => {
    for (const fault of [...nodeFaults, ...variantFaults])
      it(`${fault.name}: ${fault.rule}`, () => runFaultCase(fault, () => buildFlannelCluster(fault.form)));
  });
