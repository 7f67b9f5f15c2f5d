import { listOf, unknownBecause } from '../fact-value.ts';
import { getOrMake } from '../get-or-make.ts';
import { nodeObjects } from '../node/node-objects.ts';
import { onceSettled, settling } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf, type Unseen } from '../types.ts';
import { membersOf, ownMember, peersOf } from './member.ts';
import { families } from './overlay-lists.ts';
import { addressBeside, type PublicIp, publicIpOf, rightPublicIp } from './public-ip.ts';

const sources = ['cluster/nodes', 'cluster/daemonsets', 'ip-addr', 'ip-link', 'processes'] as const;

function overPublicIps(describe: (own: PublicIp, context: FactContext) => Item | undefined) {
  return ({ node }: TargetOf<'node'>, context: FactContext): FactValue => {
    const items: Item[] = [];
    if (node.kubernetes.state === 'unknown') return unknownBecause(node.kubernetes);
    for (const family of families) {
      const self = ownMember(node, context, family);
      const own = self && publicIpOf(self, context);
      if (!own || own.chosen) continue;
      if (own.own === null && node.host.addresses.state === 'unknown') return unknownBecause(node.host.addresses);
      const item = describe(own, context);
      if (item) items.push(item);
    }
    return onceSettled(node, context.cluster, listOf(items));
  };
}

/** A node that is found to announce what it does not have has a finding of its own. */
const isForeign = ({ own, chosen }: PublicIp): boolean => own === false && !chosen;

function sharedPublicIps(context: FactContext): FactValue {
  const nodes = nodeObjects(context.cluster);
  if ('state' in nodes) return unknownBecause(nodes);
  const items: Item[] = [];
  const unseen: Unseen[] = [...nodes.unseen];
  for (const family of families) {
    const byAddress = new Map<string, PublicIp[]>();
    for (const member of membersOf(context, family)) {
      const own = publicIpOf(member, context);
      if (own && !isForeign(own)) getOrMake(byAddress, own.told, (): PublicIp[] => []).push(own);
    }
    for (const [address, sharers] of [...byAddress].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (sharers.length < 2) continue;
      const young = sharers
        .map(({ member }) => settling(member.node, context.cluster))
        .find((reason) => reason !== null);
      const names = sharers.map(({ member }) => member.name);
      if (young) unseen.push({ who: `node/${names[0]}`, missing: young.missing, reason: young.reason });
      else items.push({ family, address, nodes: names.slice(0, 10).join(', '), count: names.length });
    }
  }
  return listOf(items, unseen);
}

/**
 * The address lies in a network that no other node announces an address of, while the node has another one in the network of all
 * the others: flanneld has taken the wrong NIC.
 */
function besideTheOthers({ member, told }: PublicIp, context: FactContext): Item | undefined {
  const mine = addressBeside(member.node, member.family, told);
  if (mine === undefined || mine.address !== told) return undefined;
  // Mostly the first other node settles it, without a look at thousands of them.
  const near = membersOf(context, member.family).find(
    ({ node, endpoint }) => node !== member.node && endpoint !== null,
  );
  if (near?.endpoint && addressBeside(member.node, member.family, near.endpoint)?.device === mine.device)
    return undefined;
  const others = peersOf(member, context).flatMap(({ endpoint }) => endpoint ?? []);
  if (others.length < 2) return undefined;
  const beside = others.map((endpoint) => addressBeside(member.node, member.family, endpoint));
  const [first] = beside;
  if (first === undefined || first.device === mine.device || beside.some((own) => own?.device !== first.device))
    return undefined;
  return {
    family: member.family,
    address: told,
    device: mine.device,
    expected: first.address,
    expectedDevice: first.device,
    others: others.length,
  };
}

export const publicIpFacts = [
  defineFact({
    name: 'node.flannel.foreignPublicIps',
    target: 'node',
    type: 'list',
    fields: { family: 'integer', annotation: 'string', address: 'ip', expected: 'ip' },
    doc: 'Tunnel endpoints that the node announces by its annotations and does not have, unless somebody chose them (public-ip-overwrite, `--public-ip`); `expected` is the address that flanneld would announce.',
    sources,
    compute: overPublicIps(({ member, annotation, told, own }) =>
      own === false ? { family: member.family, annotation, address: told, expected: rightPublicIp(member) } : undefined,
    ),
  }),
  defineFact({
    name: 'node.flannel.publicIpsOfOtherNic',
    target: 'node',
    type: 'list',
    fields: {
      family: 'integer',
      address: 'ip',
      device: 'string',
      expected: 'ip',
      expectedDevice: 'string',
      others: 'integer',
    },
    doc: 'Tunnel endpoints of the node in a network of its own, where the node has an address (`expected`) in the network that all other nodes announce theirs in.',
    sources,
    compute: overPublicIps(besideTheOthers),
  }),
  defineFact({
    name: 'cluster.flannel.sharedPublicIps',
    target: 'cluster',
    type: 'list',
    fields: { family: 'integer', address: 'ip', nodes: 'string', count: 'integer' },
    doc: 'Tunnel endpoints that several nodes announce. A node that is seen not to have the address is not counted: see node.flannel.foreignPublicIps.',
    sources,
    compute: (_, context) => sharedPublicIps(context),
  }),
] as const;
