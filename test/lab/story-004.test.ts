import { describe, expect, it } from 'vitest';
import { fitting, notFitting, observe, storyNodes } from './cases/story-004.ts';
import { buildFlannelCluster, type Cluster } from './cluster.ts';
import { requireLab } from './requirements.ts';
import { runFaultCase } from './run-case.ts';
import { waitUntilHealthy } from './traffic.ts';

const reason = requireLab();
const build = (): Promise<Cluster> => buildFlannelCluster({ nodes: storyNodes });

describe
  .skipIf(reason !== null)
  .concurrent(`lab, story 004${reason === null ? '' : ` (skipped: ${reason})`}`, { timeout: 120_000 }, () => {
    for (const { name, inject, misses } of [...fitting, ...notFitting]) {
      it(`${name}: ${misses.length === 0 ? 'has every symptom' : `lacks ${misses.join(', ')}`}`, async () => {
        const lab = await build();
        try {
          await waitUntilHealthy(lab);
          await inject(lab);
          const seen = await observe(lab);
          expect([...seen].filter(([, present]) => !present).map(([symptom]) => symptom)).toEqual(misses);
        } finally {
          await lab.close();
        }
      });
    }

    for (const candidate of fitting) {
      const breaks = ['service node1', 'dns node1', 'api node1'];
      it(`${candidate.name}: ${candidate.rule}`, () =>
        runFaultCase({ ...candidate, target: 'node/node1', breaks }, build));
    }
  });
