import { describe, it } from 'vitest';
import { dualStackFaults, hostGwFaults, overlayFaults } from './cases/overlay.ts';
import { buildFlannelCluster } from './cluster.ts';
import { requireLab } from './requirements.ts';
import { runFaultCase } from './run-case.ts';

const reason = requireLab();
const why = reason === null ? '' : ` (skipped: ${reason})`;

const forms = [
  { form: 'vxlan', faults: overlayFaults, build: () => buildFlannelCluster() },
  { form: 'vxlan, dual-stack', faults: dualStackFaults, build: () => buildFlannelCluster({ dualStack: true }) },
  { form: 'host-gw', faults: hostGwFaults, build: () => buildFlannelCluster({ backend: 'host-gw' }) },
] as const;

describe.skipIf(reason !== null).concurrent.each(forms)(
  `lab, faults of the overlay: $form${why}`,
  { timeout: 120_000 },
  ({ faults, build }) => {
    for (const fault of faults) it(`${fault.name}: ${fault.rule}`, () => runFaultCase(fault, build));
  },
);
