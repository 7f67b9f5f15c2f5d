import { describe, it } from 'vitest';
import { linkFaults, linkHarmless } from './cases/links.ts';
import { buildFlannelCluster } from './cluster.ts';
import { requireLab } from './requirements.ts';
import { runFaultCase, runHarmlessCase } from './run-case.ts';

const reason = requireLab();

describe
  .skipIf(reason !== null)
  .concurrent(
    `lab, faults of links and addresses${reason === null ? '' : ` (skipped: ${reason})`}`,
    { timeout: 120_000 },
    () => {
      for (const fault of linkFaults)
        it(`${fault.name}: ${fault.rule}`, () => runFaultCase(fault, () => buildFlannelCluster(fault.form)));
      for (const oddity of linkHarmless)
        it(`${oddity.name}: nothing`, () => runHarmlessCase(oddity, buildFlannelCluster));
    },
  );
