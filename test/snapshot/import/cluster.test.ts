import { describe, expect, test } from 'vitest';
import { clusterPart } from '../../../src/snapshot/import/cluster.ts';

const object = (apiVersion: string, kind: string, name: string, namespace?: string, more = {}) => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  ...more,
});
const list = (...items: unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });
const part = (...documents: unknown[]) => clusterPart([{ documents, problems: [] }]);
const names = (made: ReturnType<typeof part>, resource: string) =>
  made.resources.get(resource)?.map(({ metadata }) => metadata.name);

describe('what kubectl printed', () => {
  test('kinds are sorted by resource, whatever list they came in', () => {
    const made = part(
      list(object('v1', 'Node', 'n1'), object('v1', 'Pod', 'a', 'default'), object('apps/v1', 'DaemonSet', 'd', 'x')),
      list(
        object('discovery.k8s.io/v1', 'EndpointSlice', 's', 'x'),
        object('networking.k8s.io/v1', 'NetworkPolicy', 'p', 'x'),
      ),
      [
        object('v1', 'Service', 'svc', 'x'),
        object('v1', 'Endpoints', 'svc', 'x'),
        object('apps/v1', 'Deployment', 'd', 'x'),
      ],
    );
    expect([...made.resources.keys()].sort()).toEqual([
      'daemonsets',
      'deployments',
      'endpoints',
      'endpointslices',
      'networkpolicies',
      'nodes',
      'pods',
      'services',
    ]);
    expect(made.sources.every(({ status }) => status === 'ok')).toBe(true);
    expect(made.problems).toEqual([]);
  });

  test('single objects are kept, and it is said that there may be more', () => {
    expect(part(object('v1', 'Service', 'a', 'x'), object('v1', 'Service', 'b', 'x')).sources).toEqual([
      {
        id: 'cluster/services',
        status: 'partial',
        reason: 'given as 2 single objects, not as a list: there may be more',
      },
    ]);
  });

  test('an object that comes twice counts once, as it came last', () => {
    const made = part(
      list(object('v1', 'Pod', 'a', 'x', { spec: { nodeName: 'old' } })),
      list(object('v1', 'Pod', 'a', 'x', { spec: { nodeName: 'new' } }), object('v1', 'Pod', 'a', 'y')),
    );
    expect(made.resources.get('pods')?.map(({ spec }) => spec)).toEqual([{ nodeName: 'new' }, undefined]);
  });

  test('Secrets are dropped, and said so', () => {
    const made = part(
      list(object('v1', 'Secret', 'a', 'x', { data: { password: 'c2VjcmV0' } }), object('v1', 'Secret', 'b', 'x')),
    );
    expect(made.resources.size).toBe(0);
    expect(made.sources).toEqual([
      {
        id: 'cluster/secrets',
        status: 'skipped',
        reason: '2 Secrets in the input left out: netlint never keeps Secrets',
      },
    ]);
    expect(JSON.stringify(made)).not.toContain('c2VjcmV0');
  });

  test('what /version answers, with and without kubectl around it', () => {
    const answer = { major: '1', minor: '36', gitVersion: 'v1.36.3', gitCommit: 'x', platform: 'linux/amd64' };
    for (const printed of [answer, { clientVersion: { ...answer, gitVersion: 'v1.35.0' }, serverVersion: answer }]) {
      const { resources, sources } = part(printed);
      expect(resources.get('versions')).toEqual([
        {
          apiVersion: 'netlint/v1',
          kind: 'Version',
          metadata: { name: 'kube-apiserver' },
          gitVersion: 'v1.36.3',
          major: '1',
          minor: '36',
          platform: 'linux/amd64',
        },
      ]);
      expect(sources).toEqual([{ id: 'cluster/versions', status: 'ok' }]);
    }
  });

  test('of Leases those of the nodes, of cilium-config what says how packets go', () => {
    const { resources } = part(
      list(
        object('coordination.k8s.io/v1', 'Lease', 'n1', 'kube-node-lease'),
        object('coordination.k8s.io/v1', 'Lease', 'x', 'kube-system'),
      ),
      object('v1', 'ConfigMap', 'cilium-config', 'kube-system', { data: { 'routing-mode': 'native', token: 'x' } }),
    );
    expect(resources.get('leases')?.map(({ metadata }) => metadata.name)).toEqual(['n1']);
    expect(resources.get('ciliumconfig')?.[0]?.data).toEqual({ 'routing-mode': 'native' });
  });

  test('foreign kinds are counted and skipped; a foreign Service is none of ours', () => {
    const made = part(
      list(object('batch/v1', 'CronJob', 'a', 'x'), object('batch/v1', 'CronJob', 'b', 'x')),
      list(object('serving.knative.dev/v1', 'Service', 'a', 'x'), { kind: 7 }, 'text', null),
    );
    expect(made.resources.size).toBe(0);
    expect(made.sources).toEqual([
      { id: 'cluster/(no api object)', status: 'skipped', reason: '1 object of a kind that netlint does not read' },
      {
        id: 'cluster/cronjob.batch',
        status: 'skipped',
        reason: '2 objects of a kind that netlint does not read',
      },
      {
        id: 'cluster/service.serving.knative.dev',
        status: 'skipped',
        reason: '1 object of a kind that netlint does not read',
      },
    ]);
  });

  test('of the ConfigMaps only the named ones are kept', () => {
    const map = (name: string, namespace = 'kube-system') =>
      object('v1', 'ConfigMap', name, namespace, { data: { x: 'y' } });
    const made = part(
      list(
        ...['kube-proxy', 'coredns', 'kubeadm-config', 'kubelet-config', 'kubelet-config-1.23', 'app'].map((name) =>
          map(name),
        ),
        map('kube-flannel-cfg', 'kube-flannel'),
        map('coredns', 'default'),
      ),
    );
    expect(names(made, 'configmaps')?.sort()).toEqual([
      'coredns',
      'kube-flannel-cfg',
      'kube-proxy',
      'kubeadm-config',
      'kubelet-config',
      'kubelet-config-1.23',
    ]);
    expect(JSON.stringify([...made.resources])).not.toContain('"x"');
  });

  test('of the events those about the network', () => {
    const event = (name: string, reason: string, message: string) =>
      object('v1', 'Event', name, 'x', { reason, message });
    const made = part(
      list(
        event('a', 'Scheduled', 'Successfully assigned x/a to n1'),
        event('b', 'FailedCreatePodSandBox', 'Failed to create pod sandbox'),
        event('c', 'Warning', 'open /run/flannel/subnet.env: plugin type="flannel" failed'),
        event('d', 'Pulled', 'Container image already present'),
      ),
    );
    expect(names(made, 'events')).toEqual(['b', 'c']);
  });

  test('objects that say which OVS port carries a pod are known by their name', () => {
    const nic = (name: string, namespace?: string) =>
      object('sdn.example.com/v1', 'Nic', name, namespace, { spec: { pod: 'web-1', port: 'if2090037512165' } });
    const made = part(
      list(nic('192.100.0.31-vpc-default', 'kube-system'), nic('x', 'kube-system'), nic('1.2.3.4-vpc-a')),
    );
    expect(made.resources.get('podnics')).toMatchObject([{ spec: { pod: 'web-1', port: 'if2090037512165' } }]);
    expect(made.sources.find(({ status }) => status === 'skipped')?.reason).toMatch(/^2 objects/);
  });

  test('a typed list gives its items their kind; an empty one says that there is none; a page says that it is one', () => {
    const made = part(
      {
        apiVersion: 'v1',
        kind: 'ServiceList',
        metadata: { continue: 'x' },
        items: [{ metadata: { name: 'a', namespace: 'x' } }],
      },
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicyList', items: [] },
    );
    expect(made.resources.get('networkpolicies')).toEqual([]);
    expect(made.sources).toEqual([
      { id: 'cluster/services', status: 'partial', reason: 'the list is one page of several: the rest was not given' },
      { id: 'cluster/networkpolicies', status: 'ok' },
    ]);
  });

  test('a refusal of the API server is a failed source', () => {
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message: 'nodes is forbidden: User "x" cannot list resource "nodes"',
      reason: 'Forbidden',
      details: { kind: 'nodes' },
      code: 403,
    };
    expect(part(status, list(object('v1', 'Pod', 'a', 'x'))).sources).toEqual([
      { id: 'cluster/pods', status: 'ok' },
      { id: 'cluster/nodes', status: 'failed', reason: 'nodes is forbidden: User "x" cannot list resource "nodes"' },
    ]);
  });
});
