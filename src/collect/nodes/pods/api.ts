import { isRecord } from '../../../snapshot/slim/keep.ts';
import { type ApiClient, ApiError } from '../../cluster/client-types.ts';
import { withoutQuery } from '../../cluster/failure.ts';
import { jsonOf } from '../../cluster/json-answer.ts';
import { probeSelector } from '../labels.ts';
import type { PodObject } from './pod-state.ts';

/** The few requests of the pods way, and of clean-up. Errors are the client's. */

interface Waiting {
  readonly signal?: AbortSignal;
  readonly milliseconds?: number;
}

const jobs = (namespace: string): string => `/apis/batch/v1/namespaces/${encodeURIComponent(namespace)}/jobs`;
export const podsOf = (namespace: string): string => `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;

export async function createJob(
  client: ApiClient,
  namespace: string,
  body: unknown,
  milliseconds: number,
): Promise<void> {
  await client.request({ method: 'POST', path: jobs(namespace), body, milliseconds });
}

/** With its pod, which goes a moment later. */
export async function deleteJob(client: ApiClient, namespace: string, name: string): Promise<void> {
  const path = `${jobs(namespace)}/${encodeURIComponent(name)}?propagationPolicy=Background`;
  await client.request({ method: 'DELETE', path, milliseconds: 10_000 });
}

/** All Jobs of a run, or of all runs, in one request. */
export async function deleteJobs(client: ApiClient, namespace: string, run: string | undefined): Promise<void> {
  const path = `${jobs(namespace)}?labelSelector=${probeSelector(run)}&propagationPolicy=Background`;
  await client.request({ method: 'DELETE', path, milliseconds: 10_000 });
}

export async function listJobs(
  client: ApiClient,
  namespace: string,
  run: string | undefined,
): Promise<readonly PodObject[]> {
  return list(client, `${jobs(namespace)}?labelSelector=${probeSelector(run)}`, {});
}

/** The namespaces that have Jobs of netlint. */
export async function namespacesWithJobs(client: ApiClient): Promise<readonly string[]> {
  const jobs = await list<PodObject>(client, `/apis/batch/v1/jobs?labelSelector=${probeSelector()}`, {});
  const pods = await list<PodObject>(client, `/api/v1/pods?labelSelector=${probeSelector()}`, {});
  return [...new Set([...jobs, ...pods].map(({ metadata }) => metadata?.namespace ?? ''))].sort();
}

/** `cached`: from the API server's memory, which may be a moment old; asking so often must cost etcd nothing. */
export async function listPods(
  client: ApiClient,
  namespace: string,
  run: string | undefined,
  waiting: Waiting & { readonly cached?: boolean },
): Promise<readonly PodObject[]> {
  const version = waiting.cached ? '&resourceVersion=0' : '';
  return list(client, `${podsOf(namespace)}?labelSelector=${probeSelector(run)}${version}`, waiting);
}

/** At once, without waiting for the kubelet's word. */
export async function forcePodAway(client: ApiClient, namespace: string, name: string): Promise<void> {
  const path = `${podsOf(namespace)}/${encodeURIComponent(name)}?gracePeriodSeconds=0`;
  await client.request({ method: 'DELETE', path, milliseconds: 5000 });
}

export interface EventObject {
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject?: { readonly name?: string; readonly kind?: string };
}

/** Events by a field selector, as `reason=FailedCreate`. */
export async function listEvents(
  client: ApiClient,
  namespace: string,
  selector: string,
  waiting: Waiting,
): Promise<readonly EventObject[]> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events?fieldSelector=${encodeURIComponent(selector)}`;
  return list(client, path, waiting);
}

/** The Ready condition of a Node: `Unknown, NodeStatusUnknown, Kubelet stopped posting node status.` */
export async function readReady(
  client: ApiClient,
  node: string,
  waiting: Waiting,
): Promise<ReadyCondition | undefined> {
  const path = `/api/v1/nodes/${encodeURIComponent(node)}`;
  const { status } = jsonOf(await client.request({ path, ...given(waiting) }), client, path) as {
    status?: { conditions?: readonly ReadyCondition[] };
  };
  return status?.conditions?.find(({ type }) => type === 'Ready');
}

/** Milliseconds since a node's kubelet renewed its lease, by the API server's clock; undefined where that is not known. */
export async function leaseAge(client: ApiClient, node: string, waiting: Waiting): Promise<number | undefined> {
  // As a list of one: the right to list leases is there already for the reading of the API.
  const selector = encodeURIComponent(`metadata.name=${node}`);
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases?fieldSelector=${selector}`;
  const answer = await client.request({ path, ...given(waiting) });
  const { date } = answer;
  const { items } = jsonOf(answer, client, path) as { items?: readonly { spec?: { renewTime?: string } }[] };
  const renewed = Date.parse(items?.[0]?.spec?.renewTime ?? '');
  return date === null || Number.isNaN(renewed) ? undefined : date - renewed;
}

export interface ReadyCondition {
  readonly type?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

async function list<T>(client: ApiClient, path: string, waiting: Waiting): Promise<readonly T[]> {
  const { items } = jsonOf(await client.request({ path, ...given(waiting) }), client, path);
  if (items !== undefined && items !== null && !Array.isArray(items)) {
    throw new ApiError(`${client.server} answers GET ${withoutQuery(path)} with something that is no list.`, 'foreign');
  }
  return (items ?? []).filter(isRecord) as T[];
}

/** exactOptionalPropertyTypes: no key where there is no value. */
const given = ({ signal, milliseconds }: Waiting): Waiting => ({
  ...(signal ? { signal } : {}),
  ...(milliseconds === undefined ? {} : { milliseconds }),
});
