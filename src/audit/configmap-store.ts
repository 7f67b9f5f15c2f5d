import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';
import { type ApiClient, ApiError } from '../collect/cluster/client-types.ts';
import { reasonOf } from '../snapshot/quote.ts';
import { isRecord } from '../snapshot/slim/keep.ts';
import { fitHistory } from './fit-history.ts';
import { type History, historyText, OtherVersion, parseHistory } from './history.ts';
import type { HistoryStore, StoredHistory } from './history-store.ts';

const unzip = promisify(gunzip);

/** Packed, a history is a tenth as long: this is room for some 20,000 entries. */
const HISTORY_KEY = 'history.json.gz';
const DAMAGED_KEY = 'history.json.gz.damaged';

/** A ConfigMap holds 1 MiB (validation.go, MaxSecretSize); it may have other keys. */
const LARGEST = 900_000;
const LARGEST_UNPACKED = 64 * 1024 * 1024;

/** Of tries against somebody who writes at the same time. */
const TRIES = 5;

interface ConfigMap extends StoredHistory {
  readonly resourceVersion: string;
  /** A damaged history as it is there, where it is short enough to be put aside. */
  readonly damaged: string | undefined;
  /** Bytes that the other keys take, that one included. */
  readonly taken: number;
}

/** The history in a ConfigMap that is there already: needs `get` and `patch` on this one alone. */
export function configMapStore(client: ApiClient, namespace: string, name: string): HistoryStore {
  const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
  const shown = `ConfigMap ${namespace}/${name}`;
  const get = async (): Promise<ConfigMap> => {
    const answer: unknown = JSON.parse((await client.request({ path })).body.toString('utf8'));
    const metadata = isRecord(answer) && isRecord(answer.metadata) ? answer.metadata : {};
    const { [HISTORY_KEY]: packed, ...others } =
      isRecord(answer) && isRecord(answer.binaryData) ? answer.binaryData : {};
    const data = isRecord(answer) && isRecord(answer.data) ? answer.data : {};
    const stored: StoredHistory = typeof packed === 'string' ? await unpack(packed) : { history: null, trouble: null };
    const damaged =
      stored.trouble !== null && typeof packed === 'string' && bytesOf(packed) <= LARGEST / 4 ? packed : undefined;
    const taken = [...Object.values(others), damaged].reduce<number>((sum, value) => sum + bytesOf(value), 0);
    const texts = Object.values(data).reduce<number>((sum, value) => sum + Buffer.byteLength(String(value)), 0);
    return { ...stored, resourceVersion: String(metadata.resourceVersion ?? ''), damaged, taken: taken + texts };
  };
  const write = async (before: ConfigMap, history: History): Promise<void> => {
    const { resourceVersion, damaged } = before;
    const aside = damaged === undefined ? {} : { [DAMAGED_KEY]: damaged };
    const body = { metadata: { resourceVersion }, binaryData: { [HISTORY_KEY]: pack(history), ...aside } };
    await client.request({ method: 'PATCH', path, body });
  };
  return {
    name: shown,
    read: async () => {
      try {
        const { history, trouble } = await get();
        return { history, trouble };
      } catch (error) {
        return { history: null, trouble: { kind: 'unusable', why: whyNot(error, namespace, name) } };
      }
    },
    update: async (change) => {
      for (let tries = 1; ; tries++) {
        try {
          const before = await get();
          if (before.trouble?.kind === 'unusable') throw new Error(before.trouble.why);
          const changed = change(before.history);
          const fitting = fitHistory(changed, LARGEST - before.taken, (each) => bytesOf(pack(each)));
          await write(before, fitting);
          return {
            history: fitting,
            leftOut: fitting.leftOut - changed.leftOut,
            aside: before.damaged === undefined ? null : `its key ${DAMAGED_KEY}`,
          };
        } catch (error) {
          if (error instanceof ApiError && error.kind === 'conflict' && tries < TRIES) continue;
          throw new Error(whyNot(error, namespace, name), { cause: error });
        }
      }
    },
  };
}

async function unpack(packed: string): Promise<StoredHistory> {
  try {
    const text = await unzip(Buffer.from(packed, 'base64'), { maxOutputLength: LARGEST_UNPACKED });
    return { history: parseHistory(text.toString('utf8')), trouble: null };
  } catch (error) {
    return {
      history: null,
      trouble: { kind: error instanceof OtherVersion ? 'unusable' : 'damaged', why: reasonOf(error) },
    };
  }
}

const pack = (history: History): string => gzipSync(historyText(history), { level: 9 }).toString('base64');

const bytesOf = (base64: unknown): number => (typeof base64 === 'string' ? Math.ceil((base64.length * 3) / 4) : 0);

function whyNot(error: unknown, namespace: string, name: string): string {
  if (!(error instanceof ApiError)) return reasonOf(error);
  if (error.kind === 'forbidden') return 'forbidden: the role needs the verbs get and patch on this ConfigMap';
  if (error.kind === 'absent')
    return `it is not there: make it with "kubectl -n ${namespace} create configmap ${name}"`;
  return error.message.replace(/\.$/, '');
}
