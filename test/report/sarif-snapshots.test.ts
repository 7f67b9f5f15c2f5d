import { fileURLToPath } from 'node:url';
import type { Run } from 'sarif';
import { expect, test } from 'vitest';
import type { Result } from '../../src/evaluate/types.ts';
import { applyWaivers } from '../../src/gate/waivers.ts';
import { sarif } from '../../src/report/sarif.ts';
import { scanFolder } from '../lab/scan.ts';
import { printed } from '../support/made-result.ts';
import { readSarif } from '../support/sarif-schema.ts';

/** Snapshots that were taken of a real kernel in the lab. */
const scan = (name: string): Promise<Result> =>
  scanFolder(fileURLToPath(new URL(`../../snapshots/${name}`, import.meta.url)));

function runOf(result: Result): Run {
  const [run] = readSarif(printed(sarif, result)).runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

const notifications = (run: Run, id: RegExp) =>
  (run.invocations?.[0]?.toolExecutionNotifications ?? []).filter(({ descriptor }) => id.test(descriptor?.id ?? ''));

test('a healthy cluster: every rule and no result', async () => {
  const run = runOf(await scan('healthy-flannel-vxlan'));
  expect(run.results).toEqual([]);
  expect(run.tool.driver.rules?.length).toBeGreaterThan(100);
  expect(run.invocations?.[0]).toMatchObject({ executionSuccessful: true, exitCode: 0 });
});

test('a broken one: the rule with its help and failure mode, where it is, and its fingerprints', async () => {
  const result = await scan('flannel-cross-node-lab-vtep-mac');
  const run = runOf(result);
  const found = run.results?.find(({ ruleId }) => ruleId === 'flannel/vtep-mac-stale');
  const finding = result.findings.find(({ rule }) => rule === 'flannel/vtep-mac-stale');
  expect(found).toMatchObject({
    level: 'error',
    message: { text: finding?.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'clusters/flannel-cross-node-lab-vtep-mac/node/node1' },
          region: { startLine: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: 'node/node1', name: 'node1', kind: 'node' }],
      },
    ],
    partialFingerprints: { 'netlint/v1': finding?.fingerprint },
    properties: {
      fix: expect.arrayContaining([expect.stringMatching(/^node1: ip neigh/)]),
      evidence: [expect.anything()],
    },
  });
  const rule = run.tool.driver.rules?.[found?.ruleIndex ?? -1];
  expect(rule).toMatchObject({
    id: 'flannel/vtep-mac-stale',
    shortDescription: { text: finding?.title },
    help: { text: expect.stringContaining(finding?.remediation.slice(0, 40) ?? '?'), markdown: expect.any(String) },
    helpUri: expect.stringMatching(/^https:/),
    relationships: [{ target: { id: finding?.failureMode } }],
  });
  expect(run.taxonomies?.[0]?.taxa?.map(({ id }) => id)).toContain(finding?.failureMode);
  // What it explains says so.
  expect(run.results?.some(({ properties }) => properties?.causedBy === finding?.fingerprint)).toBe(true);
});

test('what is accepted is suppressed with its reason', async () => {
  const result = await scan('flannel-cross-node-lab-vtep-mac');
  const waiver = {
    rule: 'flannel/vtep-mac-stale',
    target: 'node/*',
    reason: 'rebuilt on Monday',
    owner: 'net',
    expires: '2030-01-01',
    place: 'netlint.yaml:2',
  };
  const run = runOf(applyWaivers(result, { waivers: [waiver], today: '2026-12-01', severity: null }));
  const suppressed = run.results?.filter(({ suppressions }) => suppressions !== undefined) ?? [];
  expect(suppressed.map(({ ruleId }) => ruleId)).toContain('flannel/vtep-mac-stale');
  expect(suppressed[0]?.suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'rebuilt on Monday (net, until 2030-01-01)' },
  ]);
});

test('what could not be collected is told, and which checks it cost', async () => {
  const result = await scan('ovs-pod-to-apiserver');
  const run = runOf(result);
  const broken = result.coverage.sources.filter(({ status }) => status !== 'ok');
  expect(broken.length).toBeGreaterThan(0);
  expect(notifications(run, /^collect\//).map(({ message }) => message.text)).toEqual(
    broken.map(({ id, status, reason }) => `${id}: ${status}${reason === undefined ? '' : `, ${reason}`}`),
  );
  const unmade = notifications(run, /^check\/unknown/).map(({ message }) => Number.parseInt(message.text ?? '', 10));
  expect(unmade.reduce((sum, count) => sum + count, 0)).toBe(result.coverage.unknown);
});
