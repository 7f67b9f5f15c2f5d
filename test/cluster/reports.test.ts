import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Result } from '../../src/evaluate/types.ts';
import { openreports, policyreport } from '../../src/report/openreports.ts';
import { printed } from '../support/made-result.ts';
import { bigResult, manyResults } from '../support/many-results.ts';
import { closeClusters, takeCluster } from './pool.ts';
import type { RealCluster } from './real-cluster.ts';
import { requireCluster } from './requirements.ts';

const reason = requireCluster();
const why = reason === null ? '' : ` (skipped: ${reason})`;
const fixture = (file: string): string =>
  fileURLToPath(new URL(`../fixtures/report-formats/${file}.yaml`, import.meta.url));

const kinds = [
  {
    report: openreports,
    group: 'openreports.io',
    cluster: 'clusterreports',
    namespaced: 'reports',
  },
  {
    report: policyreport,
    group: 'wgpolicyk8s.io',
    cluster: 'clusterpolicyreports',
    namespaced: 'policyreports',
  },
] as const;

interface ReportObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly summary: Readonly<Record<string, number>>;
  readonly results?: readonly object[];
}

/** One area's findings of a big result: enough for an object that is too large, in a few seconds. */
const onlyFlannel = (count: number): Result => {
  const result = bigResult(count);
  return { ...result, findings: result.findings.filter(({ rule }) => rule.startsWith('flannel/')) };
};

const read = (text: string): readonly ReportObject[] => parseAllDocuments(text).map((each) => each.toJS());
const idOf = ({ kind, metadata: { name, namespace = '' } }: ReportObject): string => `${kind} ${namespace}/${name}`;

describe.skipIf(reason !== null)(`reports for the API server${why}`, { timeout: 180_000 }, () => {
  let cluster: RealCluster;

  const kubectl = async (args: readonly string[], stdin = ''): Promise<string> => {
    const { code, stdout, stderr } = await cluster.outside(['kubectl', ...args], { stdin, timeoutMs: 120_000 });
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr.slice(0, 2000)}`);
    return stdout;
  };

  beforeAll(async () => {
    ({ cluster } = await takeCluster({}));
    for (const { group, cluster: wide, namespaced } of kinds)
      for (const plural of [wide, namespaced]) {
        await kubectl(['create', '-f', '-'], readFileSync(fixture(`${group}_${plural}`), 'utf8'));
        await kubectl(['wait', '--for=condition=Established', `crd/${plural}.${group}`, '--timeout=30s']);
      }
    for (const index of [0, 1, 2, 3]) await kubectl(['create', 'namespace', `team-${index}`]);
  }, 180_000);
  afterAll(closeClusters);

  describe.each(kinds)('$group', ({ report, group, cluster: wide, namespaced }) => {
    const resources = `${wide}.${group},${namespaced}.${group}`;
    const mine = ['-A', '-l', 'app.kubernetes.io/managed-by=netlint'];
    const stored = async (): Promise<readonly ReportObject[]> =>
      JSON.parse(await kubectl(['get', resources, ...mine, '-o', 'json'])).items;

    async function create(result: Result): Promise<readonly ReportObject[]> {
      const text = printed(report, result);
      await kubectl(['create', '--validate=strict', '-f', '-'], text);
      return read(text);
    }

    async function expectStored(written: readonly ReportObject[]): Promise<void> {
      const kept = new Map((await stored()).map((each) => [idOf(each), each]));
      expect([...kept.keys()].sort()).toEqual(written.map(idOf).sort());
      for (const report of written) {
        const there = kept.get(idOf(report));
        expect(there?.summary).toEqual(report.summary);
        expect(there?.metadata.annotations).toEqual(report.metadata.annotations);
        expect(there?.results).toEqual(report.results);
      }
    }

    const small = Object.entries(manyResults).filter(([name]) => !name.includes('25,000'));
    it.each(small)('takes %s and keeps all of it', async (_, make) => {
      try {
        await expectStored(await create(make()));
      } finally {
        await kubectl(['delete', resources, ...mine]);
      }
    });

    it('cuts what is too large for one object, and says how much', async () => {
      const text = printed(report, onlyFlannel(25_000));
      const written = read(text);
      const cut = written.filter(({ metadata }) => metadata.annotations['netlint.io/left-out'] !== undefined);
      expect(cut.length).toBeGreaterThan(0);
      for (const { results = [], summary, metadata } of cut) {
        const all = Object.values(summary).reduce((sum, count) => sum + count, 0);
        expect(metadata.annotations['netlint.io/left-out']).toBe(
          `Shown are ${results.length} of ${all} results: an object of the API has a largest size.`,
        );
      }
      const apply = ['apply', '--validate=strict', '-f', '-'];
      const serverSide = [...apply, '--server-side', '--force-conflicts'];
      try {
        await kubectl(serverSide, text);
        await expectStored(written);
        await kubectl(serverSide, printed(report, onlyFlannel(24_000)));
        // Why the documentation says --server-side.
        const [largest = ''] = text.split(/^(?=---$)/m).sort((a, b) => b.length - a.length);
        await expect(kubectl(apply, largest)).rejects.toThrow(/annotations: Too long/);
      } finally {
        await kubectl(['delete', resources, ...mine]);
      }
    });

    it('shows its numbers in kubectl get', async () => {
      const written = await create(bigResult(300));
      try {
        const lines = (await kubectl(['get', `${wide}.${group}`])).trim().split('\n');
        expect(lines[0]).toMatch(/^NAME .*PASS +FAIL +WARN +ERROR +SKIP +AGE$/);
        for (const { metadata, summary, kind } of written.filter(({ kind: each }) => each.startsWith('Cluster'))) {
          const { pass, fail, warn, error, skip } = summary;
          const line = lines.find((each) => each.startsWith(`${metadata.name} `)) ?? '';
          expect(line.split(/ +/).slice(-6, -1), kind).toEqual([pass, fail, warn, error, skip].map(String));
        }
        expect(await kubectl(['get', `${namespaced}.${group}`, '-n', 'team-1'])).toContain('netlint-services');
      } finally {
        await kubectl(['delete', resources, ...mine]);
      }
    });

    it('the server is really strict', async () => {
      const strict = ['create', '--dry-run=server', '--validate=strict', '-f', '-'];
      const text = printed(report, bigResult(20));
      await expect(kubectl(strict, text.replace('"pass"', '"passed"'))).rejects.toThrow(/Unsupported value/);
      await expect(kubectl(strict, text.replace('  category:', '  categorie:'))).rejects.toThrow(/unknown field/);
    });
  });
});
