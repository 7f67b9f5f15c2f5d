import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openSnapshot } from '../../src/snapshot/open.ts';
import type { ApiServer } from '../support/api-server.ts';
import { refused, startApiServer } from '../support/api-server.ts';
import { makeCertificate } from '../support/certificates.ts';
import { writeKubeconfig } from '../support/kubeconfig.ts';
import { scratchFolders } from '../support/scratch.ts';
import { type LiveCluster, node, run, slice, standInSsh, start, startLiveCluster } from './live-cluster.ts';

// Each starts netlint as a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const scratch = scratchFolders();
const servers: ApiServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function cluster(server?: ApiServer): Promise<LiveCluster> {
  const live = await startLiveCluster(scratch(), server);
  servers.push(live.api);
  return live;
}

/** Hidden folders that netlint makes for what it collects. */
const leftIn = (folder: string) => readdirSync(folder).filter((name) => name.startsWith('.netlint-'));

describe('an API server that gives nothing is one sentence', () => {
  test('no kubeconfig', async () => {
    const folder = scratch();
    const { code, stderr, stdout } = await run(folder, 'scan');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^netlint: .*kubeconfig.*\n$/);
  });

  test('a context that is not there', async () => {
    const { folder } = await cluster();
    const { code, stderr } = await run(folder, 'scan', '--context', 'prod');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^netlint: .*no context "prod".*it has test.*\n$/);
  });

  test('a certificate that has expired', async () => {
    const authority = makeCertificate({ commonName: 'test-ca' });
    const certificate = makeCertificate({
      commonName: 'kube-apiserver',
      issuer: authority,
      addresses: ['127.0.0.1'],
      from: new Date('2020-01-01'),
      until: new Date('2021-01-01'),
    });
    const { folder } = await cluster(await startApiServer({ authority, certificate }));
    const { code, stderr } = await run(folder, 'scan');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^netlint: .*certificate has expired.*\n$/);
  });

  test('no server at all', async () => {
    const folder = scratch();
    writeKubeconfig(folder, { server: 'https://127.0.0.1:1' });
    const { code, stderr } = await run(folder, 'scan', '--timeout', '2');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^netlint: .*127\.0\.0\.1:1 refuses the connection.*\n$/);
  });

  test('a server that hangs', async () => {
    const live = await cluster();
    live.api.fault = () => ({ is: 'hang' });
    const { code, stderr } = await run(live.folder, 'scan', '--timeout', '2');
    // It is not asked for each kind and waited for each time.
    expect(new Set(live.api.requests.map(({ path }) => path))).toEqual(new Set(['/version']));
    expect(code).toBe(3);
    expect(stderr).toMatch(/^netlint: .*did not answer.*\n$/);
  });

  test('a page of a proxy', async () => {
    const live = await cluster();
    live.api.fault = () => ({
      is: 'answer',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<html><title>Log in</title></html>',
    });
    const { code, stderr } = await run(live.folder, 'scan');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^netlint: .*(?:proxy|page|HTML).*\n$/);
  });

  test('credentials that are not accepted', async () => {
    const live = await cluster();
    live.api.fault = () => refused(401, 'Unauthorized');
    const { code, stderr } = await run(live.folder, 'collect', '--out', 'x');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^netlint: .*credentials.*\n$/);
    expect(existsSync(join(live.folder, 'x'))).toBe(false);
    expect(leftIn(live.folder)).toEqual([]);
  });
});

describe('permissions', () => {
  const forbid = (live: LiveCluster, denied: (path: string) => boolean) => {
    live.api.fault = ({ path }) =>
      denied(path) ? refused(403, `x is forbidden: User "jo" cannot list resource at ${path}`) : undefined;
  };

  test('none at all: nothing could be collected', async () => {
    const live = await cluster();
    forbid(live, (path) => path !== '/version' && path !== '/apis');
    const { code, stdout, stderr } = await run(live.folder, 'scan');
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('nothing could be collected: forbidden (User "jo" cannot list');
  });

  test('one kind missing costs that kind, and the rule that allows it is said', async () => {
    const live = await cluster();
    forbid(live, (path) => path === '/api/v1/pods');
    const { code, stdout } = await run(live.folder, 'scan', '--via', 'api', '--format', 'json');
    expect(code).toBe(0);
    const { sources } = JSON.parse(stdout).coverage;
    const pods = sources.find(({ id }: { id: string }) => id === 'cluster/pods');
    expect(pods.status).toBe('failed');
    expect(pods.reason).toContain('apiGroups [""], resources ["pods"], verbs ["list"]');
    expect(sources.find(({ id }: { id: string }) => id === 'cluster/nodes').status).toBe('ok');
  });

  test('no right to list Nodes: that no node was read is said', async () => {
    const live = await cluster();
    live.set('/api/v1/services', [{ metadata: { name: 'web', namespace: 'shop' } }]);
    forbid(live, (path) => path === '/api/v1/nodes');
    const { code, stderr } = await run(live.folder, 'scan');
    expect(code).toBe(0);
    expect(stderr).toContain('netlint: no node was read: forbidden (User "jo" cannot list');
  });

  test('no right to make Jobs: the API is judged, and each node says why it was not read', async () => {
    const live = await cluster();
    live.api.fault = ({ path, method }) =>
      method === 'POST' && path.endsWith('/jobs')
        ? refused(403, 'jobs.batch is forbidden: User "jo" cannot create resource "jobs" in API group "batch"')
        : undefined;
    const { code, stdout, stderr } = await run(live.folder, 'scan', '--format', 'json');
    expect(code).toBe(0);
    const { sources } = JSON.parse(stdout).coverage;
    for (const name of ['n1', 'n2']) {
      const source = sources.find(({ id }: { id: string }) => id === `node/${name}`);
      expect(source.status).toBe('failed');
      expect(source.reason).toContain('cannot create resource "jobs"');
    }
    expect(stderr).toMatch(/reading 2 nodes through one short-lived Job each in namespace kube-system/);
  });
});

describe('a collection', () => {
  test('keeps every node that answered, and says why the others did not', async () => {
    const live = await cluster();
    live.set('/api/v1/nodes', [
      node('n1', '192.0.2.1'),
      node('n2', '192.0.2.2'),
      node('n3', '192.0.2.3'),
      node('n4', '192.0.2.4'),
    ]);
    standInSsh(live.folder, {
      '192.0.2.1': 'cat $frame',
      '192.0.2.2': 'echo what do you want',
      '192.0.2.3': 'exec sleep 60',
    });
    const { code, stderr } = await run(
      live.folder,
      ...['collect', '--via', 'ssh', '--out', 'x.tar.gz', '--node-timeout', '4'],
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^n1 +ssh +\d+\.\d +\d+ B +ok$/m);
    expect(stderr).toMatch(/^n2 +ssh .* failed +.*what do you want/m);
    expect(stderr).toMatch(/^n3 +ssh .* failed +/m);
    expect(stderr).toMatch(/^n4 +ssh .* failed +.*refused/m);
    const snapshot = await openSnapshot(join(live.folder, 'x.tar.gz'));
    expect(snapshot.nodeNames).toEqual(['n1', 'n2', 'n3', 'n4']);
    expect(snapshot.readNode('n1').index.status).toBe('ok');
    const source = snapshot.manifest.sources.find(({ id }) => id === 'node/n1');
    expect(source).toMatchObject({ status: 'ok', way: 'ssh' });
    expect(source?.from).toBeDefined();
    snapshot.close();
  }, 30_000);

  test('knows what moved meanwhile, and --settle reads it again', async () => {
    const live = await cluster();
    const path = '/apis/discovery.k8s.io/v1/endpointslices';
    const before = slice('1', '10.244.1.5');
    const after = slice('2', '10.244.1.6');
    standInSsh(live.folder, { '*': 'cat $frame' });
    live.set(path, [before]);
    let lists = 0;
    live.api.fault = (request) => {
      if (request.path === path && lists++ === 1) live.set(path, [after]);
      return undefined;
    };
    const first = await run(live.folder, 'collect', '--via', 'ssh', '--out', 'a');
    expect(first.code).toBe(0);
    const motion = JSON.parse(readFileSync(join(live.folder, 'a', 'motion.json'), 'utf8'));
    expect(motion.moved).toEqual([
      { resource: 'endpointslices', namespace: 'shop', name: 'web-x7', owner: 'web', change: 'changed' },
    ]);

    live.set(path, [before]);
    lists = 0;
    const second = await run(live.folder, 'collect', '--via', 'ssh', '--out', 'b', '--settle');
    expect(second.stderr).toContain('1 object moved meanwhile: reading that again (1 of 3)');
    expect(JSON.parse(readFileSync(join(live.folder, 'b', 'motion.json'), 'utf8')).moved).toEqual([]);
    expect(readFileSync(join(live.folder, 'b', 'cluster', 'endpointslices.jsonl'), 'utf8')).toContain('10.244.1.6');
  });

  test('of hosts goes on without an API server', async () => {
    const folder = scratch();
    writeKubeconfig(folder, { server: 'https://127.0.0.1:1' });
    standInSsh(folder, { '*': 'cat $frame' });
    writeFileSync(join(folder, 'hosts'), 'n1 ansible_host=192.0.2.1\nn2=192.0.2.2\n');
    const { code, stderr } = await run(
      folder,
      ...['collect', '--via', 'ssh', '--hosts', 'hosts', '--hosts', 'n3=192.0.2.3', '--out', 'x', '--timeout', '20'],
    );
    expect(stderr).toContain('refuses the connection');
    expect(code).toBe(0);
    expect((await openSnapshot(join(folder, 'x'))).nodeNames).toEqual(['n1', 'n2', 'n3']);
  }, 40_000);

  test('reads only the nodes of --node, and says that of the others', async () => {
    const live = await cluster();
    standInSsh(live.folder, { '*': 'cat $frame' });
    const { code } = await run(live.folder, 'collect', '--via', 'ssh', '--node', 'n1', '--out', 'x');
    expect(code).toBe(0);
    const { manifest } = await openSnapshot(join(live.folder, 'x'));
    expect(manifest.sources.find(({ id }) => id === 'node/n2')).toMatchObject({
      status: 'skipped',
      reason: 'left out by --node',
    });
  });
});

describe('a scan', () => {
  test('judges what it collected, and keeps it where --keep says', async () => {
    const live = await cluster();
    standInSsh(live.folder, { '*': 'cat $frame' });
    const { code, stdout, stderr } = await run(live.folder, 'scan', '--via', 'ssh', '--keep', 'kept.tar.gz');
    expect(stderr).toContain('netlint: reading test, https://127.0.0.1:');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^cluster test, 2 nodes, taken /);
    const again = await run(live.folder, 'scan', 'kept.tar.gz');
    expect(again.stdout).toBe(stdout);
    expect(leftIn(live.folder)).toEqual([]);
  });

  test('judges also where the copy of --keep cannot be written, and complains after it', async () => {
    const live = await cluster();
    mkdirSync(join(live.folder, 'gone'));
    standInSsh(live.folder, { '*': `rm -rf ${join(live.folder, 'gone')}; cat $frame` });
    const { code, stdout, stderr } = await run(live.folder, 'scan', '--via', 'ssh', '--keep', 'gone/kept');
    expect(stdout).toMatch(/^cluster test, 2 nodes, taken /);
    expect(stderr).toMatch(/netlint: --keep: The snapshot gone\/kept cannot be written \(ENOENT.*\)\.\n$/);
    expect(code).toBe(2);
    expect(leftIn(live.folder)).toEqual([]);
  });

  test.each([
    [['--via', 'ssh'], '--via is for collecting from a cluster'],
    [['--settle'], '--settle is for collecting from a cluster'],
  ])('of a snapshot takes no %s', async (options, said) => {
    const { code, stderr } = await run(scratch(), 'scan', 'x.tar.gz', ...options);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});

describe('an interruption', () => {
  const hanging = async () => {
    const live = await cluster();
    standInSsh(live.folder, { '192.0.2.1': 'cat $frame', '192.0.2.2': 'exec sleep 60' });
    return live;
  };

  test('ends the scan without judging, and leaves nothing', async () => {
    const live = await hanging();
    const { said, interrupt, ended } = start(live.folder, 'scan', '--via', 'ssh');
    await said('1 of 2');
    interrupt();
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('interrupted: clearing up; once more leaves at once.');
    expect(leftIn(live.folder)).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a credentials plugin that hangs', async (name) => {
    const folder = scratch();
    writeFileSync(join(folder, 'plugin'), `#!/bin/sh\n: >${join(folder, 'runs')}\nexec sleep 60\n`);
    chmodSync(join(folder, 'plugin'), 0o755);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: join(folder, 'plugin') };
    writeKubeconfig(folder, { server: 'https://127.0.0.1:1', user: { exec: { ...exec, interactiveMode: 'Never' } } });
    const { interrupt, ended } = start(folder, 'scan');
    await vi.waitUntil(() => existsSync(join(folder, 'runs')), { timeout: 30_000 });
    const began = performance.now();
    interrupt(name);
    const { code, stderr } = await ended;
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(code).toBe(130);
    expect(stderr).toBe('netlint: interrupted: clearing up; once more leaves at once.\n');
    expect(leftIn(folder)).toEqual([]);
  });

  test('while the server is silent is one sentence', async () => {
    const live = await cluster();
    live.api.fault = () => ({ is: 'hang' });
    const { interrupt, ended } = start(live.folder, 'scan');
    await vi.waitUntil(() => live.api.requests.length > 0, { timeout: 30_000 });
    interrupt();
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toBe('netlint: interrupted: clearing up; once more leaves at once.\n');
  });

  test('of a collection keeps what was there', async () => {
    const live = await hanging();
    const { said, interrupt, ended } = start(live.folder, 'collect', '--via', 'ssh', '--out', 'x');
    await said('1 of 2');
    interrupt();
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('netlint: wrote x, as far as it was collected');
    const { manifest } = await openSnapshot(join(live.folder, 'x'));
    expect(manifest.sources.find(({ id }) => id === 'node/n1')?.status).toBe('ok');
    expect(manifest.sources.find(({ id }) => id === 'node/n2')?.status).toBe('failed');
  });

  test('twice leaves at once, but not where the same signal comes in two ways', async () => {
    const live = await hanging();
    // Deaf to SIGTERM, so that clearing up takes its time.
    standInSsh(live.folder, { '192.0.2.1': 'cat $frame', '192.0.2.2': "trap '' TERM; sleep 3 & wait" });
    const { said, interrupt, ended } = start(live.folder, 'scan', '--via', 'ssh');
    await said('1 of 2');
    interrupt();
    interrupt();
    await said('clearing up');
    await new Promise((resolve) => setTimeout(resolve, 300));
    interrupt();
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain('left at once');
    expect(leftIn(live.folder)).toEqual([]);
  });
});
