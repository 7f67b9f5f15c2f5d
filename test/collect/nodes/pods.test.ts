import { describe, expect, test } from 'vitest';
import { ApiError, type ApiRequest } from '../../../src/collect/cluster/client-types.ts';
import { collectNodes } from '../../../src/collect/nodes/collect-nodes.ts';
import { podsTransport } from '../../../src/collect/nodes/pods/pods.ts';
import type { NodeOutcome } from '../../../src/collect/nodes/types.ts';
import { GZIP, logOf } from './armoured.ts';
import {
  ended,
  type FakeCluster,
  type FakeOptions,
  type Fate,
  FRAME,
  fakeCluster,
  good,
  nonceOf,
  packingOf,
  waiting,
} from './fake-cluster.ts';

interface Limits {
  readonly nodeMilliseconds?: number;
  readonly signal?: AbortSignal;
}

async function scan(options: FakeOptions, limits: Limits = {}) {
  const cluster = fakeCluster(options);
  const names = Object.keys(options.fates);
  const outcomes = new Map<string, NodeOutcome>();
  const left: string[] = [];
  const began = performance.now();
  await collectNodes(
    names.map((name) => ({ name, kubernetesNode: name, addresses: [], operatingSystem: 'linux' })),
    podsTransport({ client: cluster.client, netlint: '0.1.0', namespace: 'kube-system', image: 'busybox:1' }),
    {
      concurrency: 50,
      nodeMilliseconds: 15_000,
      milliseconds: 20_000,
      signal: new AbortController().signal,
      ...limits,
      onOutcome: (outcome) => void outcomes.set(outcome.target.name, outcome),
      onLeft: (sentence) => left.push(sentence),
    },
  );
  return { cluster, outcomes, left, milliseconds: performance.now() - began };
}

const reasonOf = async (fate: Fate, options: Partial<FakeOptions> = {}, limits: Limits = {}): Promise<string> =>
  (await scan({ fates: { n1: fate }, ...options }, limits)).outcomes.get('n1')?.reason ?? '';

const count = ({ requests }: FakeCluster, fits: (request: ApiRequest) => boolean): number =>
  requests.filter(fits).length;

describe('nodes that can be read', () => {
  test('one Job, one log, one deletion for each; the pods are asked for together', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `n${i}`);
    const { cluster, outcomes, left, milliseconds } = await scan({
      fates: Object.fromEntries(names.map((name) => [name, good])),
    });
    for (const name of names) expect(outcomes.get(name)?.answer?.frame.equals(FRAME)).toBe(true);
    expect(left).toEqual([]);
    expect([cluster.jobs.size, cluster.pods.size]).toEqual([0, 0]);
    expect(count(cluster, ({ method }) => method === 'POST')).toBe(30);
    expect(count(cluster, ({ path }) => path.includes('/log?'))).toBe(30);
    expect(count(cluster, ({ path }) => path.includes('/pods?labelSelector'))).toBeLessThan(6);
    expect(milliseconds).toBeLessThan(3000);
  });

  test('what a pod is given', async () => {
    const { cluster } = await scan({ fates: { n1: good } });
    const job = cluster.requests.find(({ method }) => method === 'POST')?.body as {
      spec: { template: { spec: { containers: { command: string[] }[] } } };
    };
    const command = job.spec.template.spec.containers[0]?.command ?? [];
    for (const word of command) expect(Buffer.byteLength(word)).toBeLessThan(128 * 1024);
    expect({ ...job, spec: { ...job.spec, template: undefined } }).toMatchObject({
      kind: 'Job',
      spec: { backoffLimit: 0, ttlSecondsAfterFinished: 120 },
    });
    expect(job.spec.template.spec).toMatchObject({
      nodeName: 'n1',
      hostNetwork: true,
      hostPID: true,
      automountServiceAccountToken: false,
      tolerations: [{ operator: 'Exists' }],
      containers: [
        { securityContext: { readOnlyRootFilesystem: true, privileged: false, capabilities: { drop: ['ALL'] } } },
      ],
    });
  });

  test('a node without gzip gets the script plain on the second try', async () => {
    const fate: Fate = (pod) =>
      packingOf(pod) === 'gzip'
        ? {
            status: ended(1, 'Error'),
            log: `netlint-log-failed ${nonceOf(pod)} unpack neither the image nor the node has base64 and gzip\n`,
          }
        : good(pod, 0);
    const { outcomes } = await scan({ fates: { n1: fate } });
    expect(outcomes.get('n1')).toMatchObject({ tries: 2, answer: { bytes: expect.any(Number) } });
  });

  test('a node that is full is asked for no share on the second try', async () => {
    const fate: Fate = (pod, age) =>
      pod.spec.containers[0]?.resources.requests.cpu === '100m'
        ? {
            status: {
              phase: 'Failed',
              reason: 'OutOfcpu',
              message: "Node didn't have enough resource: cpu, requested: 100",
            },
          }
        : good(pod, age);
    const { outcomes } = await scan({ fates: { n1: fate } });
    expect(outcomes.get('n1')).toMatchObject({ tries: 2, answer: { bytes: expect.any(Number) } });
  });

  test('a cut log is given with what is wrong', async () => {
    const fate: Fate = (pod) => ({
      status: ended(),
      log: logOf(FRAME, { ...GZIP, pack: 'none' }, nonceOf(pod)).slice(0, -200),
    });
    const { outcomes } = await scan({ fates: { n1: fate } });
    expect(outcomes.get('n1')?.answer?.problem).toMatch(/the log is cut off after \d+ of \d+ bytes/);
  });

  test('an API server that is busy or away for a moment costs time alone', async () => {
    let lists = 0;
    const { outcomes } = await scan({
      fates: { n1: good },
      instead: ({ path }) => {
        if (path.includes('/pods?') && ++lists < 4) throw new ApiError('http://fake is busy.', 'busy', 429);
        return undefined;
      },
    });
    expect(outcomes.get('n1')?.answer).toBeDefined();
  });
});

describe('why a node cannot be read', () => {
  test.each<[string, Fate, RegExp]>([
    [
      'an image that cannot be pulled',
      () => ({ status: waiting('ImagePullBackOff', 'Back-off pulling image "busybox:1": ErrImagePull: not found') }),
      /^the image busybox:1 cannot be had \(ImagePullBackOff: not found\): name one that the nodes have or can pull with --image$/,
    ],
    [
      'an image that must be there and is not',
      () => ({
        status: waiting('ErrImageNeverPull', 'Container image "busybox:1" is not present with pull policy of Never'),
      }),
      /cannot be had \(ErrImageNeverPull/,
    ],
    [
      'a container that cannot be made',
      () => ({ status: waiting('CreateContainerError', 'context deadline exceeded') }),
      /the container cannot be started \(CreateContainerError: context deadline exceeded\)/,
    ],
    [
      'eviction',
      () => ({ status: { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' } }),
      /the kubelet ended the pod \(Evicted: The node was low on resource: memory\)/,
    ],
    [
      'a full node',
      () => ({ status: { phase: 'Failed', reason: 'OutOfpods', message: "Node didn't have enough resource: pods" } }),
      /OutOfpods/,
    ],
    [
      'an image without a shell',
      () => ({ status: ended(128, 'StartError', 'exec: "/bin/sh": stat /bin/sh: no such file or directory') }),
      /needs a shell, \/bin\/sh/,
    ],
    [
      'too little memory',
      () => ({ status: ended(137, 'OOMKilled'), log: '' }),
      /killed because it took more than 1 GiB of memory, and its log is empty/,
    ],
    [
      'a node without a shell',
      (pod) => ({
        status: ended(1, 'Error'),
        log: `netlint-log-failed ${nonceOf(pod)} door nsenter -t 1 -m --: exit code 127, /bin/sh: not found.\n`,
      }),
      /such as Talos or Bottlerocket/,
    ],
    [
      'a rotated log',
      (pod) => ({ status: ended(), log: logOf(FRAME, GZIP, nonceOf(pod)).slice(90) }),
      /the start of the log is missing/,
    ],
    [
      'a lost container',
      () => ({ status: ended(), log: 'unable to retrieve container logs for containerd://12' }),
      /its log says: unable to retrieve container logs/,
    ],
    [
      'a log that cannot be had',
      () => ({
        status: ended(),
        log: new ApiError('http://fake answered 500: dial tcp 192.0.2.1:10250: i/o timeout.', 'busy', 500),
      }),
      /the log of the pod netlint-\w+-\d+-x1y2z cannot be read: .*10250: i\/o timeout/,
    ],
  ])('%s', async (_, fate, wanted) => {
    expect(await reasonOf(fate)).toMatch(wanted);
  });

  test('a kubelet that is silent is not waited for, and its pod is taken away', async () => {
    const { outcomes, cluster, left, milliseconds } = await scan({
      fates: { n1: () => ({ status: { phase: 'Pending' } }), n2: good },
      dead: ['n1'],
      instead: ({ path }) =>
        path.startsWith('/api/v1/nodes/')
          ? {
              status: {
                conditions: [{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }],
              },
            }
          : undefined,
    });
    expect(outcomes.get('n1')?.reason).toMatch(
      /its kubelet is silent \(Ready is Unknown: Kubelet stopped posting node status\.\)/,
    );
    expect(outcomes.get('n2')?.answer).toBeDefined();
    expect([cluster.jobs.size, cluster.pods.size, left]).toEqual([0, 0, []]);
    expect(milliseconds).toBeLessThan(6000);
  });

  test('a kubelet that has just died is known by its lease', async () => {
    const reason = await reasonOf(() => ({ status: { phase: 'Pending' } }), {
      dead: ['n1'],
      instead: ({ path }) => {
        if (path.includes('/leases?')) return { items: [{ spec: { renewTime: '2026-11-21T12:00:00.000000Z' } }] };
        if (path.startsWith('/api/v1/nodes/')) return { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
        return undefined;
      },
      date: Date.parse('2026-11-21T12:00:31Z'),
    });
    expect(reason).toMatch(
      /^its kubelet is silent \(its lease was last renewed 31 s ago\), so no pod is started there/,
    );
  });

  test('PodSecurity, a quota', async () => {
    const security =
      'Error creating: pods "netlint-1-1-abc" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)';
    expect(await reasonOf(good, { refuses: security })).toMatch(
      /^PodSecurity of namespace kube-system refuses the pod \(violates PodSecurity "baseline:latest".*--job-namespace/,
    );
    const quota = 'Error creating: pods "netlint-1-1-abc" is forbidden: exceeded quota: q, requested: pods=1';
    expect(await reasonOf(good, { refuses: quota })).toMatch(
      /^a quota of namespace kube-system refuses the pod \(exceeded quota/,
    );
  });

  test('a Job that is refused, and pods that may not be listed', async () => {
    const forbid = (method: string, part: string): Partial<FakeOptions> => ({
      instead: (request) => {
        if ((request.method ?? 'GET') === method && request.path.includes(part))
          throw new ApiError('http://fake forbids it: allow create of jobs.', 'forbidden', 403);
        return undefined;
      },
    });
    expect(await reasonOf(good, forbid('POST', '/jobs'))).toMatch(
      /did not take the Job in namespace kube-system: http:\/\/fake forbids it/,
    );
    expect(await reasonOf(good, forbid('GET', '/pods?'))).toBe('http://fake forbids it: allow create of jobs.');
  });

  test('a pod that never gets on is said to be where it stands', async () => {
    expect(await reasonOf(() => ({ status: waiting('ContainerCreating') }), {}, { nodeMilliseconds: 1500 })).toMatch(
      /^not done within \d s: the pod is still ContainerCreating$/,
    );
  });

  test('a machine that is no node of the cluster', async () => {
    const { client } = fakeCluster({ fates: {} });
    const transport = podsTransport({ client, netlint: '0.1.0', namespace: 'kube-system', image: 'x' });
    const target = { name: 'gateway', kubernetesNode: null, addresses: [], operatingSystem: null };
    const limits = { milliseconds: 5000, signal: new AbortController().signal };
    await expect(transport.collect(target, limits)).rejects.toThrow('gateway is no node of the cluster');
  });
});

describe('clearing up', () => {
  test.each([10, 120, 400, 800])('an interruption after %i ms leaves nothing', async (after) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), after);
    const slow: Fate = (pod, age) => (age < 600 ? { status: waiting('ContainerCreating') } : good(pod, age));
    const { cluster, left } = await scan({ fates: { n1: slow, n2: slow, n3: good } }, { signal: controller.signal });
    expect([cluster.jobs.size, cluster.pods.size, left]).toEqual([0, 0, []]);
  });

  test('without the right to delete a collection, one by one', async () => {
    const slow: Fate = () => ({ status: waiting('ContainerCreating') });
    const { cluster, left } = await scan(
      {
        fates: { n1: slow, n2: slow },
        instead: ({ method, path }) => {
          if (method === 'DELETE' && path.includes('/jobs?'))
            throw new ApiError('http://fake forbids it.', 'forbidden', 403);
          return undefined;
        },
      },
      { nodeMilliseconds: 1000 },
    );
    expect([cluster.jobs.size, cluster.pods.size, left]).toEqual([0, 0, []]);
  });

  test('what stays for one reason is one sentence', async () => {
    const { left } = await scan({
      fates: Object.fromEntries(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'].map((name) => [name, good])),
      instead: ({ method }) => {
        if (method === 'DELETE') throw new ApiError('http://fake forbids it.', 'forbidden', 403);
        return undefined;
      },
    });
    expect(left).toEqual([
      expect.stringMatching(
        /^7 Jobs \((?:kube-system\/netlint-\w+-\d, ){4}kube-system\/netlint-\w+-\d and 2 more\) are still there \(http:\/\/fake forbids it\): run "netlint cleanup" later\.$/,
      ),
      expect.stringMatching(
        /^7 pods \(.* and 2 more\) are still there \(it has ended\): run "netlint cleanup" later\.$/,
      ),
    ]);
  }, 15_000);

  test('what cannot be taken away is said', async () => {
    const { left } = await scan({
      fates: { n1: good },
      instead: ({ method }) => {
        if (method === 'DELETE') throw new ApiError('http://fake forbids it.', 'forbidden', 403);
        return undefined;
      },
    });
    expect(left).toEqual([
      expect.stringMatching(
        /^The Job kube-system\/netlint-\w+-1 is still there \(http:\/\/fake forbids it\): run "netlint cleanup" later\.$/,
      ),
      expect.stringMatching(/^The pod kube-system\/netlint-\w+-1-x1y2z on n1 is still there/),
    ]);
  }, 15_000);
});
