import { setTimeout as sleep } from 'node:timers/promises';
import { LONGEST_REASON, plain } from '../../../snapshot/quote.ts';
import { type ApiClient, ApiError } from '../../cluster/client-types.ts';
import { deleteJob, deleteJobs, forcePodAway, listJobs, listPods } from './api.ts';
import { type PodObject, podState } from './pod-state.ts';

export interface ClearedUp {
  /** Names of the Jobs that were there and are gone. */
  readonly jobs: readonly string[];
  /** One sentence for all that stays behind for one reason. */
  readonly left: readonly string[];
}

/** Pods that are still there after that are taken away without asking their kubelet, which may be dead; sooner those it never took up. */
const PATIENCE = 4000;
const UNSEEN_PATIENCE = 1000;
const PAUSE = 200;

/**
 * Deletes the Jobs of one run, or of all runs, and waits until their pods are gone too. Where the right to delete a collection is missing
 * they are deleted one by one. Throws ApiError when not even a list can be had.
 */
export async function clearUp(
  client: ApiClient,
  namespace: string,
  run: string | undefined,
  milliseconds = 7000,
): Promise<ClearedUp> {
  const end = performance.now() + milliseconds;
  const began = performance.now();
  const names = new Set<string>();
  let problem: string | undefined;
  for (let round = 0; ; round++) {
    const jobs = await listJobs(client, namespace, run);
    for (const job of jobs) names.add(nameOf(job));
    if (jobs.some(({ metadata }) => metadata?.deletionTimestamp === undefined)) {
      problem = await deleteAll(client, namespace, run, jobs);
    }
    const pods = jobs.length === 0 || round > 0 ? await listPods(client, namespace, run, {}) : undefined;
    if (jobs.length === 0 && pods?.length === 0) return { jobs: [...names].sort(), left: [] };
    const now = performance.now();
    const stuck = (pods ?? []).filter(
      (pod) => now - began > (podState(pod).is === 'unseen' ? UNSEEN_PATIENCE : PATIENCE),
    );
    if (jobs.length === 0) problem = (await forceAway(client, namespace, stuck)) ?? problem;
    if (now > end) {
      for (const job of jobs) names.delete(nameOf(job));
      return { jobs: [...names].sort(), left: leftSentences(namespace, jobs, pods ?? [], problem) };
    }
    await sleep(PAUSE);
  }
}

async function deleteAll(
  client: ApiClient,
  namespace: string,
  run: string | undefined,
  jobs: readonly PodObject[],
): Promise<string | undefined> {
  try {
    await deleteJobs(client, namespace, run);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind !== 'forbidden') return error.message;
  }
  return firstProblem(jobs, ({ metadata }) => deleteJob(client, namespace, metadata?.name ?? ''));
}

/**
 * A pod whose node is dead is kept until the node is back, and one that no Job owns any more until the garbage collector comes by.
 * What runs in it has a deadline of its own.
 */
async function forceAway(
  client: ApiClient,
  namespace: string,
  pods: readonly PodObject[],
): Promise<string | undefined> {
  return firstProblem(pods, ({ metadata }) => forcePodAway(client, namespace, metadata?.name ?? ''));
}

async function firstProblem(
  objects: readonly PodObject[],
  work: (object: PodObject) => Promise<void>,
): Promise<string | undefined> {
  let problem: string | undefined;
  for (const object of objects) {
    try {
      await work(object);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind !== 'absent') problem ??= error.message;
    }
  }
  return problem;
}

function leftSentences(
  namespace: string,
  jobs: readonly PodObject[],
  pods: readonly PodObject[],
  problem: string | undefined,
): readonly string[] {
  const why = problem === undefined ? '' : ` (${plain(problem, LONGEST_REASON).replace(/\.$/, '')})`;
  const names = jobs.map((job) => plain(`${namespace}/${nameOf(job)}`));
  const podsByState = Map.groupBy(pods, (pod) => plain(podState(pod).why, LONGEST_REASON));
  return [
    ...(names.length === 0 ? [] : [leftSentence('Job', names, why)]),
    ...[...podsByState].map(([state, alike]) => {
      const places = alike.map((pod) => plain(`${namespace}/${nameOf(pod)} on ${pod.spec?.nodeName ?? 'no node'}`));
      // Said of the Jobs already.
      return leftSentence('pod', places, ` (${state})${names.length === 0 ? why : ''}`);
    }),
  ];
}

/** So many are named; the rest is a number. */
const NAMED = 5;

/** One for all that stay for one reason: a cluster has thousands of nodes. */
function leftSentence(kind: string, names: readonly string[], why: string): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const what =
    names.length === 1
      ? `The ${kind} ${names[0]} is`
      : `${names.length} ${kind}s (${names.slice(0, NAMED).join(', ')}${more}) are`;
  return `${what} still there${why}: run "netlint cleanup" later.`;
}

const nameOf = (object: PodObject): string => object.metadata?.name ?? '?';
