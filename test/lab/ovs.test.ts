import { describe, it } from 'vitest';
import { ovsFaults } from './cases/ovs.ts';
import { buildOvsLab } from './ovs.ts';
import { requireLab } from './requirements.ts';
import { runFaultCase } from './run-case.ts';

const reason = requireLab('ovs');

describe
  .skipIf(reason !== null)
  .concurrent(`lab, faults of ovs${reason === null ? '' : ` (skipped: ${reason})`}`, { timeout: 120_000 }, () => {
    for (const fault of ovsFaults) it(`${fault.name}: ${fault.rule}`, () => runFaultCase(fault, buildOvsLab));
  });
