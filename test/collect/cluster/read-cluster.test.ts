import { afterEach, describe, expect, test } from 'vitest';
import type { ApiClient } from '../../../src/collect/cluster/client-types.ts';
import { type ConnectOptions, connect } from '../../../src/collect/cluster/connect.ts';
import { clusterReading } from '../../../src/collect/cluster/reading.ts';
import { listPath, RESOURCES } from '../../../src/collect/cluster/resources.ts';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { type ApiServer, refused, startApiServer, type TestObject } from '../../support/api-server.ts';
import { writeKubeconfig } from '../../support/kubeconfig.ts';
import { scratchFolders } from '../../support/scratch.ts';
import { warmClient } from '../../support/warm-client.ts';

warmClient();

const scratch = scratchFolders();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const object = (name: string, namespace: string | undefined, more: object = {}): TestObject => ({
  metadata: {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    resourceVersion: '1',
    ...(more as { metadata?: object }).metadata,
  },
  ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'metadata')),
});

const KINDS: Readonly<Record<string, string>> = {
  pods: 'Pod',
  nodes: 'Node',
  services: 'Service',
  endpoints: 'Endpoints',
  endpointslices: 'EndpointSlice',
  namespaces: 'Namespace',
  events: 'Event',
  configmaps: 'ConfigMap',
  leases: 'Lease',
};

/** A cluster with something of everything that is not optional. */
async function cluster(): Promise<ApiServer> {
  const server = await startApiServer();
  closing.push(() => server.close());
  for (const resource of RESOURCES.filter(({ optional, id }) => !optional && id !== 'ciliumconfig')) {
    const { namespace: _, ...everywhere } = resource;
    const version = resource.versions[0] ?? 'v1';
    server.lists.set(listPath(everywhere, version), {
      kind: KINDS[resource.id] ?? `Kind${resource.id}`,
      apiVersion: resource.group === '' ? version : `${resource.group}/${version}`,
      items: [],
    });
  }
  put(server, '/api/v1/namespaces', [object('default', undefined), object('kube-system', undefined)]);
  put(server, '/api/v1/nodes', [object('n1', undefined, { status: { nodeInfo: { kubeletVersion: 'v1.36.3' } } })]);
  put(server, '/api/v1/pods', [
    object('web-1', 'default', {
      spec: { containers: [{ name: 'c', image: 'x', env: [{ name: 'A', value: 's3cr3t' }] }] },
    }),
    object('netlint-ab-1', 'kube-system', {
      metadata: { labels: { 'app.kubernetes.io/managed-by': 'netlint', 'app.kubernetes.io/name': 'netlint-probe' } },
    }),
  ]);
  put(server, '/api/v1/endpoints', [
    object('web', 'default', {
      metadata: { annotations: { 'endpoints.kubernetes.io/over-capacity': 'truncated' } },
      subsets: [{ addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }], notReadyAddresses: [{ ip: '10.0.0.3' }] }],
    }),
  ]);
  put(server, '/apis/discovery.k8s.io/v1/endpointslices', [
    object('web-x', 'default', { metadata: { labels: { 'kubernetes.io/service-name': 'web' } }, endpoints: [] }),
  ]);
  put(server, '/api/v1/events', [
    object('a', 'default', { reason: 'FailedCreatePodSandBox', message: 'x' }),
    object('b', 'default', { reason: 'Pulled', message: 'image pulled' }),
  ]);
  put(server, '/api/v1/configmaps', [
    object('coredns', 'kube-system', { data: { Corefile: '.:53 {}' } }),
    object('other', 'kube-system', { data: { password: 's3cr3t' } }),
  ]);
  put(server, '/apis/coordination.k8s.io/v1/leases', [object('n1', 'kube-node-lease'), object('other', 'kube-system')]);
  return server;
}

function put(server: ApiServer, path: string, items: readonly TestObject[]): void {
  const listed = server.lists.get(path);
  if (listed === undefined) throw new Error(`no list ${path}`);
  listed.items = items;
}

async function to(server: ApiServer, options: ConnectOptions = {}): Promise<ApiClient> {
  const kubeconfig = writeKubeconfig(scratch(), { server: server.url, authority: server.authority.cert });
  const client = await connect({ kubeconfig, env: {}, ...options });
  closing.push(() => client.close());
  return client;
}

async function read(client: ApiClient, milliseconds = 20_000, signal = new AbortController().signal) {
  const objects = new Map<string, ApiObject[]>();
  const reading = clusterReading(client);
  const first = await reading.read({ milliseconds, signal }, (resource, some) => {
    objects.set(resource, [...(objects.get(resource) ?? []), ...some]);
  });
  const sources = new Map(first.sources.map(({ id, status, reason }) => [id, { status, reason }]));
  const names = (resource: string) => objects.get(resource)?.map(({ metadata }) => metadata.name);
  return { ...first, objects, names, source: (id: string) => sources.get(`cluster/${id}`), reading };
}

const limits = { milliseconds: 20_000, signal: new AbortController().signal };

describe('reading the API', () => {
  test('keeps what rules want, slimmed, and says how each reading ended', async () => {
    const server = await cluster();
    const { objects, names, sources, source, clockOffsetMs } = await read(await to(server));
    expect(names('pods')).toEqual(['web-1']);
    expect(JSON.stringify([...objects])).not.toContain('s3cr3t');
    expect(names('events')).toEqual(['a']);
    expect(names('configmaps')).toEqual(['coredns']);
    expect(names('leases')).toEqual(['n1']);
    expect(objects.get('versions')?.[0]).toMatchObject({ kind: 'Version', gitVersion: 'v1.36.3' });
    expect(objects.get('endpoints')?.[0]).toMatchObject({ kind: 'Endpoints', counted: { ready: 2, notReady: 1 } });
    expect(objects.get('endpoints')?.[0]?.subsets).toBeUndefined();
    expect(Math.abs(clockOffsetMs ?? Number.NaN)).toBeLessThan(5000);
    expect(sources.filter(({ status }) => status !== 'ok' && status !== 'skipped')).toEqual([]);
    for (const { from, to: until } of sources)
      expect([Date.parse(from ?? ''), Date.parse(until ?? '')]).not.toContain(Number.NaN);
    expect(source('gateways')).toEqual({ status: 'ok', reason: undefined });
    expect(names('gateways')).toEqual([]);
    expect(server.connections()).toBeLessThanOrEqual(4);
  });

  test('asks for no Secret, no ConfigMap but the known ones, and nothing that the server does not serve', async () => {
    const server = await cluster();
    await read(await to(server));
    const paths = server.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.includes('secrets') || path.includes('gateway'))).toEqual([]);
    expect(paths.filter((path) => path.includes('configmaps')).sort()).toEqual([
      '/api/v1/namespaces/kube-system/configmaps/cilium-config',
      ...['coredns', 'kube-flannel-cfg', 'kube-proxy', 'kubeadm-config', 'kubelet-config'].map(
        (name) => `/api/v1/namespaces/kube-system/configmaps/${name}`,
      ),
    ]);
    expect(new Set(server.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  test('finds the objects of an OVS-based CNI whatever their group is called', async () => {
    const server = await cluster();
    server.lists.set('/apis/sdn.example.com/v1beta1/nics', {
      kind: 'Nic',
      apiVersion: 'sdn.example.com/v1beta1',
      items: [
        object('192.100.0.31-vpc-default', 'kube-system', { spec: { pod: 'web-1', port: 'if209' } }),
        object('else', 'x'),
      ],
    });
    const { names, source } = await read(await to(server));
    expect([names('podnics'), source('podnics')?.status]).toEqual([['192.100.0.31-vpc-default'], 'ok']);
  });

  test('one kind that is forbidden costs itself, with the rule that would allow it', async () => {
    const server = await cluster();
    server.fault = ({ path }) =>
      path === '/api/v1/nodes'
        ? refused(
            403,
            'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope',
          )
        : undefined;
    const { source, names } = await read(await to(server));
    expect(source('nodes')).toEqual({
      status: 'failed',
      reason:
        'forbidden (User "jane" cannot list resource "nodes" in API group "" at the cluster scope); a role with apiGroups [""], resources ["nodes"], verbs ["list"] allows it',
    });
    expect([source('pods')?.status, names('pods')]).toEqual(['ok', ['web-1']]);
  });

  test('all forbidden: every source says so, and the run ends', async () => {
    const server = await cluster();
    server.fault = ({ path }) => (path === '/version' || path === '/apis' ? undefined : refused(403, 'no'));
    const { sources, objects } = await read(await to(server));
    expect(objects.get('pods')).toBeUndefined();
    expect(sources.filter(({ status }) => status === 'failed').length).toBeGreaterThan(15);
    expect([...objects].flatMap(([, some]) => some).map(({ kind }) => kind)).toEqual(['Version']);
  });

  test('a ConfigMap that is forbidden is named; those that are not there are no fault', async () => {
    const server = await cluster();
    server.fault = ({ path }) =>
      path.endsWith('/kube-proxy') ? refused(403, 'configmaps "kube-proxy" is forbidden: no') : undefined;
    const { source, names } = await read(await to(server));
    expect(names('configmaps')).toEqual(['coredns']);
    expect(source('configmaps')?.status).toBe('partial');
    expect(source('configmaps')?.reason).toMatch(/^kube-system\/kube-proxy: forbidden .*resourceNames \["kube-proxy",/);
  });

  test('a list that is cut off is partial, and the others are whole', async () => {
    const server = await cluster();
    put(
      server,
      '/api/v1/services',
      Array.from({ length: 700 }, (_, n) => object(`s${n}`, 'default')),
    );
    server.fault = ({ path, query }) =>
      path === '/api/v1/services' && query.has('continue') ? refused(500, 'etcdserver: leader changed') : undefined;
    const { source, names } = await read(await to(server), 4000);
    expect(names('services')).toHaveLength(500);
    expect(source('services')).toMatchObject({
      status: 'partial',
      reason: expect.stringMatching(/^only 500 were read: .*leader changed/),
    });
    expect(source('pods')?.status).toBe('ok');
  });

  test('an API server that is a web page is asked twice, not thirty times', async () => {
    const server = await cluster();
    server.fault = () => ({ is: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' });
    const { sources } = await read(await to(server));
    expect(sources.every(({ status, reason }) => status === 'failed' && reason?.includes('web page'))).toBe(true);
    expect(server.requests).toHaveLength(2);
  });

  test('an API server that dies in the middle is not waited for at each list', async () => {
    const server = await cluster();
    server.fault = ({ path }) => (path === '/version' || path === '/apis' ? undefined : { is: 'hang' });
    const started = performance.now();
    const { sources } = await read(await to(server, { headersMilliseconds: 300 }), 60_000);
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(
      sources.filter(({ status, reason }) => status === 'failed' && reason?.startsWith('not asked for any more: '))
        .length,
    ).toBeGreaterThan(10);
  });

  test('an interruption ends it soon, and everything has a source', async () => {
    const server = await cluster();
    server.fault = ({ path }) => (path === '/api/v1/pods' ? { is: 'hang' } : undefined);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const { sources, source } = await read(await to(server), 60_000, stop.signal);
    expect(source('pods')).toMatchObject({ status: 'failed', reason: expect.stringContaining('interrupted') });
    expect(new Set(sources.map(({ id }) => id)).size).toBe(RESOURCES.length + 2);
  });

  test('without EndpointSlices the Endpoints are read as a whole', async () => {
    const server = await cluster();
    server.lists.delete('/apis/discovery.k8s.io/v1/endpointslices');
    const { objects, source } = await read(await to(server));
    expect(source('endpointslices')?.status).toBe('skipped');
    expect(objects.has('endpointslices')).toBe(false);
    expect(objects.get('endpoints')?.[0]?.subsets).toHaveLength(1);
  });

  test('a server that does not say what it serves is asked for everything', async () => {
    const server = await cluster();
    server.fault = ({ path }) => (path === '/apis' ? refused(403, 'no discovery') : undefined);
    const { source, names } = await read(await to(server));
    expect(names('pods')).toEqual(['web-1']);
    expect([source('gateways')?.status, names('gateways')]).toEqual(['ok', []]);
    expect(source('podnics')).toMatchObject({ status: 'failed', reason: expect.stringContaining('no discovery') });
  });
});

describe('what moved meanwhile', () => {
  const slice = (name: string, service: string, version: string) =>
    object(name, 'default', {
      metadata: { resourceVersion: version, labels: { 'kubernetes.io/service-name': service } },
    });
  const SLICES = '/apis/discovery.k8s.io/v1/endpointslices';

  test('nothing: a heartbeat and netlint’s own pods do not count', async () => {
    const server = await cluster();
    const { reading } = await read(await to(server));
    put(server, '/api/v1/nodes', [
      object('n1', undefined, {
        metadata: { resourceVersion: '9' },
        status: { nodeInfo: { kubeletVersion: 'v1.36.3' }, images: [] },
      }),
    ]);
    put(server, '/api/v1/pods', [object('web-1', 'default')]);
    const { moved, unread } = await reading.again(limits);
    expect({ moved, unread }).toEqual({ moved: [], unread: [] });
  });

  test('changed, added and removed, with the Service of a slice, and how it is now', async () => {
    const server = await cluster();
    put(server, SLICES, [slice('a-1', 'a', '1'), slice('b-1', 'b', '1'), slice('c-1', 'c', '1')]);
    const { reading } = await read(await to(server));
    put(server, SLICES, [slice('a-1', 'a', '1'), slice('b-1', 'b', '2'), slice('d-1', 'd', '3')]);
    put(server, '/api/v1/nodes', [object('n1', undefined, { spec: { podCIDR: '10.244.9.0/24' } })]);
    const { moved, objects } = await reading.again(limits);
    expect(moved.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { resource: 'endpointslices', namespace: 'default', name: 'b-1', owner: 'b', change: 'changed' },
      { resource: 'endpointslices', namespace: 'default', name: 'c-1', owner: 'c', change: 'removed' },
      { resource: 'endpointslices', namespace: 'default', name: 'd-1', owner: 'd', change: 'added' },
      { resource: 'nodes', namespace: null, name: 'n1', change: 'changed' },
    ]);
    expect(objects.get('endpointslices')?.map(({ metadata }) => metadata.name)).toEqual(['b-1', 'd-1']);
    expect(objects.get('nodes')?.[0]?.spec).toEqual({ podCIDR: '10.244.9.0/24' });
    expect((await reading.again(limits)).moved).toEqual([]);
  });

  test('many that moved are read as a list', async () => {
    const server = await cluster();
    put(
      server,
      SLICES,
      Array.from({ length: 300 }, (_, n) => slice(`s-${n}`, 's', '1')),
    );
    const { reading } = await read(await to(server));
    put(
      server,
      SLICES,
      Array.from({ length: 300 }, (_, n) => slice(`s-${n}`, 's', n < 150 ? '2' : '1')),
    );
    const before = server.requests.length;
    const { moved, objects } = await reading.again(limits);
    expect([moved.length, objects.get('endpointslices')?.length]).toEqual([150, 150]);
    expect(server.requests.length - before).toBeLessThan(20);
  });

  test('what cannot be read again, or was not read completely, is told', async () => {
    const server = await cluster();
    const forbidden = refused(403, 'services is forbidden: no');
    server.fault = ({ path }) => (path === '/api/v1/services' ? forbidden : undefined);
    const { reading } = await read(await to(server));
    server.fault = ({ path }) => (path === '/api/v1/pods' ? forbidden : undefined);
    const { unread } = await reading.again(limits);
    expect(unread.toSorted((a, b) => (a.resource < b.resource ? -1 : 1))).toEqual([
      { resource: 'pods', reason: expect.stringContaining('forbidden') },
      { resource: 'services', reason: 'it was not read completely the first time' },
    ]);
  });
});
