import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Permission } from '../../src/collect/cluster/permissions.ts';
import type { ManifestSource } from '../../src/snapshot/types.ts';
import { closeClusters, takeCluster } from './pool.ts';
import { requireCluster } from './requirements.ts';
import { inWords, type RoleUser, roleUser } from './role.ts';
import { tableRow } from './table-row.ts';

const reason = requireCluster();
const why = reason === null ? '' : ` (skipped: ${reason})`;
const all = process.env.NETLINT_CLUSTER === 'all';

/** What a scan through the API alone says of its sources. */
async function sourcesSeen(
  user: RoleUser,
): Promise<{ readonly code: number | null; readonly sources: readonly ManifestSource[] }> {
  const { code, stdout, stderr } = await user.netlint('scan', '--via', 'api', '--format', 'json', '--fail-on', 'never');
  expect(stderr).not.toContain('a bug in netlint');
  return { code, sources: JSON.parse(stdout).coverage.sources };
}

/** A right that is only used for what moved while nodes were read. */
const isForMotion = ({ verb, names }: Permission) => verb === 'get' && names === undefined;

describe.skipIf(reason !== null)(`the printed role of --via api${why}`, { timeout: 180_000 }, () => {
  let user: RoleUser;
  beforeAll(async () => {
    user = await roleUser((await takeCluster({})).cluster, 'api');
  }, 180_000);
  afterAll(closeClusters);

  it('is enough', async () => {
    const { code, sources } = await sourcesSeen(user);
    expect(code).toBe(0);
    expect(sources.filter(({ id, status }) => id.startsWith('cluster/') && status !== 'ok')).toEqual([]);
    const preflight = await user.netlint('preflight', '--via', 'api');
    expect(preflight.stdout).toContain('Everything is allowed.');
    expect(preflight.code).toBe(0);
  });

  it('without any one right costs what that right is for, and says which it is', async () => {
    // One list, one named object, and all of them where everything is run.
    const few = new Set([
      'list pods',
      'list nodes',
      'list servicecidrs.networking.k8s.io',
      'list leases.coordination.k8s.io in kube-node-lease',
    ]);
    const taken = user.permissions.filter((each) => all || few.has(inWords(each)) || each.names?.includes('coredns'));
    for (const permission of taken) {
      await user.allow(user.permissions.filter((each) => each !== permission));
      const { code, sources } = await sourcesSeen(user);
      const words = inWords(permission);
      expect(code, words).toBe(0);
      const unseen = sources.filter(({ id, status }) => id.startsWith('cluster/') && status !== 'ok');
      const said = unseen.map(({ id, status, reason: text }) => `${id} ${status}: ${text}`);
      tableRow([
        words,
        said.join('<br>') ||
          (isForMotion(permission) ? 'what moved while nodes were read' : 'nothing: the cluster does not serve it'),
      ]);
      if (unseen.length > 0) expect(said.join(), words).toContain(`resources ["${permission.resource}"]`);
      expect(unseen.length, `${words}: ${said}`).toBeLessThanOrEqual(1);
      const needs = permission.group === '' || permission.group.endsWith('.k8s.io') || permission.group === 'apps';
      if (
        needs &&
        !isForMotion(permission) &&
        permission.group !== 'gateway.networking.k8s.io' &&
        permission.namespace !== 'kube-flannel'
      )
        expect(unseen, words).toHaveLength(1);
      const preflight = await user.netlint('preflight', '--via', 'api');
      const missing = preflight.stdout.split('\n').filter((line) => line.startsWith('NO '));
      // Kinds that the cluster does not serve are not asked for.
      if (unseen.length > 0 || isForMotion(permission)) expect(missing, words).toHaveLength(1);
    }
  }, 600_000);

  it('taken away altogether leaves nothing to judge', async () => {
    await user.allow([]);
    const { code, stdout, stderr } = await user.netlint('scan', '--via', 'api');
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('nothing could be collected: forbidden');
    const preflight = await user.netlint('preflight', '--via', 'api');
    expect(preflight.stdout).toContain('system:serviceaccount:kube-system:netlint at ');
    expect(preflight.stdout).toContain('kind: ClusterRole');
  });
});
