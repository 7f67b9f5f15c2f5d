import type { LinkTable, NodeModel } from '../../model/types.ts';
import { hasNoCarrier } from '../../walk/topology.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { isUp } from '../nic/link-state.ts';
import { defineFact, type Unseen } from '../types.ts';
import { cniInUse } from './in-use.ts';
import { type PodVeth, podVeths } from './pod-veth.ts';
import { vethFields, vethItem, vethSources } from './veth-facts.ts';

/** States on the way to forwarding: a port that has just been added to a bridge with spanning tree is in them for two forward delays. */
const passing = (state: string) => state === 'listening' || state === 'learning';

/**
 * State of a port that ought to forward; null for one that does, and for one that the kernel disables for a reason that other facts tell
 * (the bridge or the port is down, the end in the pod is).
 */
function otherState({ outer }: PodVeth, host: LinkTable): string | null {
  const bridge = outer.master === null ? undefined : host.byName.get(outer.master);
  if (bridge === undefined || !isUp(bridge) || !isUp(outer) || hasNoCarrier(outer)) return null;
  const state = outer.bridgePort?.state ?? null;
  return state === 'forwarding' ? null : state;
}

function blockedPorts(node: NodeModel, host: LinkTable) {
  const { veths, unseen } = podVeths(node, host);
  const moving: Unseen[] = [];
  const items = veths.flatMap((veth) => {
    const { master, name } = veth.outer;
    const state = otherState(veth, host);
    if (state === null) return [];
    const stp = host.byName.get(master ?? '')?.bridge?.stp === true;
    if (stp && passing(state)) {
      const reason = `spanning tree has ${name} in state ${state}, which passes`;
      moving.push({ who: `node/${node.name} ${veth.netns.label}`, missing: 'ip-link', reason });
      return [];
    }
    return [{ ...vethItem(veth), bridge: master, state, stpBridge: stp ? master : null }];
  });
  return listOf(items, [...unseen, ...moving]);
}

/** Isolated ports reach every port that is not isolated, so that a single one harms nothing; whoever asks the plugin for it means it. */
function isolatedPorts(node: NodeModel, host: LinkTable) {
  const cni = cniInUse(node);
  if (cni.state === 'known' && cni.value.isolatesPorts) return listOf([]);
  const { veths, unseen } = podVeths(node, host);
  const isolated = veths.filter(({ outer }) => outer.master !== null && outer.bridgePort?.isolated === true);
  const several = [...Map.groupBy(isolated, ({ outer }) => outer.master).values()].filter((one) => one.length > 1);
  return listOf(
    several.flat().map((veth) => ({ ...vethItem(veth), bridge: veth.outer.master })),
    unseen,
  );
}

export const bridgePortFacts = [
  defineFact({
    name: 'node.cni.blockedPorts',
    target: 'node',
    type: 'list',
    fields: { ...vethFields, state: 'string', stpBridge: 'string' },
    doc: "Host ends of pod veths that are up, as is their bridge, and that the bridge does not let forward: disabled, listening, learning or blocking. `stpBridge` is the bridge where its spanning tree may have decided so, and not there where someone set the port's state.",
    sources: vethSources,
    compute: ({ node }) => fromReading(node.host.links, (host) => blockedPorts(node, host)),
  }),
  defineFact({
    name: 'node.cni.isolatedPorts',
    target: 'node',
    type: 'list',
    fields: vethFields,
    doc: 'Host ends of pod veths that are isolated from each other: two or more of one bridge, where the CNI configuration does not ask for it (`portIsolation`).',
    sources: vethSources,
    compute: ({ node }) => fromReading(node.host.links, (host) => isolatedPorts(node, host)),
  }),
] as const;
