import type { NodeModel } from '../../model/types.ts';
import type { Link } from '../../parse/records.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { hasNoCarrier, isUp } from '../nic/link-state.ts';
import { defineFact, type TargetOf } from '../types.ts';
import { type PodVeth, podVeths } from './pod-veth.ts';

const sources = [
  'ip-link',
  'ip-addr',
  'ip-route4',
  'ip-route6',
  'cni-config',
  'flannel-subnet-env',
  'cluster/pods',
] as const;
const fields = { device: 'string', pods: 'integer', gateway: 'cidr', ipv6Gateway: 'cidr', mtu: 'integer' } as const;

/** Bridges that running pods are wired to, as far as `matches` says; undefined stands for one that does not exist. */
function overBridges(matches: (bridge: Link | undefined) => boolean) {
  return ({ node }: TargetOf<'node'>) =>
    fromReading(node.host.links, (host) => {
      const { veths, unseen } = podVeths(node, host);
      const found = bridgesOf(veths).filter(({ device }) => matches(host.byName.get(device)));
      return listOf(
        found.map((bridge) => ({ ...bridge, ...flannelSettings(node) })),
        unseen,
      );
    });
}

function bridgesOf(veths: readonly PodVeth[]): readonly { readonly device: string; readonly pods: number }[] {
  const counts = new Map<string, number>();
  for (const { bridge } of veths) if (bridge !== null) counts.set(bridge, (counts.get(bridge) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([device, pods]) => ({ device, pods }));
}

function flannelSettings(node: NodeModel): {
  readonly gateway: string | null;
  readonly ipv6Gateway: string | null;
  readonly mtu: number | null;
} {
  const env = node.flannelSubnetEnv.state === 'known' ? node.flannelSubnetEnv.value : null;
  return { gateway: env?.subnet ?? null, ipv6Gateway: env?.ipv6Subnet ?? null, mtu: env?.mtu ?? null };
}

export const bridgeFacts = [
  defineFact({
    name: 'node.cni.missingBridges',
    target: 'node',
    type: 'list',
    fields,
    doc: 'Bridges that running pods have their gateway on and that do not exist; `gateway`, `ipv6Gateway` and `mtu` are what flannel gives them.',
    sources,
    compute: overBridges((bridge) => bridge === undefined),
  }),
  defineFact({
    name: 'node.cni.downBridges',
    target: 'node',
    type: 'list',
    fields,
    doc: 'Bridges with the gateway of running pods that are administratively down.',
    sources,
    compute: overBridges((bridge) => bridge !== undefined && !isUp(bridge)),
  }),
  defineFact({
    name: 'node.cni.bridgesWithoutCarrier',
    target: 'node',
    type: 'list',
    fields,
    doc: 'Bridges with the gateway of running pods that are up and have no working port.',
    sources,
    compute: overBridges((bridge) => bridge !== undefined && isUp(bridge) && hasNoCarrier(bridge)),
  }),
] as const;
