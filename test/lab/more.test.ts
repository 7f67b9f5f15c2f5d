import { describe, it } from 'vitest';
import { moreNodeFaults } from './cases/node-more.ts';
import { sizeFaults } from './cases/sizes.ts';
import { unreadFaults } from './cases/unread.ts';
import { buildFlannelCluster } from './cluster.ts';
import { requireLab } from './requirements.ts';
import { runFaultCase } from './run-case.ts';

const reason = requireLab();

describe
  .skipIf(reason !== null)
  .concurrent(`lab, faults that hide${reason === null ? '' : ` (skipped: ${reason})`}`, { timeout: 120_000 }, () => {
    for (const fault of [...sizeFaults, ...unreadFaults, ...moreNodeFaults])
      it(`${fault.name}: ${fault.rule}`, () => runFaultCase(fault, () => buildFlannelCluster(fault.form)));
  });
