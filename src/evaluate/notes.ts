import { isModelled } from '../facts/targets.ts';
import type { ClusterModel, NodeModel } from '../model/types.ts';

/** CNI plugins whose traces on a node netlint can judge, and those that only pass on to others. */
const modelledPlugins = new Set([
  'flannel',
  'bridge',
  'host-local',
  'portmap',
  'loopback',
  'bandwidth',
  'tuning',
  'firewall',
  'ptp',
  'sbr',
  'static',
  'dhcp',
  'host-device',
  'vlan',
]);

const NAMED_NODES = 3;
/** Outputs with lines that were not understood; more than these are counted. */
const NAMED_OUTPUTS = 10;

/** What netlint does not model here, and what it could not read: each said once. */
export function notesOf(cluster: ClusterModel): readonly string[] {
  const notes = [...upgradeNotes(cluster)];
  const foreign = cluster.nodes.filter((node) => !isModelled(node)).map(({ name }) => name);
  if (foreign.length > 0) notes.push(`Windows nodes are not modelled, so no rule applies to them: ${some(foreign)}.`);
  for (const [plugin, nodes] of [...unknownPlugins(cluster.nodes)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    notes.push(`The CNI plugin ${plugin} is not modelled (${some(nodes)}): what it alone sets up is not judged.`);
  }
  return [...notes, ...notUnderstood(cluster.nodes)];
}

/** What the judgement is about, where it is about an upgrade. */
function upgradeNotes({ upgrade, apiServerVersion }: ClusterModel): readonly string[] {
  if (upgrade === null) return [];
  const { target, newest } = upgrade;
  const from = apiServerVersion.state === 'known' ? ` from ${apiServerVersion.value}` : '';
  const plans = target.major === newest.major && target.minor > newest.minor;
  return [
    `Judged for an upgrade${from} to ${target.major}.${target.minor}.`,
    ...(plans
      ? [`Of releases after ${newest.major}.${newest.minor} netlint only knows what was planned when it was made.`]
      : []),
  ];
}

function unknownPlugins(nodes: readonly NodeModel[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, cni } of nodes) {
    // The runtime uses the first configuration by file name; the others are not in use.
    const first =
      cni.configs.state === 'known' ? cni.configs.value.find(({ broken }) => broken === undefined) : undefined;
    for (const type of new Set(first?.plugins.map((plugin) => plugin.type) ?? [])) {
      if (!modelledPlugins.has(type)) found.set(type, [...(found.get(type) ?? []), name]);
    }
  }
  return found;
}

function notUnderstood(nodes: readonly NodeModel[]): readonly string[] {
  const notes: string[] = [];
  for (const node of nodes) {
    const outputs = new Map<string, { count: number; first: string }>();
    for (const { probe, netns, line, text, why } of node.notUnderstood()) {
      const key = `${probe} on ${node.name}${netns === 'host' ? '' : ` (${netns})`}`;
      const before = outputs.get(key);
      if (before) before.count++;
      else outputs.set(key, { count: 1, first: `line ${line}, "${text}": ${why}` });
    }
    for (const [key, { count, first }] of [...outputs].sort(([a], [b]) => (a < b ? -1 : 1))) {
      notes.push(`${key}: ${count === 1 ? '1 line was' : `${count} lines were`} not understood (${first}).`);
    }
  }
  if (notes.length <= NAMED_OUTPUTS) return notes;
  return [
    ...notes.slice(0, NAMED_OUTPUTS),
    `Lines of ${notes.length - NAMED_OUTPUTS} more outputs were not understood.`,
  ];
}

const some = (names: readonly string[]): string =>
  names.length <= NAMED_NODES
    ? names.join(', ')
    : `${names.slice(0, NAMED_NODES).join(', ')} and ${names.length - NAMED_NODES} more`;
