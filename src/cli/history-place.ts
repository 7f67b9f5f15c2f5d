import { InvalidArgumentError } from 'commander';
import type { HistoryStore } from '../audit/history-store.ts';
import { isNodeName } from '../snapshot/names.ts';
import { connectToCluster } from './connect-to-cluster.ts';
import { isKnown, UsageError } from './exit-codes.ts';
import type { ConnectionOptions } from './live-options.ts';

export interface ConfigMapName {
  readonly namespace: string;
  readonly name: string;
}

/** `kube-system/netlint-history` */
export function configMapName(value: string): ConfigMapName {
  const [namespace = '', name = '', ...more] = value.split('/');
  if (more.length === 0 && isNodeName(namespace) && isNodeName(name)) return { namespace, name };
  throw new InvalidArgumentError('Write NAMESPACE/NAME, such as kube-system/netlint-history.');
}

export interface HistoryPlace {
  readonly store: HistoryStore;
  close(): Promise<void>;
}

/** The history in an audit's folder, or in a ConfigMap: then the cluster is asked. */
export async function historyPlace(
  out: string | undefined,
  configMap: ConfigMapName | undefined,
  connection: ConnectionOptions,
): Promise<HistoryPlace> {
  if (configMap === undefined) {
    if (out === undefined) throw new UsageError('a history is in a folder or in a ConfigMap; name one.');
    const { folderStore } = await import('../audit/folder-store.ts');
    return { store: folderStore(out), close: async () => {} };
  }
  const { namespace, name } = configMap;
  const client = await connectToCluster(connection, new AbortController().signal).catch((error: unknown) => {
    if (!isKnown(error)) throw error;
    return error.message;
  });
  if (typeof client === 'string')
    return { store: unreachable(`ConfigMap ${namespace}/${name}`, client), close: async () => {} };
  const { configMapStore } = await import('../audit/configmap-store.ts');
  return { store: configMapStore(client, namespace, name), close: () => client.close() };
}

/** The scan goes on without it, and its result says so. */
function unreachable(name: string, sentence: string): HistoryStore {
  const why = sentence.replace(/\.$/, '');
  return {
    name,
    read: async () => ({ history: null, trouble: { kind: 'unusable', why } }),
    update: async () => {
      throw new Error(why);
    },
  };
}
