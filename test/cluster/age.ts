import type { Machine } from '../lab/machine.ts';

/** What rules ask the age of, under etcd's /registry. */
const kinds = [
  'minions',
  'services/specs',
  'endpointslices',
  'pods',
  'deployments',
  'replicasets',
  'statefulsets',
  'ingress',
  'daemonsets',
  'configmaps',
  'namespaces',
];
const trigger = 'endpoints.kubernetes.io/last-change-trigger-time';
const url = 'http://127.0.0.1:2379/v3/kv';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly mod_revision: string;
}

/**
 * Makes everything that is there look as if it had been made a while ago: rules are careful with what is younger than a minute, and no test wants
 * to wait for that. The API server refuses a creationTimestamp, so it is written where the server keeps it (as JSON: --storage-media-type).
 */
export async function age(machine: Machine, minutes: number): Promise<void> {
  const time = `${new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 19)}Z`;
  const post = (path: string, bodies: readonly unknown[]): Promise<string> =>
    machine.sh(`while read -r body; do printf '%s' "$body" | curl -sf ${url}/${path} -d @-; echo; done`, {
      stdin: bodies.map((body) => `${JSON.stringify(body)}\n`).join(''),
    });
  const ranges = kinds.map((kind) => ({
    key: base64(`/registry/${kind}/`),
    range_end: base64(`/registry/${kind}0`),
  }));
  const answers = (await post('range', ranges)).split('\n').filter(Boolean);
  const entries = answers.flatMap((answer) => (JSON.parse(answer) as { readonly kvs?: readonly Entry[] }).kvs ?? []);
  await post(
    'txn',
    entries.map(({ key, value, mod_revision }) => ({
      // Nothing is written over what a controller changed in the meantime.
      compare: [{ key, target: 'MOD', result: 'EQUAL', mod_revision }],
      success: [{ request_put: { key, value: base64(older(plain(value), time)) } }],
    })),
  );
}

interface Aged {
  readonly metadata: {
    creationTimestamp?: string;
    readonly annotations?: Record<string, string>;
    readonly managedFields?: { time?: string }[];
  };
  readonly status?: { readonly conditions?: { lastTransitionTime?: string }[] };
}

function older(text: string, time: string): string {
  const object = JSON.parse(text) as Aged;
  object.metadata.creationTimestamp = time;
  for (const field of object.metadata.managedFields ?? []) field.time = time;
  for (const condition of object.status?.conditions ?? []) condition.lastTransitionTime = time;
  if (object.metadata.annotations?.[trigger] !== undefined) object.metadata.annotations[trigger] = time;
  return JSON.stringify(object);
}
