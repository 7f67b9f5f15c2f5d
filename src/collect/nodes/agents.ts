import { decodeFrame } from '../../snapshot/frame.ts';
import { isRecord } from '../../snapshot/slim/keep.ts';
import { type ApiClient, ApiError } from '../cluster/client-types.ts';
import { jsonOf } from '../cluster/json-answer.ts';
import { AGENT_CONTAINER, INTERVAL_ANNOTATION, oldestFrame } from './agent-manifest.ts';
import { AGENT_SELECTOR } from './labels.ts';
import { type ArmouredLog, readArmouredLog } from './log-armour.ts';
import { type PodObject, podState } from './pods/pod-state.ts';
import { CollectError, type NodeAnswer, type NodeTarget, type NodeTransport } from './types.ts';

export interface AgentsOptions {
  readonly client: ApiClient;
  /** Where the DaemonSet is. Null looks in all namespaces, and takes no agent where several have some. */
  readonly namespace: string | null;
}

/** Lines of the log's end that are read at first: a frame of up to 250 kB, which is most of them. */
const TAIL = 64;
/** When even the end line of a frame is missing (a node that writes one just now, or lines of another width). */
const LONG_TAIL = 20_000;
const LONGEST_LOG = 64 * 1024 * 1024;
/** When the agent does not say how often it looks. */
const DEFAULT_INTERVAL = 300;

interface Agent {
  readonly namespace: string;
  readonly pod: string;
  readonly interval: number;
  readonly object: PodObject;
}

/** The newest frame in the log of each node's agent, which is there already. Nothing is made, so nothing has to be cleared up. */
export function agentsTransport(options: AgentsOptions): NodeTransport {
  let agents: ReadonlyMap<string, Agent> = new Map();
  return {
    way: 'agents',
    async open(signal) {
      agents = await findAgents(options, signal);
    },
    collect: (target, limits) => collect(options.client, agents, target, limits),
    async close() {
      return [];
    },
  };
}

async function findAgents(
  { client, namespace }: AgentsOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Agent>> {
  const where = namespace === null ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const path = `/api/v1${where}/pods?labelSelector=${AGENT_SELECTOR}&resourceVersion=0`;
  const { items } = jsonOf(await client.request({ path, signal }), client, path);
  const pods = (Array.isArray(items) ? items : []).filter(
    (item) => isRecord(item) && isRecord(item.metadata),
  ) as AgentPod[];
  if (pods.length === 0) {
    const place = namespace === null ? 'any namespace' : `namespace ${namespace}`;
    throw new CollectError(
      `No agent was found: no pod in ${place} has the label app.kubernetes.io/name=netlint-agent: deploy the DaemonSet (netlint rbac --via agents prints it), or use --via pods.`,
    );
  }
  const found = [...new Set(pods.map(({ metadata }) => metadata?.namespace ?? ''))].sort();
  // Whoever may make a pod anywhere may give it this label and any node's name: false frames, if it were believed.
  if (found.length > 1) {
    const some = `${found.slice(0, 5).join(', ')}${found.length > 5 ? ', …' : ''}`;
    throw new CollectError(
      `Pods with the label app.kubernetes.io/name=netlint-agent are in ${found.length} namespaces (${some}): say with --job-namespace which of them has the agents.`,
    );
  }
  const agents = new Map<string, Agent>();
  for (const object of pods) {
    const node = object.spec?.nodeName;
    if (node === undefined) continue;
    const seconds = Number(object.metadata?.annotations?.[INTERVAL_ANNOTATION]);
    const agent = {
      namespace: object.metadata?.namespace ?? '',
      pod: object.metadata?.name ?? '',
      interval: Number.isInteger(seconds) && seconds > 0 ? seconds : DEFAULT_INTERVAL,
      object,
    };
    // While a DaemonSet is rolled out, the old pod and the new one may both be there.
    const other = agents.get(node);
    if (other === undefined || podState(other.object).is !== 'running') agents.set(node, agent);
  }
  return agents;
}

type AgentPod = PodObject & {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
};

async function collect(
  client: ApiClient,
  agents: ReadonlyMap<string, Agent>,
  { name, kubernetesNode }: NodeTarget,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal: AbortSignal },
): Promise<NodeAnswer> {
  const agent = agents.get(kubernetesNode ?? '');
  if (!agent) throw new CollectError(`${name} has no agent: the DaemonSet has no pod there`);
  const end = performance.now() + milliseconds - 300;
  const read = async (lines: number): Promise<{ readonly log: ArmouredLog; readonly bytes: number }> => {
    const body = await readTail(client, agent, lines, { milliseconds: end - performance.now(), signal });
    return { log: await readArmouredLog(body), bytes: body.length };
  };
  let { log, bytes } = await read(TAIL);
  if (log.frame === undefined || log.problem !== undefined) {
    ({ log, bytes } = await read((log.lines ?? LONG_TAIL) + TAIL));
  }
  const { frame, problem, failed } = log;
  if (failed) throw new CollectError(`its agent cannot look at the node: ${failed.text}`);
  const state = podState(agent.object);
  if (!frame) {
    const words = state.is === 'running' ? '' : ` (${state.why})`;
    throw new CollectError(
      `no frame in the log of its agent ${agent.namespace}/${agent.pod}${words}: ${problem ?? 'it is empty'}`,
      true,
    );
  }
  const age = ageOf(frame);
  if (age !== undefined && age > oldestFrame(agent.interval)) {
    throw new CollectError(
      `the newest frame of its agent ${agent.namespace}/${agent.pod} is ${inWords(age)} old, although it should look every ${inWords(agent.interval)}: look at the pod`,
    );
  }
  return {
    frame,
    bytes,
    ...(problem === undefined ? {} : { problem }),
    ...(age === undefined ? {} : { age: Math.round(age) }),
  };
}

async function readTail(
  client: ApiClient,
  { namespace, pod }: Agent,
  lines: number,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal: AbortSignal },
): Promise<Buffer> {
  const place = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`;
  const path = `${place}?container=${AGENT_CONTAINER}&tailLines=${lines}&limitBytes=${LONGEST_LOG}`;
  try {
    const { body } = await client.request({
      path,
      signal,
      milliseconds: Math.max(500, milliseconds),
      accept: '*/*',
      cap: LONGEST_LOG + 1024,
    });
    return body;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new CollectError(`the log of its agent cannot be read: ${error.message}`, error.kind !== 'forbidden');
  }
}

/** Seconds since the frame was taken, by the node's clock and this one's; undefined where it does not say. */
function ageOf(frame: Buffer): number | undefined {
  try {
    const { takenAt } = decodeFrame(frame.subarray(0, 4096));
    return takenAt === null ? undefined : Math.max(0, (Date.now() - Date.parse(takenAt)) / 1000);
  } catch {
    // What is no frame at all is for the reader of frames to say.
    return undefined;
  }
}

const inWords = (seconds: number): string =>
  seconds < 120
    ? `${Math.round(seconds)} s`
    : seconds < 7200
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;
