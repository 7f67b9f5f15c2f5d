import { type ApiClient, ApiError } from '../../cluster/client-types.ts';
import { CollectError, type NodeTarget } from '../types.ts';
import { leaseAge, listEvents, readReady } from './api.ts';

/** Why no pod came to be, or none that runs, in words that say what to do. */

interface Waiting {
  readonly signal: AbortSignal;
  readonly milliseconds: number;
}

/** The API server did not take the Job. */
export function refusalOf(error: unknown, namespace: string): Error {
  if (!(error instanceof ApiError)) return error instanceof Error ? error : new Error(String(error));
  const what = `the API server did not take the Job in namespace ${namespace}: ${error.message}`;
  return new CollectError(what, ['unreachable', 'timeout', 'busy', 'conflict'].includes(error.kind));
}

/** A Job without a pod: the job controller says in an event what refused it (PodSecurity, a quota, a webhook). */
export async function whyNotCreated(
  client: ApiClient,
  namespace: string,
  job: string,
  late: boolean,
  waiting: Waiting,
): Promise<string | undefined> {
  const selector = `reason=FailedCreate,involvedObject.kind=Job,involvedObject.name=${job}`;
  const message = await quietly(async () => (await listEvents(client, namespace, selector, waiting)).at(-1)?.message);
  if (message !== undefined && message !== 'absent') return refusedPod(message, namespace);
  if (!late) return undefined;
  return `no pod was made for the Job ${namespace}/${job}: does kube-controller-manager run?`;
}

function refusedPod(message: string, namespace: string): string {
  // "Error creating: pods "netlint-…" is forbidden: " is the same for all.
  const words = message
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/^Error creating: (pods "[^"]{1,300}" is forbidden: )?/, '')
    .slice(0, 240);
  if (words.includes('violates PodSecurity')) {
    return `PodSecurity of namespace ${namespace} refuses the pod (${words}): name one that allows privileged pods with --job-namespace (kubectl label namespace NAME pod-security.kubernetes.io/enforce=privileged)`;
  }
  if (words.includes('exceeded quota') || words.includes('failed quota')) {
    return `a quota of namespace ${namespace} refuses the pod (${words}): name another one with --job-namespace`;
  }
  return `the pod was refused (${words})`;
}

/** A kubelet renews its lease every ten seconds (nodeLeaseDurationSeconds / 4), and tries again at once when that failed. */
const SILENT = 25_000;

/** A pod that no kubelet has taken up: a Node whose kubelet is silent will not, and need not be waited for. */
export async function whyUnseen(
  client: ApiClient,
  target: NodeTarget,
  late: boolean,
  waiting: Waiting,
): Promise<string | undefined> {
  const node = target.kubernetesNode ?? '';
  const ready = await quietly(() => readReady(client, node, waiting));
  if (ready === 'absent') return `the cluster has no Node ${node}`;
  if (ready?.status === 'Unknown') {
    return `its kubelet is silent (Ready is Unknown: ${ready.message ?? ready.reason ?? ''}), so no pod is started there: read it with --via ssh`;
  }
  const age = await quietly(() => leaseAge(client, node, waiting));
  if (typeof age === 'number' && age > SILENT) {
    return `its kubelet is silent (its lease was last renewed ${Math.round(age / 1000)} s ago), so no pod is started there: read it with --via ssh`;
  }
  if (!late) return undefined;
  const words = ready ? ` although the Node's Ready is ${ready.status} (${ready.reason ?? ''})` : '';
  return `its kubelet has not taken up the pod${words}: does it run, and does it reach the API server?`;
}

/** What only makes a reason better must not become one. */
async function quietly<T>(work: () => Promise<T>): Promise<T | 'absent' | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiError) return error.kind === 'absent' ? 'absent' : undefined;
    throw error;
  }
}
