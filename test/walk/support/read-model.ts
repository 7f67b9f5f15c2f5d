import { buildClusterModel } from '../../../src/model/cluster.ts';
import type { ClusterModel, NetworkNamespace } from '../../../src/model/types.ts';
import type { ApiObject, RawNode } from '../../../src/snapshot/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';
import type { Kernel } from './kernel.ts';

const COMMANDS: Readonly<Record<string, string>> = {
  'ip-link': 'ip -s -s -d -j link show',
  'ip-addr': 'ip -j addr show',
  'ip-route4': 'ip -4 -j route show table all',
  'ip-route6': 'ip -6 -j route show table all',
  'ip-rule4': 'ip -4 -j rule show',
  'ip-rule6': 'ip -6 -j rule show',
  'ip-neigh': 'ip -j neigh show',
  'bridge-fdb': 'bridge -j fdb show',
  sysctl: 'sysctl -a -r ^net\\. 2>/dev/null || true',
  sockets: 'ss -Hlntup',
  'iptables-legacy-tables4': 'cat /proc/net/ip_tables_names',
  'iptables-legacy-tables6': 'cat /proc/net/ip6_tables_names',
  'iptables-legacy-save4': 'if [ -s /proc/net/ip_tables_names ]; then iptables-legacy-save -c; fi',
  'iptables-nft-save4': 'iptables-nft-save -c',
  'iptables-nft-save6': 'ip6tables-nft-save -c',
  'nft-tables': 'nft list tables',
  'nft-ruleset': ':',
  ipset: 'ipset save 2>/dev/null || true',
};

/** What the commands print, by machine and `id` or `id@netns`. */
export type Outputs = Readonly<Record<string, MadeOutputs>>;

/** Reads namespaces as the probe does. `nodes`: machine → the namespaces of its pods. */
export async function readOutputs(
  kernel: Kernel,
  nodes: Readonly<Record<string, readonly string[]>>,
): Promise<Outputs> {
  const read = async (node: string, pods: readonly string[]): Promise<MadeOutputs> => {
    const outputs: Record<string, MadeOutputs[string]> = {};
    for (const [place, netns] of [['host', node] as const, ...pods.map((pod) => [`net:[${pod}]`, pod] as const)]) {
      const script = Object.entries(COMMANDS).map(([id, command]) => `echo "==== ${id}"; ${command}`);
      const ended = await kernel.sandbox.exec(['ip', 'netns', 'exec', netns, 'sh', '-c', script.join('\n')]);
      for (const part of ended.stdout.split(/^==== /m).slice(1)) {
        const line = part.indexOf('\n');
        const id = part.slice(0, line);
        outputs[place === 'host' ? id : `${id}@${place}`] = { text: part.slice(line + 1), command: COMMANDS[id] ?? id };
      }
    }
    return outputs;
  };
  return Object.fromEntries(
    await Promise.all(Object.entries(nodes).map(async ([node, pods]) => [node, await read(node, pods)] as const)),
  );
}

/** Namespaces get the names that they were made with. */
export function rawNodes(outputs: Outputs): readonly RawNode[] {
  return Object.entries(outputs).map(([node, some]) => {
    const ids = new Set(Object.keys(some).flatMap((key) => key.split('@')[1] ?? []));
    return rawNode(node, some, { netns: [...ids].sort().map((id) => ({ id, name: id.slice('net:['.length, -1) })) });
  });
}

export const modelOf = (outputs: Outputs, objects: Readonly<Record<string, readonly ApiObject[]>> = {}): ClusterModel =>
  buildClusterModel(snapshotOf({ nodes: rawNodes(outputs), objects }));

export async function readModel(
  kernel: Kernel,
  nodes: Readonly<Record<string, readonly string[]>>,
  objects: Readonly<Record<string, readonly ApiObject[]>> = {},
): Promise<ClusterModel> {
  return modelOf(await readOutputs(kernel, nodes), objects);
}

/** A namespace by the name it was made with. */
export function namespace(cluster: ClusterModel, name: string): NetworkNamespace {
  for (const node of cluster.nodes) {
    if (node.name === name) return node.host;
    const found = node.namespaces.find((one) => one.id === `net:[${name}]`);
    if (found !== undefined) return found;
  }
  throw new Error(`no namespace ${name}`);
}
