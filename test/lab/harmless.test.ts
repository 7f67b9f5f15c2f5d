import { describe, it } from 'vitest';
import { flannelHarmless } from './cases/harmless.ts';
import { ovsHarmless } from './cases/ovs.ts';
import { buildFlannelCluster } from './cluster.ts';
import { buildOvsLab } from './ovs.ts';
import { requireLab } from './requirements.ts';
import { runHarmlessCase } from './run-case.ts';

const reason = requireLab();
const ovsReason = reason ?? requireLab('ovs');
const why = (text: string | null): string => (text === null ? '' : ` (skipped: ${text})`);

describe
  .skipIf(reason !== null)
  .concurrent(`lab, looks wrong and harms nothing${why(reason)}`, { timeout: 120_000 }, () => {
    for (const oddity of flannelHarmless) it(oddity.name, () => runHarmlessCase(oddity, buildFlannelCluster));
  });

describe
  .skipIf(ovsReason !== null)
  .concurrent(`lab with OVS, looks wrong and harms nothing${why(ovsReason)}`, { timeout: 120_000 }, () => {
    for (const oddity of ovsHarmless) it(oddity.name, () => runHarmlessCase(oddity, buildOvsLab));
  });
