import { randomBytes } from 'node:crypto';
import { type ApiClient, ApiError } from '../../cluster/client-types.ts';
import { probeScript } from '../../script.ts';
import type { ScriptOptions } from '../../shell/main.ts';
import { readArmouredLog } from '../log-armour.ts';
import { packScript } from '../packed-script.ts';
import { CollectError, type NodeAnswer, type NodeTarget, type NodeTransport } from '../types.ts';
import { createJob, deleteJob, listPods, podsOf } from './api.ts';
import { clearUp } from './clear-up.ts';
import { CONTAINER, probeJob } from './job.ts';
import { type PodState, podState } from './pod-state.ts';
import { refusalOf, whyNotCreated, whyUnseen } from './refusals.ts';
import { type PodWatch, watchPods } from './watch.ts';

export interface PodsOptions {
  readonly client: ApiClient;
  /** Version of netlint. */
  readonly netlint: string;
  readonly namespace: string;
  readonly image: string;
  readonly script?: Partial<ScriptOptions>;
}

/** A log holds at most the kubelet's containerLogMaxSize, 10 MiB as a rule; somebody may have raised it. */
const LONGEST_LOG = 64 * 1024 * 1024;
/** Without a pod, or without a word of the kubelet, after that long: somebody is asked why. */
const ASK_AFTER = 1200;
const SHARE = '100m';
const NO_POD_AFTER = 12_000;
const UNSEEN_AFTER = 15_000;
const LONG_RUN = 30_000;

interface Collection extends PodsOptions {
  readonly run: string;
  readonly watch: PodWatch;
  /** Requests whose end `close` waits for: what is made after it would stay. */
  readonly inFlight: Set<Promise<unknown>>;
  jobs: number;
  /** Set when a node said that it cannot unpack the script. */
  plain: boolean;
  /** Nodes whose kubelet has no room for what a pod asks for by default. */
  readonly full: Set<string>;
}

/** The probe in a Job on every node, read through its log. */
export function podsTransport(options: PodsOptions): NodeTransport {
  const run = randomBytes(4).toString('hex');
  const collection: Collection = {
    ...options,
    run,
    watch: watchPods(() => listPods(options.client, options.namespace, run, { cached: true, milliseconds: 10_000 })),
    inFlight: new Set(),
    jobs: 0,
    plain: false,
    full: new Set(),
  };
  return {
    way: 'pods',
    async open() {},
    collect: (target, limits) => collect(collection, target, limits),
    async close() {
      await Promise.allSettled(collection.inFlight);
      if (collection.jobs === 0) return [];
      return (await clearUp(options.client, options.namespace, run)).left;
    },
  };
}

async function collect(
  collection: Collection,
  target: NodeTarget,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal: AbortSignal },
): Promise<NodeAnswer> {
  const { client, namespace, run, image } = collection;
  const node = target.kubernetesNode;
  if (node === null) {
    throw new CollectError(
      `${target.name} is no node of the cluster, so no pod can be started on it: read it with --via ssh`,
    );
  }
  const end = performance.now() + milliseconds - 500;
  const seconds = Math.max(5, Math.min(60, Math.floor((milliseconds / 1000 - 6) * 0.7)));
  const script = probeScript(collection.netlint, { ...collection.script, budget: seconds });
  const nonce = randomBytes(8).toString('hex');
  collection.jobs++;
  const name = `netlint-${run}-${collection.jobs}`;
  const packed = packScript(script, collection.plain ? 'plain' : 'gzip');
  const cpu = collection.full.has(node) ? '0' : SHARE;
  const job = probeJob({ name, run, node, image, script: packed, nonce, seconds, cpu });
  try {
    await track(collection, createJob(client, namespace, job, Math.min(10_000, milliseconds)));
  } catch (error) {
    throw refusalOf(error, namespace);
  }
  try {
    const { pod, state } = await ranPod(collection, name, target, end, signal);
    return await readLog(collection, { pod, nonce, state, end, signal });
  } finally {
    void track(collection, deleteJob(client, namespace, name)).catch(() => {});
  }
}

/** Waits until the pod of a Job has ended. Throws CollectError when it never will, or not in time. */
async function ranPod(
  collection: Collection,
  job: string,
  target: NodeTarget,
  end: number,
  signal: AbortSignal,
): Promise<{ readonly pod: string; readonly state: PodState }> {
  const { client, namespace, watch } = collection;
  const began = performance.now();
  let askAt = began + ASK_AFTER;
  for (;;) {
    const pod = await watch.next(job, signal);
    const state = pod && podState(pod);
    if (state?.is === 'ended') return { pod: pod?.metadata?.name ?? '', state };
    if (state?.is === 'failed') {
      const full = state.why.includes('OutOfcpu') && !collection.full.has(target.kubernetesNode ?? '');
      if (full) collection.full.add(target.kubernetesNode ?? '');
      throw new CollectError(state.why, full);
    }
    const now = performance.now();
    const waiting = { signal, milliseconds: 5000 };
    const begun = state !== undefined && state.is !== 'unseen';
    // A kubelet may also die while the probe runs.
    if (now >= askAt && (!begun || now - began > LONG_RUN)) {
      askAt = now + (begun ? LONG_RUN / 3 : ASK_AFTER);
      const late = !begun && now - began > (state ? UNSEEN_AFTER : NO_POD_AFTER);
      const why = state
        ? await whyUnseen(client, target, late, waiting)
        : await whyNotCreated(client, namespace, job, late, waiting);
      if (why !== undefined) throw new CollectError(why);
    }
    if (now > end) {
      const trouble = watch.trouble();
      const why = trouble ?? state?.why ?? 'the Job has no pod yet';
      throw new CollectError(`not done within ${Math.round((now - began) / 1000)} s: ${why}`);
    }
  }
}

interface LogRequest {
  readonly pod: string;
  readonly nonce: string;
  readonly state: PodState;
  readonly end: number;
  readonly signal: AbortSignal;
}

async function readLog(collection: Collection, { pod, nonce, state, end, signal }: LogRequest): Promise<NodeAnswer> {
  const path = `${podsOf(collection.namespace)}/${encodeURIComponent(pod)}/log?container=${CONTAINER}&limitBytes=${LONGEST_LOG}`;
  const milliseconds = Math.max(1000, end - performance.now());
  let body: Buffer;
  try {
    ({ body } = await collection.client.request({
      path,
      signal,
      milliseconds,
      accept: '*/*',
      cap: LONGEST_LOG + 1024,
    }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new CollectError(`the log of the pod ${pod} cannot be read: ${error.message}`, error.kind !== 'forbidden');
  }
  const { frame, problem, failed } = await readArmouredLog(body, nonce);
  if (frame) return { frame, bytes: body.length, ...(problem === undefined ? {} : { problem }) };
  if (failed?.word === 'unpack' && !collection.plain) {
    collection.plain = true;
    throw new CollectError(failed.text, true);
  }
  if (failed?.word === 'door') {
    throw new CollectError(
      `the node's own tools cannot be run from a pod: ${failed.text} (an operating system without a shell, such as Talos or Bottlerocket, cannot be read this way)`,
    );
  }
  if (failed) throw new CollectError(failed.text);
  // A kubelet that has just lost the container, or has not written its log yet, says so in the log's place.
  throw new CollectError(`nothing came from the pod: ${state.why}, and ${problem ?? 'its log is empty'}`, true);
}

/** Remembers a request until it has ended. */
function track<T>(collection: Collection, work: Promise<T>): Promise<T> {
  collection.inFlight.add(work);
  const forget = (): void => void collection.inFlight.delete(work);
  work.then(forget, forget);
  return work;
}
