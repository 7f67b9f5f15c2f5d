import type { CniConfig, NodeModel } from '../../model/types.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';

export const pluginFilesFacts = [
  defineFact({
    name: 'node.cni.missingPlugins',
    target: 'node',
    type: 'list',
    fields: { file: 'string', plugin: 'string', stray: 'string', aside: 'string', next: 'string' },
    doc: 'Plugins that the CNI configuration in use (the first valid file by name) calls and that are in none of the folders that were looked at. Where another file follows whose plugins are all there, `next` is that one, `stray` the first file once more and `aside` a name under which no runtime reads it. Absent where runtimes look in other folders (k3s, --cni-bin-dir).',
    sources: ['cni-config', 'cni-plugins', 'processes'],
    compute: ({ node }) => missingPlugins(node),
  }),
  defineFact({
    name: 'node.cni.foreignFirst',
    target: 'node',
    type: 'list',
    fields: { file: 'string', type: 'string', expected: 'string', expectedType: 'string', aside: 'string' },
    doc: 'One item where the first CNI configuration of the node calls another plugin than that of every other node, and a later file (`expected`) calls theirs. Plugins that hand on to others (multus) do not count.',
    sources: ['cni-config'],
    compute: ({ node }, context) => foreignFirst(node, context),
  }),
] as const;

/** Folders that the probe looks in; runtimes of these programs have others. */
const otherFolders: ReadonlySet<string> = new Set(['k3s', 'k3s-server', 'k3s-agent', 'kubelite', 'microk8s']);

function unusualFolders({ processes }: NodeModel): string | null {
  if (processes.state !== 'known') return null;
  const found = processes.value.find(
    ({ name, flags }) =>
      otherFolders.has(name) ||
      (flags['cni-bin-dir'] !== undefined && flags['cni-bin-dir'] !== '/opt/cni/bin') ||
      (flags['cni-conf-dir'] !== undefined && flags['cni-conf-dir'] !== '/etc/cni/net.d'),
  );
  return found === undefined ? null : `${found.name} has CNI files in other folders`;
}

const isValid = ({ broken, plugins }: CniConfig): boolean => broken === undefined && plugins.length > 0;

function missingPlugins(node: NodeModel): FactValue {
  const { configs, plugins } = node.cni;
  if (configs.state !== 'known')
    return configs.state === 'unknown' ? unknownBecause(configs) : absentBecause(configs.reason);
  if (node.kubernetes.state === 'absent') return absentBecause(node.kubernetes.reason);
  const valid = configs.value.filter(isValid);
  const [first] = valid;
  if (first === undefined) return absentBecause('no valid CNI configuration');
  const elsewhere = unusualFolders(node);
  if (elsewhere !== null) return absentBecause(elsewhere);
  if (plugins.state === 'unknown') return unknownBecause(plugins);
  // No plugin at all: they are in a folder that nobody looked in, or this machine starts no pods.
  if (plugins.state === 'absent') return absentBecause(plugins.reason);
  const there = new Set(plugins.value);
  const missing = (config: CniConfig): readonly string[] => [...calledBy(config)].filter((name) => !there.has(name));
  const next = valid.find((config) => config !== first && missing(config).length === 0);
  return listOf(
    missing(first).map(
      (plugin): Item => ({
        file: first.file,
        plugin,
        stray: next === undefined ? null : first.file,
        aside: next === undefined ? null : `${first.file}.off`,
        next: next?.file ?? null,
      }),
    ),
  );
}

/** Plugins by their type, with those that they call in turn: address management, and what flannel's plugin delegates to. */
function calledBy({ plugins }: CniConfig): ReadonlySet<string> {
  const names = new Set<string>();
  for (const plugin of plugins) {
    names.add(plugin.type);
    const delegate = partOf(plugin.delegate);
    // flannel's plugin calls the plugin `bridge` and host-local unless it is told otherwise (cni-plugin, flannel_linux.go).
    if (plugin.type === 'flannel') {
      names.add(typeOf(delegate) ?? 'bridge');
      names.add(typeOf(partOf(delegate?.ipam)) ?? 'host-local');
    }
    const ipam = typeOf(partOf(plugin.ipam));
    if (ipam !== null) names.add(ipam);
  }
  return names;
}

const partOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
const typeOf = (part: Readonly<Record<string, unknown>> | undefined): string | null =>
  typeof part?.type === 'string' && part.type !== '' ? part.type : null;

/** They read the next configuration themselves. */
const handingOn: ReadonlySet<string> = new Set(['multus', 'multus-shim', 'genie', 'danm', 'knitter']);

const typeInUse = ({ cni: { configs } }: NodeModel): string | null =>
  configs.state === 'known' ? (configs.value.find(isValid)?.plugins[0]?.type ?? null) : null;

function foreignFirst(node: NodeModel, { cluster }: FactContext): FactValue {
  const { configs } = node.cni;
  if (configs.state !== 'known')
    return configs.state === 'unknown' ? unknownBecause(configs) : absentBecause(configs.reason);
  const [first, ...later] = configs.value.filter(isValid);
  const own = first?.plugins[0]?.type;
  if (first === undefined || own === undefined || later.length === 0 || handingOn.has(own)) return listOf([]);
  const others = new Set(cluster.nodes.filter((other) => other !== node).flatMap((other) => typeInUse(other) ?? []));
  const [theirs] = others;
  const expected = later.find(({ plugins }) => plugins[0]?.type === theirs);
  if (others.size !== 1 || theirs === undefined || theirs === own || expected === undefined) return listOf([]);
  return listOf([
    { file: first.file, type: own, expected: expected.file, expectedType: theirs, aside: `${first.file}.off` },
  ]);
}
