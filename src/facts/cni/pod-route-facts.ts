import { parseCidr } from '../../model/ip.ts';
import type { Unknown } from '../../model/reading.ts';
import type { LinkTable, NetworkNamespace, NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { isUp } from '../nic/link-state.ts';
import { podsByNodeName } from '../node/pods-of-node.ts';
import { podSettling, settling } from '../node/settling.ts';
import { defineFact, type FactContext, type Item, type TargetOf, type Unseen } from '../types.ts';
import { cniInUse } from './in-use.ts';
import { type PodVeth, podVeths } from './pod-veth.ts';
import { vethSources } from './veth-facts.ts';

/** Pods on the bridge of the CNI configuration: others are connected in ways that need no such route (ptp, Calico), or are not the cluster's. */
function bridgedPods(node: NodeModel, host: LinkTable): readonly PodVeth[] {
  const cni = cniInUse(node);
  const bridge = cni.state === 'known' ? cni.value.bridge : null;
  return podVeths(node, host).veths.filter(
    ({ inner, outer }) => bridge !== null && outer.master === bridge && isUp(inner) && isUp(outer),
  );
}

/** The family that a pod talks in first; null for one that was not read or has no address. */
function familyOf({ addresses }: NetworkNamespace): Family | null {
  if (addresses.state !== 'known') return null;
  const own = addresses.value.filter(({ device, scope }) => device !== 'lo' && (scope === 'global' || scope === null));
  return own.find(({ family }) => family === 4)?.family ?? own[0]?.family ?? null;
}

/** In any table; two halves of everything (as VPN clients set them) count as well. */
const hasDefaultRoute = ({ routes }: NetworkNamespace, family: Family): boolean =>
  routes[family].state !== 'known' ||
  routes[family].partial !== undefined ||
  routes[family].value.some(
    ({ destination, type }) => type === 'unicast' && (parseCidr(destination)?.prefixLength ?? 32) <= 1,
  );

/** Whether pods of this cluster have default routes is what most of them show: a configuration may leave it out on purpose. */
const isUsual = (context: FactContext): boolean =>
  context.memo('pods have default routes', () => {
    const judged = context.cluster.nodes.flatMap((node) =>
      node.host.links.state === 'known' ? bridgedPods(node, node.host.links.value) : [],
    );
    const lacking = judged.filter(({ netns }) => lackOf(netns) !== null);
    return lacking.length * 2 < judged.length;
  });

function lackOf(netns: NetworkNamespace): 'address' | 'default route' | null {
  const { addresses } = netns;
  if (addresses.state !== 'known' || addresses.partial !== undefined) return null;
  const family = familyOf(netns);
  if (family === null) return 'address';
  return hasDefaultRoute(netns, family) ? null : 'default route';
}

const whoIs = ({ netns }: PodVeth, node: NodeModel): string =>
  netns.pod ? `pod/${netns.label}` : `node/${node.name} ${netns.label}`;

/** A pod that is being made has no address yet, and nothing in its namespace says which one it is. */
function unsettled(veth: PodVeth, node: NodeModel, context: FactContext): Unseen | null {
  const { cluster } = context;
  const { netns } = veth;
  const who = whoIs(veth, node);
  const reason = settling(node, cluster) ?? podSettling(netns.pod, cluster);
  if (reason) return { who, missing: reason.missing, reason: reason.reason };
  if (netns.pod !== null) return null;
  const name = node.kubernetes.state === 'known' ? node.kubernetes.value.name : node.name;
  const making = podsByNodeName(cluster)
    .get(name)
    ?.find(
      (pod) => !pod.hostNetwork && (pod.ips.length === 0 || pod.terminating || podSettling(pod, cluster) !== null),
    );
  return making === undefined
    ? null
    : {
        who,
        missing: 'cluster/pods',
        reason: `it may be that of ${making.namespace}/${making.name}, which is being made or on its way out`,
      };
}

function itemOf({ netns, inner, outer }: PodVeth, node: NodeModel, lacks: 'address' | 'default route'): Item {
  const family = familyOf(netns);
  const own = node.host.addresses.state === 'known' ? node.host.addresses.value : [];
  const gateway = own.find(
    (one) => one.device === outer.master && one.family === family && one.scope !== 'link',
  )?.address;
  const name = netns.name ?? '';
  const plain = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/.test(name);
  const repairable = lacks === 'default route' && gateway !== undefined && plain;
  return {
    pod: netns.label,
    lacks,
    device: outer.name,
    inner: inner.name,
    gateway: repairable ? gateway : null,
    netns: repairable ? name : null,
    redundantPod: repairable ? null : netns.label,
  };
}

/** Why nobody can say what a pod has. */
function unread(netns: NetworkNamespace): Unknown | null {
  if (netns.addresses.state === 'unknown') return netns.addresses;
  const routes = netns.routes[familyOf(netns) ?? 4];
  return routes.state === 'unknown' ? routes : null;
}

function unroutedPods({ node }: TargetOf<'node'>, context: FactContext) {
  return fromReading(node.host.links, (host) => {
    const items: Item[] = [];
    const unseen: Unseen[] = [...podVeths(node, host).unseen];
    for (const veth of bridgedPods(node, host)) {
      const missing = unread(veth.netns);
      const lacks = lackOf(veth.netns);
      if (missing !== null) unseen.push({ who: whoIs(veth, node), missing: missing.missing, reason: missing.reason });
      if (missing !== null || lacks === null || !isUsual(context)) continue;
      const reason = unsettled(veth, node, context);
      if (reason === null) items.push(itemOf(veth, node, lacks));
      else unseen.push(reason);
    }
    return listOf(items, unseen);
  });
}

export const podRouteFacts = [
  defineFact({
    name: 'node.cni.unroutedPods',
    target: 'node',
    type: 'list',
    fields: {
      pod: 'string',
      lacks: 'string',
      device: 'string',
      inner: 'string',
      gateway: 'ip',
      netns: 'string',
      redundantPod: 'string',
    },
    doc: 'Pods on the bridge of the CNI configuration that lack an address or a default route (`lacks`) in their own network namespace, where most pods of the cluster have both. `gateway` and `netns` (its name under /run/netns) are there where the route can be put back, `redundantPod` where the pod has to be made anew.',
    sources: vethSources,
    compute: unroutedPods,
  }),
] as const;
