import {
  type ApiAnswer,
  type ApiClient,
  ApiError,
  type ApiRequest,
} from '../../../src/collect/cluster/client-types.ts';
import { encodeFrame } from '../../../src/snapshot/frame-encode.ts';
import { GZIP, logOf } from './armoured.ts';

/**
 * An API server, a job controller and kubelets, as far as a collection through pods sees them. What becomes of a node's pod is said by
 * node name; the shapes are those of a Kubernetes 1.36.
 */
export interface FakeCluster {
  readonly client: ApiClient;
  /** What `client` would answer, or the ApiError it would throw. */
  readonly route: (request: ApiRequest) => unknown;
  readonly requests: ApiRequest[];
  readonly jobs: Map<string, Job>;
  readonly pods: Map<string, Pod>;
}

interface Job {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly nodeName: string;
  readonly containers: readonly {
    readonly image: string;
    readonly command: readonly string[];
    readonly resources: { readonly requests: { readonly cpu: string } };
  }[];
}

interface Pod {
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string; readonly deletionTimestamp?: string };
  readonly spec: PodSpec;
  readonly made: number;
}

export type Fate = (pod: Pod, age: number) => { readonly status?: unknown; readonly log?: string | Error };

export const FRAME = encodeFrame(
  { netlint: '0.1.0', takenAt: null, problems: [], namespaces: [], outputs: [] },
  'abcd1234',
);

const wordsOf = (pod: Pod): readonly string[] => pod.spec.containers[0]?.command.slice(4) ?? [];
export const nonceOf = (pod: Pod): string => wordsOf(pod)[0] ?? '';
export const packingOf = (pod: Pod): string => wordsOf(pod)[1] ?? '';

const seen = { phase: 'Pending', startTime: '2026-11-21T12:00:00Z' };
export const waiting = (reason: string, message?: string) => ({
  ...seen,
  containerStatuses: [
    { image: 'busybox:1', state: { waiting: { reason, ...(message === undefined ? {} : { message }) } } },
  ],
});
export const ended = (exitCode = 0, reason = 'Completed', message?: string) => ({
  ...seen,
  phase: exitCode === 0 ? 'Succeeded' : 'Failed',
  containerStatuses: [{ image: 'busybox:1', state: { terminated: { exitCode, reason, message } } }],
});
export const good: Fate = (pod) => ({ status: ended(), log: logOf(FRAME, GZIP, nonceOf(pod)) });

const answer = (value: unknown, date: number | null): ApiAnswer => ({
  status: 200,
  body: Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)),
  date,
});

const inNamespace = <T extends { readonly metadata: object }>(object: T) => ({
  ...object,
  metadata: { ...object.metadata, namespace: 'kube-system' },
});

export interface FakeOptions {
  readonly fates: Readonly<Record<string, Fate>>;
  /** Answers in the place of the cluster; undefined leaves it to the cluster. */
  readonly instead?: (request: ApiRequest) => unknown;
  /** Pods of these nodes are not let go by their kubelet. */
  readonly dead?: readonly string[];
  /** The job controller makes no pods, and says why. */
  readonly refuses?: string;
  /** The API server's clock. */
  readonly date?: number | null;
}

export function fakeCluster({ fates, instead, dead = [], refuses, date = null }: FakeOptions): FakeCluster {
  const jobs = new Map<string, Job>();
  const pods = new Map<string, Pod>();
  const requests: ApiRequest[] = [];

  function createJob(job: Job): unknown {
    jobs.set(job.metadata.name, job);
    const name = `${job.metadata.name}-x1y2z`;
    const { spec } = job.spec.template;
    const metadata = { name, labels: job.metadata.labels, ownerReferences: [{ kind: 'Job', name: job.metadata.name }] };
    if (refuses === undefined) pods.set(name, { metadata, spec, made: performance.now() });
    return job;
  }

  function removeJob(name: string): void {
    jobs.delete(name);
    const pod = pods.get(`${name}-x1y2z`);
    if (!pod) return;
    if (dead.includes(pod.spec.nodeName)) {
      pods.set(pod.metadata.name, { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-11-21T12:00:00Z' } });
    } else pods.delete(pod.metadata.name);
  }

  const fateOf = (pod: Pod): ReturnType<Fate> => (fates[pod.spec.nodeName] ?? good)(pod, performance.now() - pod.made);

  function route(request: ApiRequest): unknown {
    const { pathname, searchParams } = new URL(request.path, 'http://fake');
    const method = request.method ?? 'GET';
    if (pathname === '/apis/batch/v1/jobs') return { items: [...jobs.values()].map(inNamespace) };
    if (pathname === '/api/v1/pods') return { items: [...pods.values()].map(inNamespace) };
    const [, group] =
      /^\/(?:apis\/batch\/v1|api\/v1)\/namespaces\/kube-system\/(jobs|pods|events)/.exec(pathname) ?? [];
    const name = pathname.split('/kube-system/')[1]?.split('/')[1];
    if (group === 'jobs' && method === 'POST') return createJob(request.body as Job);
    if (group === 'jobs' && method === 'DELETE') {
      for (const each of name === undefined ? [...jobs.keys()] : [name]) removeJob(each);
      return {};
    }
    if (group === 'jobs') return { items: [...jobs.values()] };
    if (group === 'events') {
      const job = /involvedObject\.name=([^,]+)/.exec(searchParams.get('fieldSelector') ?? '')?.[1];
      return {
        items:
          refuses === undefined
            ? []
            : [
                {
                  metadata: { name: `${job}.1` },
                  reason: 'FailedCreate',
                  message: refuses,
                  involvedObject: { name: job },
                },
              ],
      };
    }
    if (group === 'pods' && pathname.endsWith('/log')) {
      const pod = pods.get(name ?? '');
      const log = pod && fateOf(pod).log;
      if (log instanceof Error) throw log;
      return Buffer.from(log ?? '');
    }
    if (group === 'pods' && method === 'DELETE') {
      pods.delete(name ?? '');
      return {};
    }
    if (group === 'pods') return { items: [...pods.values()].map((pod) => ({ ...pod, status: fateOf(pod).status })) };
    throw new ApiError(`http://fake has no ${pathname}.`, 'absent', 404);
  }

  return {
    jobs,
    pods,
    requests,
    route,
    client: {
      server: 'http://fake',
      context: null,
      async request(request) {
        requests.push(request);
        return answer(instead?.(request) ?? route(request), date);
      },
      async close() {},
    },
  };
}
