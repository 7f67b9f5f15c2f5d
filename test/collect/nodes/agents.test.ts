import { describe, expect, test } from 'vitest';
import { type ApiClient, ApiError } from '../../../src/collect/cluster/client-types.ts';
import { AGENT_CONTAINER, agentManifest, INTERVAL_ANNOTATION } from '../../../src/collect/nodes/agent-manifest.ts';
import { agentsTransport } from '../../../src/collect/nodes/agents.ts';
import type { NodeTarget } from '../../../src/collect/nodes/types.ts';
import { probeScript } from '../../../src/collect/script.ts';
import { encodeFrame } from '../../../src/snapshot/frame-encode.ts';
import type { FrameOutput } from '../../../src/snapshot/frame-types.ts';
import { type Form, GZIP, logOf } from './armoured.ts';

const ago = (seconds: number): string => `${new Date(Date.now() - seconds * 1000).toISOString().slice(0, 19)}Z`;

function frameOf(seconds: number, bytes = 0): Buffer {
  const output: FrameOutput = {
    id: 'uname',
    netns: 'host',
    command: 'uname',
    status: 'ok',
    exit: 0,
    ms: 1,
    stdout: Buffer.alloc(bytes, 'x'),
    stderr: Buffer.alloc(0),
  };
  return encodeFrame(
    { netlint: '0.1.0', takenAt: ago(seconds), problems: [], namespaces: [], outputs: [output] },
    'abcd1234',
  );
}

const PLAIN: Form = { pack: 'none', armour: 'base64', width: 76 };
const running = { phase: 'Running', startTime: ago(1000), containerStatuses: [{ state: { running: {} } }] };

function podOn(node: string, name = `netlint-agent-${node}`, status: unknown = running, namespace = 'netlint') {
  return {
    metadata: { name, namespace, annotations: { [INTERVAL_ANNOTATION]: '60' } },
    spec: { nodeName: node },
    status,
  };
}

type PodOn = ReturnType<typeof podOn>;

/** As the kubelet cuts it: the last lines, then so many bytes of these. */
function tail(log: string, path: string): string {
  const lines = Number(new URL(path, 'http://fake').searchParams.get('tailLines'));
  const all = log.split('\n');
  return all.slice(Math.max(0, all.length - 1 - lines)).join('\n');
}

function fake(pods: readonly PodOn[], logs: Readonly<Record<string, string | Error>>) {
  const paths: string[] = [];
  const client: ApiClient = {
    server: 'http://fake',
    context: null,
    async request({ path, method }) {
      paths.push(`${method ?? 'GET'} ${path}`);
      const namespace = /\/namespaces\/([^/]+)\/pods\?/.exec(path)?.[1];
      if (namespace !== undefined) {
        const items = pods.filter((pod) => pod.metadata.namespace === namespace);
        return { status: 200, body: Buffer.from(JSON.stringify({ items })), date: null };
      }
      const pod = /\/pods\/([^/]+)\/log\?/.exec(path)?.[1];
      if (pod === undefined) return { status: 200, body: Buffer.from(JSON.stringify({ items: pods })), date: null };
      const log = logs[pod] ?? '';
      if (log instanceof Error) throw log;
      return { status: 200, body: Buffer.from(tail(log, path)), date: null };
    },
    async close() {},
  };
  return { client, paths };
}

const target = (name: string): NodeTarget => ({ name, kubernetesNode: name, addresses: [], operatingSystem: 'linux' });

async function read(
  pods: readonly PodOn[],
  logs: Readonly<Record<string, string | Error>>,
  name = 'n1',
  namespace: string | null = null,
) {
  const { client, paths } = fake(pods, logs);
  const transport = agentsTransport({ client, namespace });
  const signal = new AbortController().signal;
  await transport.open(signal);
  return { answer: await transport.collect(target(name), { milliseconds: 5000, signal }), paths };
}

describe('a pod that somebody else has given the label of the agents', () => {
  const pods = [podOn('n1'), podOn('n1', 'a-liar', running, 'a-tenant')];
  const logs = {
    'netlint-agent-n1': logOf(frameOf(20), GZIP, 'aaaa1111'),
    'a-liar': logOf(frameOf(10), GZIP, 'bbbb2222'),
  };

  test('is never taken for one where the namespace of the agents was given', async () => {
    const { paths } = await read(pods, logs, 'n1', 'netlint');
    expect(paths.filter((path) => path.includes('/log?'))).toEqual([
      expect.stringContaining('/namespaces/netlint/pods/netlint-agent-n1/log?'),
    ]);
  });

  test('nor without: which namespace has the agents has to be said then', async () => {
    await expect(read(pods, logs)).rejects.toThrow(
      'Pods with the label app.kubernetes.io/name=netlint-agent are in 2 namespaces (a-tenant, netlint): say with --job-namespace which of them has the agents.',
    );
  });
});

describe('the log of an agent', () => {
  test('the newest frame, in one request that reads only, with its age', async () => {
    const log = logOf(frameOf(200), GZIP, 'aaaa1111') + logOf(frameOf(20), GZIP, 'bbbb2222');
    const { answer, paths } = await read([podOn('n1')], { 'netlint-agent-n1': log });
    expect(answer.frame.equals(frameOf(20)) || answer.frame.includes(ago(20)) || answer.frame.includes(ago(21))).toBe(
      true,
    );
    expect(answer.age).toBeGreaterThanOrEqual(20);
    expect(answer.age).toBeLessThan(25);
    expect(answer.problem).toBeUndefined();
    expect(paths.map((path) => path.split('?')[0])).toEqual([
      'GET /api/v1/pods',
      'GET /api/v1/namespaces/netlint/pods/netlint-agent-n1/log',
    ]);
  });

  test('a frame longer than the end that is read at first is asked for again, with as many lines as it says', async () => {
    const frame = frameOf(10, 50_000);
    const { answer, paths } = await read([podOn('n1')], { 'netlint-agent-n1': logOf(frame, PLAIN, 'aaaa1111') });
    expect(answer.frame.equals(frame)).toBe(true);
    expect(paths).toHaveLength(3);
  });

  test('a node that is writing one just now: the one before', async () => {
    const old = frameOf(70, 50_000);
    const log = logOf(old, PLAIN, 'aaaa1111') + logOf(frameOf(1, 50_000), PLAIN, 'bbbb2222').slice(0, 30_000);
    const { answer } = await read([podOn('n1')], { 'netlint-agent-n1': log });
    expect(answer.frame.equals(old)).toBe(true);
  });

  test('the running pod is taken where a roll-out has two', async () => {
    const pods = [
      podOn('n1', 'new', { phase: 'Pending' }),
      podOn('n1', 'old'),
      podOn('n1', 'newer', { phase: 'Pending' }),
    ];
    const { answer } = await read(pods, { old: logOf(frameOf(5), GZIP, 'aaaa1111') });
    expect(answer.frame.length).toBeGreaterThan(0);
  });

  test.each<[string, string | Error, RegExp]>([
    ['nothing yet', '', /^no frame in the log of its agent netlint\/netlint-agent-n1: its log is empty$/],
    ['rotated', logOf(frameOf(5), PLAIN, 'aaaa1111').slice(100), /the start of the log is missing/],
    [
      'hanging',
      logOf(frameOf(7300), GZIP, 'aaaa1111'),
      /the newest frame of its agent netlint\/netlint-agent-n1 is 2 h old, although it should look every 60 s/,
    ],
    [
      'cannot look',
      'netlint-log-failed agent door nsenter: Operation not permitted\n',
      /its agent cannot look at the node: nsenter: Operation not permitted/,
    ],
    [
      'not readable',
      new ApiError('http://fake forbids it.', 'forbidden', 403),
      /the log of its agent cannot be read: http:\/\/fake forbids it/,
    ],
  ])('%s', async (_, log, reason) => {
    await expect(read([podOn('n1')], { 'netlint-agent-n1': log })).rejects.toThrow(reason);
  });

  test('a server that is none is said to be none', async () => {
    const { client } = fake([], {});
    const page = {
      ...client,
      request: async () => ({ status: 200, body: Buffer.from('<html>proxy</html>'), date: null }),
    };
    const transport = agentsTransport({ client: page, namespace: null });
    await expect(transport.open(new AbortController().signal)).rejects.toThrow(ApiError);
  });

  test('a crashed agent says so, a node without one too, and a cluster without any', async () => {
    const crashed = { ...running, containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }] };
    await expect(read([podOn('n1', 'netlint-agent-n1', crashed)], {})).rejects.toThrow(/CrashLoopBackOff/);
    await expect(read([podOn('n1')], {}, 'n2')).rejects.toThrow('n2 has no agent: the DaemonSet has no pod there');
    await expect(read([], {})).rejects.toThrow(/^No agent was found: no pod in any namespace has the label/);
  });
});

test('the DaemonSet: everywhere, without a token, without a port, and small enough for its arguments', () => {
  const manifest = agentManifest({
    namespace: 'netlint',
    image: 'busybox:1',
    interval: 300,
    script: probeScript('0.1.0'),
  }) as {
    spec: { template: { spec: Record<string, unknown> & { containers: Record<string, unknown>[] } } };
  };
  const { spec } = manifest.spec.template;
  expect(spec).toMatchObject({
    hostPID: true,
    hostNetwork: true,
    automountServiceAccountToken: false,
    tolerations: [{ operator: 'Exists' }],
  });
  expect(spec.containers).toHaveLength(1);
  const [container] = spec.containers;
  expect(container?.name).toBe(AGENT_CONTAINER);
  expect(container).not.toHaveProperty('ports');
  for (const word of (container?.command ?? []) as string[]) expect(Buffer.byteLength(word)).toBeLessThan(128 * 1024);
});
