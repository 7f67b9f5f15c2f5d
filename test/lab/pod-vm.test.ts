import { describe, it } from 'vitest';
import { podVmFaults } from './cases/pod-vm.ts';
import { buildPodVmLab } from './pod-vm.ts';
import { requireLab } from './requirements.ts';
import { runFaultCase } from './run-case.ts';

const reason = requireLab();

describe
  .skipIf(reason !== null)
  .concurrent(`lab, faults of a pod VM${reason === null ? '' : ` (skipped: ${reason})`}`, { timeout: 120_000 }, () => {
    for (const fault of podVmFaults) it(`${fault.name}: ${fault.rule}`, () => runFaultCase(fault, buildPodVmLab));
  });
