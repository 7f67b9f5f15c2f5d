import type { Family, VxlanInfo } from '../../parse/records.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { onceSettled } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf } from '../types.ts';
import { DEFAULT_PORT, DEFAULT_VNI, deviceBlueprint } from './device-blueprint.ts';
import { type Member, membersOf, ownMember } from './member.ts';
import { netConf } from './net-conf.ts';
import { families } from './overlay-lists.ts';

const sources = ['ip-link', 'cluster/configmaps', 'cluster/nodes'] as const;

const driftFields = {
  device: 'string',
  family: 'integer',
  actualVni: 'integer',
  actualPort: 'integer',
  others: 'integer',
  create: 'string',
  mac: 'mac',
  mtu: 'integer',
  vni: 'integer',
  local: 'ip',
  underlay: 'string',
  port: 'integer',
  address: 'cidr',
} as const;

/** VNI and UDP port in one word: both ends of a tunnel must have the same. */
interface Tunnel {
  readonly member: Member;
  readonly vni: number;
  readonly port: number;
}

const same = (a: Pick<Tunnel, 'vni' | 'port'>, b: Pick<Tunnel, 'vni' | 'port'>): boolean =>
  a.vni === b.vni && a.port === b.port;

function tunnelsOf(context: FactContext, family: Family): readonly Tunnel[] {
  return context.memo(`flannel tunnels ${family}`, () =>
    membersOf(context, family).flatMap((member) => {
      const vxlan: VxlanInfo | null =
        member.backend === 'vxlan' && member.device.state === 'known' ? member.device.value.vxlan : null;
      return vxlan ? [{ member, vni: vxlan.id, port: vxlan.port }] : [];
    }),
  );
}

/**
 * VNI and port that the network ought to have, when its nodes differ: the configuration's where a node has followed it, else
 * the clear majority's. Undefined: all are alike, or nobody settles it.
 */
function rightTunnel(
  tunnels: readonly Tunnel[],
  context: FactContext,
): Pick<Tunnel, 'vni' | 'port'> | 'alike' | 'unsettled' {
  const [first] = tunnels;
  if (first === undefined || tunnels.every((tunnel) => same(tunnel, first))) return 'alike';
  const config = netConf(context.cluster);
  if (config.state === 'known') {
    const configured = { vni: config.value.vni ?? DEFAULT_VNI, port: config.value.port ?? DEFAULT_PORT };
    if (tunnels.some((tunnel) => same(tunnel, configured))) return configured;
  }
  const majority = tunnels.find((tunnel) => tunnels.filter((other) => same(other, tunnel)).length * 2 > tunnels.length);
  return majority ?? annotated(tunnels) ?? 'unsettled';
}

/** With two nodes and no configuration, the one whose device differs from its own annotation has the wrong VNI. */
function annotated(tunnels: readonly Tunnel[]): Tunnel | undefined {
  const honest = tunnels.filter(({ member, vni }) => {
    const { kubernetes } = member.node;
    const flannel = kubernetes.state === 'known' ? kubernetes.value.flannel : null;
    return (member.family === 4 ? flannel?.vni : flannel?.v6?.vni) === vni;
  });
  return honest.length === 1 ? honest[0] : undefined;
}

function overTunnels(describe: (own: Tunnel, tunnels: readonly Tunnel[], context: FactContext) => readonly Item[]) {
  return ({ node }: TargetOf<'node'>, context: FactContext): FactValue => {
    const items: Item[] = [];
    for (const family of families) {
      const self = ownMember(node, context, family);
      if (self?.backend !== 'vxlan') continue;
      if (self.device.state === 'unknown') return unknownBecause(self.device);
      const tunnels = tunnelsOf(context, family);
      const own = tunnels.find(({ member }) => member.node === node);
      if (own) items.push(...describe(own, tunnels, context));
    }
    return onceSettled(node, context.cluster, listOf(items));
  };
}

/** A device with a wrong setting, with all that it takes to make it anew: neither setting can be changed on one that exists. */
function driftFact(name: string, doc: string, differs: (own: Tunnel, right: Pick<Tunnel, 'vni' | 'port'>) => boolean) {
  return defineFact({
    name,
    target: 'node',
    type: 'list',
    fields: driftFields,
    doc: `${doc} \`others\` is the number of nodes that have it right.`,
    sources,
    compute: overTunnels((own, tunnels, context) => {
      const right = rightTunnel(tunnels, context);
      if (typeof right === 'string' || !differs(own, right) || own.member.device.state !== 'known') return [];
      const { vni, port } = right;
      const blueprint = deviceBlueprint(own.member, context, own.member.device.value);
      const create = blueprint.create === null ? null : `${own.member.family === 4 ? 'flannel.' : 'flannel-v6.'}${vni}`;
      const others = tunnels.filter((tunnel) => same(tunnel, right)).length;
      return [{ ...blueprint, create, vni, port, actualVni: own.vni, actualPort: own.port, others }];
    }),
  });
}

export const tunnelFacts = [
  driftFact(
    'node.flannel.vniDrift',
    "The node's vxlan device, where its VNI (`actualVni`) is not the one (`vni`) that net-conf.json or most of the nodes have.",
    (own, right) => own.vni !== right.vni,
  ),
  driftFact(
    'node.flannel.portDrift',
    "The node's vxlan device, where its UDP port (`actualPort`) is not the one (`port`) that net-conf.json or most of the nodes have.",
    (own, right) => own.port !== right.port,
  ),
  defineFact({
    name: 'node.flannel.tunnelDisputes',
    target: 'node',
    type: 'list',
    fields: {
      peer: 'string',
      device: 'string',
      family: 'integer',
      vni: 'integer',
      port: 'integer',
      theirVni: 'integer',
      theirPort: 'integer',
    },
    doc: 'Nodes with another VNI or UDP port than this one, where neither the configuration nor a majority says which is right.',
    sources,
    compute: overTunnels((own, tunnels, context) =>
      rightTunnel(tunnels, context) !== 'unsettled'
        ? []
        : tunnels
            .filter((tunnel) => !same(own, tunnel) && own.member.name < tunnel.member.name)
            .map(({ member, vni, port }) => ({
              peer: member.name,
              device: own.member.deviceName,
              family: own.member.family,
              vni: own.vni,
              port: own.port,
              theirVni: vni,
              theirPort: port,
            })),
    ),
  }),
] as const;
