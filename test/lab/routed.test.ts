import { describe, it } from 'vitest';
import { routedFaults } from './cases/routed.ts';
import { requireLab } from './requirements.ts';
import { buildRoutedCluster } from './routed.ts';
import { runFaultCase } from './run-case.ts';

const reason = requireLab();

describe
  .skipIf(reason !== null)
  .concurrent(
    `lab, routes without flannel${reason === null ? '' : ` (skipped: ${reason})`}`,
    { timeout: 120_000 },
    () => {
      for (const fault of routedFaults)
        it(`${fault.name}: ${fault.rule}`, () => runFaultCase(fault, buildRoutedCluster));
    },
  );
