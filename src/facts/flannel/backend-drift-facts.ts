import { secondsBeforeNodes } from '../../model/time.ts';
import type { ClusterModel, NodeModel } from '../../model/types.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { getOrMake } from '../get-or-make.ts';
import { onceSettled, settling } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { type Backend, flannelBackend } from './backend.ts';
import { netConf } from './net-conf.ts';

const sources = ['cluster/nodes', 'cluster/configmaps', 'cluster/pods', 'ip-link', 'flannel-subnet-env'] as const;

/** A flanneld that started this short a time ago may still take over a new configuration, and the others after it. */
const ROLLING_SECONDS = 60;

interface Backends {
  /** Linux nodes by backend; Windows has a mode of its own. */
  readonly nodes: ReadonlyMap<Backend, readonly NodeModel[]>;
  readonly unseen: readonly Unseen[];
  /** What net-conf.json asks for; null where it was not read. */
  readonly configured: string | null;
}

function backendsOf(context: FactContext): Backends {
  return context.memo('flannel backends', () => {
    const { cluster } = context;
    const nodes = new Map<Backend, NodeModel[]>();
    const unseen: Unseen[] = [];
    for (const node of cluster.nodes) {
      if (node.kubernetes.state === 'known' && node.kubernetes.value.operatingSystem === 'windows') continue;
      const backend = flannelBackend(node, cluster);
      if (backend.state === 'known') getOrMake(nodes, backend.value, (): NodeModel[] => []).push(node);
      else if (backend.state === 'unknown')
        unseen.push({ who: `node/${node.name}`, missing: backend.missing, reason: backend.reason });
    }
    const config = netConf(cluster);
    return { nodes, unseen, configured: config.state === 'known' ? config.value.backend : null };
  });
}

/** The backend that the network ought to have where its nodes differ: the configured one if a node has it, else the majority's. */
function rightBackend({ nodes, configured }: Backends): Backend | undefined {
  if (nodes.size < 2) return undefined;
  const total = [...nodes.values()].reduce((sum, { length }) => sum + length, 0);
  return (
    [...nodes.keys()].find((backend) => backend === configured) ??
    [...nodes].find(([, { length }]) => length * 2 > total)?.[0]
  );
}

/** Why nodes may differ for a while: their flannel pods are being replaced one after another. */
function rolling(cluster: ClusterModel): { readonly missing: string; readonly reason: string } | undefined {
  const pods = cluster.pods.state === 'known' ? cluster.pods.value.filter(({ owner }) => /flannel/.test(owner)) : [];
  const young = pods.find((pod) => {
    const age = secondsBeforeNodes(cluster, pod.createdAt);
    return age !== null && age < ROLLING_SECONDS;
  });
  return (
    young && {
      missing: 'cluster/pods',
      reason: `pod ${young.namespace}/${young.name} has just been started: flannel is being replaced`,
    }
  );
}

function backendDrift(node: NodeModel, context: FactContext): FactValue {
  const own = flannelBackend(node, context.cluster);
  if (own.state === 'unknown') return unknownBecause(own);
  const all = backendsOf(context);
  const right = rightBackend(all);
  if (own.state !== 'known' || right === undefined || own.value === right || !isJudged(node, all)) return listOf([]);
  const item: Item = { actual: own.value, expected: right, others: all.nodes.get(right)?.length ?? 0 };
  const reason = rolling(context.cluster);
  return reason ? unknownBecause(reason) : onceSettled(node, context.cluster, listOf([item]));
}

const isJudged = (node: NodeModel, { nodes }: Backends): boolean =>
  [...nodes.values()].some((all) => all.includes(node));

function overCluster(context: FactContext, describe: (all: Backends) => readonly Item[]): FactValue {
  const all = backendsOf(context);
  const items = describe(all);
  if (items.length === 0) return listOf([], all.nodes.size === 0 ? [] : all.unseen);
  const young = context.cluster.nodes.map((node) => settling(node, context.cluster)).find((why) => why !== null);
  const reason = rolling(context.cluster) ?? young;
  return reason ? unknownBecause(reason) : listOf(items, all.unseen);
}

const names = (nodes: readonly NodeModel[]): string =>
  nodes
    .slice(0, 10)
    .map(({ name }) => name)
    .join(', ');

const fields = { backend: 'string', configured: 'string', nodes: 'string', count: 'integer' } as const;

export const backendDriftFacts = [
  defineFact({
    name: 'node.flannel.backendDrift',
    target: 'node',
    type: 'list',
    fields: { actual: 'string', expected: 'string', others: 'integer' },
    doc: "The node's flannel backend, where it is another one than net-conf.json asks for and `others` nodes have, or than most nodes have.",
    sources,
    compute: ({ node }, context) => backendDrift(node, context),
  }),
  defineFact({
    name: 'cluster.flannel.backendDisputes',
    target: 'cluster',
    type: 'list',
    fields,
    doc: "flannel's backends with the nodes that use them, where nodes differ and neither net-conf.json nor a majority says which is right.",
    sources,
    compute: (_, context) =>
      overCluster(context, (all) =>
        all.nodes.size < 2 || rightBackend(all) !== undefined
          ? []
          : [...all.nodes]
              .map(([backend, nodes]) => ({
                backend,
                configured: all.configured,
                nodes: names(nodes),
                count: nodes.length,
              }))
              .sort((a, b) => (a.backend < b.backend ? -1 : 1)),
      ),
  }),
  defineFact({
    name: 'cluster.flannel.backendsNotApplied',
    target: 'cluster',
    type: 'list',
    fields,
    doc: 'The backend that all nodes use, where net-conf.json asks for another one.',
    sources,
    compute: (_, context) => {
      const config = netConf(context.cluster);
      if (config.state === 'unknown') return unknownBecause(config);
      return overCluster(context, ({ nodes, configured }) => {
        const [only] = nodes;
        return only === undefined || nodes.size > 1 || configured === null || only[0] === configured
          ? []
          : [{ backend: only[0], configured, nodes: names(only[1]), count: only[1].length }];
      });
    },
  }),
  defineFact({
    name: 'cluster.flannel.userspaceNodes',
    target: 'cluster',
    type: 'list',
    fields,
    doc: 'Nodes whose flannel backend is udp, which passes every packet through flanneld.',
    sources,
    compute: (_, context) => {
      const all = backendsOf(context);
      const nodes = all.nodes.get('udp') ?? [];
      return listOf(
        nodes.length === 0
          ? []
          : [{ backend: 'udp', configured: all.configured, nodes: names(nodes), count: nodes.length }],
        all.unseen,
      );
    },
  }),
] as const;
