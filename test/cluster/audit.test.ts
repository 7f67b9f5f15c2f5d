import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeClusters, takeCluster } from './pool.ts';
import type { RealCluster } from './real-cluster.ts';
import { requireCluster } from './requirements.ts';
import { type RoleUser, roleUser } from './role.ts';

const reason = requireCluster();
const why = reason === null ? '' : ` (skipped: ${reason})`;

/** What the ServiceAccount may do with the one ConfigMap. */
const role = (verbs: readonly string[]): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'history', namespace: 'default' },
        rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['history'], verbs }],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'history', namespace: 'default' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'history' },
        subjects: [{ kind: 'ServiceAccount', name: 'netlint', namespace: 'kube-system' }],
      },
    ],
  });

describe.skipIf(reason !== null)(`an audit with its history in a ConfigMap${why}`, { timeout: 180_000 }, () => {
  let cluster: RealCluster;
  let user: RoleUser;
  const place = ['--history-configmap', 'default/history'] as const;
  const audit = () => user.netlint('audit', '--via', 'api', ...place, '--fail-on', 'never');
  const allow = async (...verbs: readonly string[]) => {
    const { code, stderr } = await cluster.outside(['kubectl', 'apply', '-f', '-'], { stdin: role(verbs) });
    expect(code, stderr).toBe(0);
  };
  const versions = () => cluster.kubectl('get', 'configmap', 'history', '-o', 'jsonpath={.metadata.resourceVersion}');

  beforeAll(async () => {
    cluster = (await takeCluster({})).cluster;
    user = await roleUser(cluster, 'api');
    await allow('get', 'patch');
  }, 180_000);
  afterAll(closeClusters);

  it('says what makes it where it is not there; the result is printed', async () => {
    const { code, stdout, stderr } = await audit();
    expect(code).toBe(2);
    expect(stdout).toMatch(/^cluster /);
    expect(stderr).toContain(
      'ConfigMap default/history cannot be used (it is not there: make it with "kubectl -n default create configmap history")',
    );
  });

  it('needs get and patch on this one, and no more', async () => {
    await cluster.kubectl('create', 'configmap', 'history', '--from-literal=mine=stays');
    const first = await audit();
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toContain('There is no earlier night');
    const second = await audit();
    expect(second.code, second.stderr).toBe(0);
    expect(second.stdout).toContain('Compared with the history up to ');
    const shown = await user.netlint('history', ...place, '--format', 'json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ netlintHistory: 1, sequence: 2, nights: 2 });
    expect(await cluster.kubectl('get', 'configmap', 'history', '-o', 'jsonpath={.data.mine}')).toBe('stays');
  });

  it.each([
    ['patch', 'get', 'cannot be written'],
    ['get', 'patch', 'cannot be used'],
  ])('without %s prints its result, says what is missing, and changes nothing', async (_, verb, said) => {
    await allow(verb);
    const before = await versions();
    const { code, stdout, stderr } = await audit();
    expect(code).toBe(2);
    expect(stdout).toMatch(/^cluster /);
    expect(stderr).toContain(`ConfigMap default/history ${said} (forbidden`);
    expect(await versions()).toBe(before);
  });
});
