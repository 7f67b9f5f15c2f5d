/** What the API says of one pod, as far as it matters here. Everything may be missing: a pod is written by several hands. */
export interface PodObject {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind?: string; readonly name?: string }[];
  };
  readonly spec?: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly startTime?: string;
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly image?: string;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: unknown;
    readonly terminated?: { readonly exitCode?: number; readonly reason?: string; readonly message?: string };
  };
}

/**
 * `unseen`: the kubelet has not taken it up · `starting` · `running` · `ended`: its log can be read · `failed`: it will never run.
 * `why` is one clause for people.
 */
export interface PodState {
  readonly is: 'unseen' | 'starting' | 'running' | 'ended' | 'failed';
  readonly why: string;
}

/** A kubelet in these states tries for ever; the first two may be over a moment later, unless the registry said a plain no. */
const SLOW_WORDS: readonly string[] = ['ErrImagePull', 'RegistryUnavailable'];
const PLAIN_NO = /not found|manifest unknown|unauthorized|denied|forbidden|no basic auth/i;
const LOST_WORDS: readonly string[] = [
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
];

export function podState(pod: PodObject): PodState {
  const { status } = pod;
  const container = status?.containerStatuses?.[0];
  const terminated = container?.state?.terminated;
  if (terminated) return ended(terminated, container?.image);
  if (status?.phase === 'Failed') {
    return { is: 'failed', why: `the kubelet ended the pod (${clause(status.reason, status.message)})` };
  }
  if (container?.state?.running) return { is: 'running', why: 'the probe is still running' };
  const waiting = container?.state?.waiting;
  const reason = waiting?.reason ?? '';
  const slow = SLOW_WORDS.includes(reason);
  if (slow || LOST_WORDS.includes(reason)) {
    const hopeless = !slow || PLAIN_NO.test(waiting?.message ?? '');
    return { is: hopeless ? 'failed' : 'starting', why: waitingWords(reason, waiting?.message, container?.image) };
  }
  if (status?.startTime === undefined) return { is: 'unseen', why: 'its kubelet has not taken up the pod' };
  if (pod.metadata?.deletionTimestamp !== undefined) return { is: 'failed', why: 'somebody deleted the pod' };
  return { is: 'starting', why: `the pod is still ${reason || 'Pending'}` };
}

function ended(
  { exitCode, reason, message }: { readonly exitCode?: number; readonly reason?: string; readonly message?: string },
  image: string | undefined,
): PodState {
  if (reason === 'StartError' || reason === 'ContainerCannotRun' || reason === 'RunContainerError') {
    return {
      is: 'failed',
      why: `the container could not be started (${clause(reason, message)}): the image ${image ?? ''} needs a shell, /bin/sh`,
    };
  }
  if (reason === 'OOMKilled') return { is: 'ended', why: 'it was killed because it took more than 1 GiB of memory' };
  return { is: 'ended', why: exitCode === 0 ? 'it has ended' : `it ended with exit code ${exitCode ?? '?'}` };
}

function waitingWords(reason: string, message: string | undefined, image: string | undefined): string {
  const cause = clause(reason, message?.replace(/^Back-off pulling image "[^"]{1,300}": (ErrImagePull: )?/, ''));
  if (!reason.includes('Image') && reason !== 'RegistryUnavailable')
    return `the container cannot be started (${cause})`;
  return `the image ${image ?? ''} cannot be had (${cause}): name one that the nodes have or can pull with --image`;
}

function clause(reason: string | undefined, message: string | undefined): string {
  const words = (message ?? '').trim().replace(/\s+/g, ' ').slice(0, 400);
  return words === '' ? (reason ?? 'no reason given') : `${reason ?? 'no reason given'}: ${words.replace(/\.$/, '')}`;
}
