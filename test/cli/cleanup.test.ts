import { afterEach, describe, expect, test, vi } from 'vitest';
import { ApiError, type ApiRequest } from '../../src/collect/cluster/client-types.ts';
import { fakeCluster } from '../collect/nodes/fake-cluster.ts';
import { type ApiServer, refused, type SeenRequest } from '../support/api-server.ts';
import { writeKubeconfig } from '../support/kubeconfig.ts';
import { scratchFolders } from '../support/scratch.ts';
import { run, startLiveCluster } from './live-cluster.ts';

// Each starts netlint as a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const scratch = scratchFolders();
const servers: ApiServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A cluster in which a scan was killed after it had made two Jobs; `forbids` says no to a request. */
async function afterKill(forbids: (request: SeenRequest) => boolean = () => false) {
  const { api, folder } = await startLiveCluster(scratch());
  servers.push(api);
  const fake = fakeCluster({ fates: {} });
  for (const node of ['n1', 'n2']) {
    const spec = { template: { spec: { nodeName: node, containers: [] } } };
    fake.route({
      method: 'POST',
      path: '/apis/batch/v1/namespaces/kube-system/jobs',
      body: { metadata: { name: `netlint-1-${node}`, labels: {} }, spec },
    });
  }
  api.fault = (request) => {
    if (forbids(request)) return refused(403, `User "jo" cannot ${request.method} ${request.path}`);
    try {
      const query = request.query.size === 0 ? '' : `?${request.query}`;
      const method = request.method as NonNullable<ApiRequest['method']>;
      const body = JSON.stringify(fake.route({ method, path: `${request.path}${query}` }));
      return { is: 'answer', status: 200, headers: { 'content-type': 'application/json' }, body };
    } catch (error) {
      return refused(error instanceof ApiError ? 404 : 500, String(error));
    }
  };
  return { folder, fake };
}

describe('netlint cleanup', () => {
  test('takes away what is there, then finds nothing', async () => {
    const { folder, fake } = await afterKill();
    const first = await run(folder, 'cleanup');
    expect(first).toEqual({
      code: 0,
      stdout: 'deleted Job kube-system/netlint-1-n1 and its pod\ndeleted Job kube-system/netlint-1-n2 and its pod\n',
      stderr: '',
    });
    expect([fake.jobs.size, fake.pods.size]).toEqual([0, 0]);
    expect(await run(folder, 'cleanup')).toEqual({
      code: 0,
      stdout: 'nothing of netlint is left in the cluster\n',
      stderr: '',
    });
  });

  test('who may not look everywhere has kube-system cleared up', async () => {
    const { folder, fake } = await afterKill(({ path }) => path === '/apis/batch/v1/jobs');
    expect((await run(folder, 'cleanup')).code).toBe(0);
    expect([fake.jobs.size, fake.pods.size]).toEqual([0, 0]);
  });

  test('who may not look at all is told so in one sentence', async () => {
    const { folder, fake } = await afterKill(({ path }) => path.endsWith('/jobs'));
    const { code, stdout, stderr } = await run(folder, 'cleanup');
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^netlint: .*jobs.*\n$/);
    expect(fake.jobs.size).toBe(2);
  });

  test('a server that is not there is 3, as for a scan, and a kubeconfig that is not there 2', async () => {
    const folder = scratch();
    expect(await run(folder, 'cleanup')).toMatchObject({ code: 2, stdout: '' });
    writeKubeconfig(folder, { server: 'https://127.0.0.1:1' });
    const { code, stderr } = await run(folder, 'cleanup');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^netlint: .*refuses the connection.*\n$/);
  });

  test('one namespace alone', async () => {
    const { folder, fake } = await afterKill();
    expect((await run(folder, 'cleanup', '--job-namespace', 'kube-system')).stdout).toContain('netlint-1-n2');
    expect(fake.jobs.size).toBe(0);
  });
});
