import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Permission } from '../../src/collect/cluster/permissions.ts';
import { probeScript } from '../../src/collect/script.ts';
import type { Result } from '../../src/evaluate/types.ts';
import { decodeFrame } from '../../src/snapshot/frame.ts';
import { netlintVersion } from '../../src/version.ts';
import type { Ended } from '../lab/sandbox.ts';
import { readmeCase } from './cases/readme.ts';
import { closeClusters, takeCluster } from './pool.ts';
import type { RealCluster } from './real-cluster.ts';
import { requireCluster } from './requirements.ts';
import { inWords, roleUser } from './role.ts';
import { tableRow } from './table-row.ts';

const reason = requireCluster('full');
const why = reason === null ? '' : ` (skipped: ${reason})`;
const all = process.env.NETLINT_CLUSTER === 'all';
const bin = new URL('../../bin/netlint.js', import.meta.url).pathname;
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

const serious = ({ findings }: Result) =>
  findings
    .filter(({ severity }) => severity !== 'info' && severity !== 'low')
    .map(({ rule, target }) => `${rule} ${target.key}`);

describe.skipIf(reason !== null)(`netlint scan through pods, with real kubelets${why}`, { timeout: 180_000 }, () => {
  let cluster: RealCluster;
  const netlint = (...args: readonly string[]): Promise<Ended> => cluster.outside([process.execPath, bin, ...args]);
  const leftBehind = async (): Promise<string> =>
    (
      await cluster.kubectl('get', 'jobs,pods', '-A', '-l', 'app.kubernetes.io/managed-by=netlint', '-o', 'name')
    ).trim();

  beforeAll(async () => {
    ({ cluster } = await takeCluster({ form: 'full' }));
  }, 240_000);
  afterAll(closeClusters);

  it('a healthy cluster: everything is read, nothing is found, nothing is left', async () => {
    const { stdout, stderr, code } = await netlint('scan', '--format', 'json');
    expect(code, stderr).toBe(0);
    const result = JSON.parse(stdout) as Result;
    expect(serious(result)).toEqual([]);
    expect(result.coverage.sources.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(result.coverage.percent).toBeGreaterThan(98);
    expect(await leftBehind()).toBe('');
  });

  it('what a pod reads is what the node itself reads', async () => {
    await netlint('collect', '--out', '/run/home/by-pods', '--force');
    for (const [name, machine] of cluster.machines) {
      const script = probeScript(netlintVersion(), { sample: 0 });
      const { bytes } = await machine.exec(['sh'], { stdin: script, timeoutMs: 60_000 });
      const direct = decodeFrame(bytes).outputs.filter(
        ({ netns, reading }) => netns === 'host' && reading === undefined,
      );
      const { stdout } = await cluster.outside(['cat', `/run/home/by-pods/nodes/${name}/index.json`]);
      const index = JSON.parse(stdout) as {
        outputs: { id: string; netns: string; status: string; reading?: number }[];
      };
      const statuses = (outputs: readonly { id: string; status: string }[]): readonly string[] =>
        outputs
          .map(({ id, status }) => `${id} ${status}`)
          .filter((line) => !/veth|ethtool/.test(line))
          .sort();
      expect(statuses(index.outputs.filter(({ netns, reading }) => netns === 'host' && reading === undefined))).toEqual(
        statuses(direct),
      );
    }
  });

  it('interrupted: says so, judges nothing, leaves nothing', async () => {
    const { stdout, stderr, code } = await cluster.outside([
      ...['timeout', '--signal=INT', '--preserve-status', '2.5', process.execPath, bin, 'scan'],
    ]);
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('interrupted: clearing up');
    // The pods are told to end, and their kubelets do that a moment later.
    await expect.poll(leftBehind, { timeout: 20_000 }).toBe('');
  });

  it('an image that nobody has: the API is judged, and each node says why it was not read', async () => {
    const { stdout } = await netlint(
      'scan',
      '--image',
      'localhost/nothing:1',
      '--format',
      'json',
      '--node-timeout',
      '20',
    );
    const result = JSON.parse(stdout) as Result;
    expect(serious(result)).toEqual([]);
    for (const name of ['node1', 'node2', 'node3']) {
      const source = result.coverage.sources.find(({ id }) => id === `node/${name}`);
      expect(source).toMatchObject({ status: 'failed', reason: expect.stringContaining('localhost/nothing:1') });
    }
    expect(await leftBehind()).toBe('');
  });

  it('the printed role is enough, and without any one right the run ends normally and says what it could not do', async () => {
    const user = await roleUser(cluster, 'pods');
    const scan = async () => {
      const { code, stdout, stderr } = await user.netlint('scan', '--format', 'json', '--node-timeout', '20');
      expect(stderr).not.toContain('a bug in netlint');
      return { code, stderr, result: JSON.parse(stdout) as Result };
    };
    const whole = await scan();
    expect(whole.code).toBe(0);
    expect(whole.result.coverage.sources.filter(({ status }) => status !== 'ok')).toEqual([]);
    const isForNodes = ({ group, namespace, resource }: Permission) =>
      group === 'batch' || (namespace === 'kube-system' && resource !== 'configmaps') || resource === 'nodes';
    const forNodes = user.permissions.filter(isForNodes);
    // Creating Jobs is what most people lack; the others only where everything is run.
    for (const permission of forNodes.filter(({ verb }) => all || verb === 'create')) {
      const words = inWords(permission);
      await user.allow(user.permissions.filter((each) => each !== permission));
      const { code, result, stderr } = await scan();
      expect([0, 3], words).toContain(code);
      const unseen = result.coverage.sources.filter(({ status }) => status !== 'ok');
      const said = [
        ...unseen.map(({ id, status, reason: text }) => `${id} ${status}: ${text}`),
        ...stderr.split('\n').filter((line) => line.startsWith('netlint: Clearing up')),
      ];
      tableRow([words, said.join('<br>') || '(nothing was lost this time)']);
      if (permission.verb === 'create') {
        expect(unseen.map(({ id }) => id)).toEqual(['node/node1', 'node/node2', 'node/node3']);
        expect(said.join()).toContain('forbidden');
      }
      await netlint('cleanup');
      await expect.poll(leftBehind, { timeout: 20_000, message: words }).toBe('');
    }
    await user.allow(user.permissions);
  }, 600_000);

  it('the printed agents and the role for them are enough', async () => {
    const user = await roleUser(cluster, 'agents');
    await cluster.kubectl('-n', 'kube-system', 'rollout', 'status', 'ds/netlint-agent', '--timeout=60s');
    const sources = async () => {
      const { stdout } = await user.netlint('scan', '--via', 'agents', '--format', 'json');
      return (JSON.parse(stdout) as Result).coverage.sources.filter(({ status }) => status !== 'ok');
    };
    // The first look of each takes some seconds.
    await expect.poll(sources, { timeout: 60_000, interval: 2000 }).toEqual([]);
    await cluster.kubectl('-n', 'kube-system', 'delete', 'ds/netlint-agent');
  });

  it('the README shows what is found when kube-proxy is kept away from a node', async () => {
    await readmeCase.inject(cluster);
    const { code, stdout, stderr } = await netlint('scan');
    expect(code).toBe(1);
    const [, shown = ''] = /```console\n\$ netlint scan\n([\s\S]*?)```/.exec(readme) ?? [];
    // Addresses, times and sizes are another each time.
    const alike = (text: string) =>
      text
        .replace(/10\.244\.\d+\.\d+/g, '10.244.x.x')
        .replace(/taken \S+:/g, 'taken T:')
        .replace(/^(node\d {2}pods) .*(ok)$/gm, '$1 … $2');
    const printed = alike(stderr + stdout);
    for (const part of alike(shown).split(/^…\n/m)) expect(printed).toContain(part);
    expect(shown).toContain('services/kube-proxy-down-stale');
  });
});
