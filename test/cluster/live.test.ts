import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../src/evaluate/types.ts';
import type { Ended } from '../lab/sandbox.ts';
import { resultMistakes } from '../support/result-schema.ts';
import { closeClusters, takeCluster } from './pool.ts';
import type { RealCluster } from './real-cluster.ts';
import { requireCluster } from './requirements.ts';

const reason = requireCluster() ?? (process.getuid?.() === 0 ? null : 'sshd needs root');
const why = reason === null ? '' : ` (skipped: ${reason})`;
const bin = new URL('../../bin/netlint.js', import.meta.url).pathname;

const serious = ({ findings }: Result) =>
  findings
    .filter(({ severity }) => severity !== 'info' && severity !== 'low')
    .map(({ rule, target }) => `${rule} ${target.key}`);

describe.skipIf(reason !== null)(`netlint on a live cluster${why}`, { timeout: 120_000 }, () => {
  let cluster: RealCluster;
  const netlint = (...args: readonly string[]): Promise<Ended> => cluster.outside([process.execPath, bin, ...args]);
  const scan = async (...args: readonly string[]): Promise<Result> => {
    const { stdout, stderr } = await netlint('scan', '--format', 'json', '--fail-on', 'never', ...args);
    expect(stderr).not.toContain('a bug in netlint');
    const result = JSON.parse(stdout) as Result;
    expect(resultMistakes(result)).toEqual([]);
    return result;
  };

  beforeAll(async () => {
    ({ cluster } = await takeCluster({}));
    await cluster.startSsh();
  }, 180_000);
  afterAll(closeClusters);

  it('a healthy one: nothing is found, through ssh', async () => {
    const result = await scan('--via', 'ssh');
    expect(serious(result)).toEqual([]);
    expect(result.coverage.sources.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(result.coverage.percent).toBeGreaterThan(98);
  });

  it('the API alone: what nodes would show is unknown, and nothing is found', async () => {
    const result = await scan('--via', 'api');
    expect(serious(result)).toEqual([]);
    expect(result.coverage.sources.filter(({ id }) => id.startsWith('node/'))).toHaveLength(3);
    expect(result.coverage.percent).toBeLessThan(40);
  });

  it('a node that does not answer costs its own part', async () => {
    const dead = cluster.machines.get('node3');
    await dead?.sh('iptables -I INPUT -p tcp --dport 22 -j DROP');
    try {
      const result = await scan('--via', 'ssh', '--node-timeout', '5');
      expect(serious(result)).toEqual([]);
      const node3 = result.coverage.sources.find(({ id }) => id === 'node/node3');
      expect(node3?.status).toBe('failed');
      expect(result.coverage.byNode.node1?.percent).toBeGreaterThan(80);
    } finally {
      await dead?.sh('iptables -D INPUT -p tcp --dport 22 -j DROP');
    }
  });

  it('endpoints that change all the time are in motion, and never a finding', async () => {
    let on = true;
    const changing = (async () => {
      for (let replicas = 2; on; replicas = replicas === 2 ? 3 : 2) {
        await cluster.kubectl('scale', 'deploy/web', `--replicas=${replicas}`);
        await cluster.pods.settle();
      }
    })();
    try {
      const result = await scan('--via', 'ssh');
      expect(serious(result)).toEqual([]);
    } finally {
      on = false;
      await changing;
      await cluster.kubectl('scale', 'deploy/web', '--replicas=3');
      await cluster.pods.settle();
    }
  });

  it('one that stood still meanwhile says so, and its snapshot says when each part was read', async () => {
    await netlint('collect', '--via', 'ssh', '--settle', '--out', '/run/home/kept', '--force');
    const { stdout } = await netlint('snapshot', 'info', '/run/home/kept');
    expect(stdout).toContain('nothing of the API moved meanwhile');
    expect(stdout).toMatch(/taken {6}\S+, through ssh in \d/);
    expect(stdout).toMatch(/services +\d+ +read 20/);
  });
});
