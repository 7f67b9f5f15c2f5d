import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { ApiServer } from '../support/api-server.ts';
import { writeKubeconfig } from '../support/kubeconfig.ts';
import { scratchFolders } from '../support/scratch.ts';
import { type LiveCluster, run, startLiveCluster } from './live-cluster.ts';

// Each starts netlint as a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const scratch = scratchFolders();
const servers: ApiServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function cluster(allows: ApiServer['allows']): Promise<LiveCluster> {
  const live = await startLiveCluster(scratch());
  servers.push(live.api);
  live.api.allows = allows;
  live.set('/api/v1/namespaces', [{ metadata: { name: 'kube-system' } }]);
  return live;
}

const documents = (yaml: string) => parseAllDocuments(yaml).map((each) => each.toJS());

describe('preflight', () => {
  test('says when everything is allowed, and makes nothing', async () => {
    const live = await cluster(() => true);
    const { code, stdout } = await run(live.folder, 'preflight');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^yes +create +jobs\.batch +kube-system +one short-lived Job/m);
    expect(stdout.endsWith('\nEverything is allowed.\n')).toBe(true);
    // No role can be made in a namespace that is not there.
    expect(stdout).not.toContain('kube-flannel ');
    const posted = live.api.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path);
    expect(new Set(posted.map((path) => path.slice(path.lastIndexOf('/') + 1)))).toEqual(
      new Set(['selfsubjectaccessreviews', 'selfsubjectreviews']),
    );
  });

  test('a right that only costs its part is shown with the role that grants it', async () => {
    const live = await cluster(({ resource }) => resource !== 'networkpolicies');
    const { code, stdout } = await run(live.folder, 'preflight', '--via', 'api');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^NO +list +networkpolicies\.networking\.k8s\.io +all/m);
    const [, yaml = ''] = stdout.split('What grants them:\n\n');
    expect(documents(yaml)[0].rules).toEqual([
      { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['get', 'list'] },
    ]);
  });

  test('without the right to make Jobs the nodes cannot be read', async () => {
    const live = await cluster(({ resource, verb }) => resource !== 'jobs' || verb !== 'create');
    const { code, stdout } = await run(live.folder, 'preflight');
    expect(code).toBe(3);
    expect(stdout).toContain('nodes cannot be read with --via pods');
  });

  test('a name that no user has is not printed', async () => {
    const live = await cluster(({ resource }) => resource !== 'networkpolicies');
    live.api.fault = ({ path }) =>
      path.endsWith('/selfsubjectreviews')
        ? {
            is: 'answer',
            status: 201,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ status: { userInfo: { username: 'a'.repeat(100_000) } } }),
          }
        : undefined;
    const { code, stdout } = await run(live.folder, 'preflight', '--via', 'api');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^this user at /);
    expect(stdout).toContain('WRITE THE USER HERE');
    expect(stdout.length).toBeLessThan(20_000);
  });

  test('an API server that is not there is one sentence', async () => {
    const folder = scratch();
    writeKubeconfig(folder, { server: 'https://127.0.0.1:1' });
    const { code, stdout, stderr } = await run(folder, 'preflight', '--timeout', '2');
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^netlint: .*refuses the connection.*\n$/);
  });
});

describe('rbac', () => {
  test.each(['api', 'ssh', 'pods', 'agents'])('--via %s prints manifests, and no word of Secrets', async (via) => {
    const { code, stdout } = await run(scratch(), 'rbac', '--via', via);
    expect(code).toBe(0);
    const kinds = documents(stdout).map(({ kind }) => kind);
    expect(kinds.slice(0, 3)).toEqual(['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding']);
    expect(kinds.includes('DaemonSet')).toBe(via === 'agents');
    const rules = documents(stdout).flatMap((each) => each.rules ?? []);
    expect(rules.flatMap(({ resources }) => resources)).not.toContain('secrets');
    expect(rules.flatMap(({ resources }) => resources)).not.toContain('*');
    expect(rules.flatMap(({ verbs }) => verbs)).not.toContain('*');
  });

  test('in a namespace of its own makes that, too', async () => {
    const { stdout } = await run(scratch(), 'rbac', '--job-namespace', 'netlint');
    expect(documents(stdout)[0]).toMatchObject({
      kind: 'Namespace',
      metadata: { name: 'netlint', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
    });
  });
});
