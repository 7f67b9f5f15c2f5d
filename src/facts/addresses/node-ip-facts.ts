import { cidrContains, parseAddress, parseCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Address } from '../../parse/records.ts';
import { listOf, unknownBecause } from '../fact-value.ts';
import { getOrMake } from '../get-or-make.ts';
import { onceSettled } from '../node/settling.ts';
import { defineFact, type FactContext, type FactValue, type TargetOf } from '../types.ts';
import { isYounger } from './pod-cidr-facts.ts';

const sources = ['cluster/nodes', 'ip-addr', 'uptime'] as const;

const internalIps = ({ kubernetes }: NodeModel): readonly string[] =>
  kubernetes.state === 'known' ? kubernetes.value.internalIps : [];

/** Whether the machine has an address; null where nobody could look at all of them. */
function has({ host: { addresses } }: NodeModel, wanted: string): boolean | null {
  if (addresses.state !== 'known') return null;
  if (addresses.value.some(({ address }) => address === wanted)) return true;
  return addresses.partial === undefined ? false : null;
}

function foreign({ node }: TargetOf<'node'>, context: FactContext): FactValue {
  const { addresses } = node.host;
  if (node.kubernetes.state === 'unknown') return unknownBecause(node.kubernetes);
  if (internalIps(node).length > 0 && addresses.state === 'unknown') return unknownBecause(addresses);
  const items = internalIps(node)
    .filter((address) => has(node, address) === false)
    .map((address) => {
      const right = uplinkAddress(node, address);
      return { address, expected: right?.address ?? null, device: right?.device ?? null };
    });
  return onceSettled(node, context.cluster, listOf(items));
}

/** The address of the device that the default route takes: what kubelet registers unless it is told otherwise. */
function uplinkAddress(node: NodeModel, like: string): Address | undefined {
  const family = parseAddress(like)?.family ?? 4;
  const routes = node.host.routes[family];
  const hop = (routes.state === 'known' ? routes.value : [])
    .filter(({ destination }) => parseCidr(destination)?.prefixLength === 0)
    .sort((a, b) => a.metric - b.metric)[0]?.nextHops[0];
  const { addresses } = node.host;
  if (!hop || addresses.state !== 'known') return undefined;
  return addresses.value.find((own) => own.device === hop.device && own.family === family && own.scope !== 'link');
}

function shared({ node }: TargetOf<'node'>, context: FactContext): FactValue {
  if (node.kubernetes.state === 'unknown') return unknownBecause(node.kubernetes);
  const items = internalIps(node).flatMap((address) =>
    holdersBefore(node, address, context).map((peer) => ({ address, peer })),
  );
  return onceSettled(node, context.cluster, listOf(items));
}

/** So many holders of one address are named: thousands of cloned machines would each name all others. */
const NAMED = 10;

interface Holders {
  /** Those that come first are right: of two nodes that registered one address, the one that does not have it is wrong, else the one that came later. */
  readonly order: readonly NodeModel[];
  readonly places: ReadonlyMap<NodeModel, number>;
  /** How many of them may have it. */
  readonly having: number;
}

/** The nodes that registered an address with more right than this one does, by name. */
function holdersBefore(node: NodeModel, address: string, context: FactContext): readonly string[] {
  const holders = holdersOf(context).get(address);
  const place = holders?.places.get(node);
  if (holders === undefined || place === undefined) return [];
  // None of those that do not have it has more right than another: each names all others.
  const before = holders.order.slice(0, place < holders.having ? Math.min(place, NAMED) : NAMED + 1);
  return before
    .filter((other) => other !== node)
    .slice(0, NAMED)
    .map(({ name }) => name)
    .sort();
}

function holdersOf(context: FactContext): ReadonlyMap<string, Holders> {
  return context.memo('holders of InternalIPs', () => {
    const byAddress = new Map<string, NodeModel[]>();
    for (const each of context.cluster.nodes)
      for (const address of new Set(internalIps(each))) getOrMake(byAddress, address, (): NodeModel[] => []).push(each);
    const holders = new Map<string, Holders>();
    for (const [address, nodes] of byAddress) {
      if (nodes.length < 2) continue;
      const sorted = nodes.sort((a, b) => (isYounger(a, b) ? 1 : -1));
      const lacking = new Set(sorted.filter((each) => has(each, address) === false));
      const order = [...sorted.filter((each) => !lacking.has(each)), ...lacking];
      const places = new Map(order.map((each, place) => [each, place]));
      holders.set(address, { order, places, having: order.length - lacking.size });
    }
    return holders;
  });
}

/** All other nodes registered an address of one network, in which this node has an address as well; but it registered another. */
function ofOtherNic({ node }: TargetOf<'node'>, context: FactContext): FactValue {
  const { addresses } = node.host;
  if (node.kubernetes.state === 'unknown') return unknownBecause(node.kubernetes);
  if (internalIps(node).length > 0 && addresses.state === 'unknown') return unknownBecause(addresses);
  const items = ([4, 6] as const).flatMap((family) => {
    const ofFamily = (each: NodeModel) =>
      internalIps(each).filter((address) => parseAddress(address)?.family === family);
    const [address] = ofFamily(node);
    const mine = addresses.state === 'known' ? addresses.value.find((own) => own.address === address) : undefined;
    const firsts = context.memo(`first InternalIPs ${family}`, () =>
      context.cluster.nodes.map((each) => ({ node: each, address: ofFamily(each)[0] })),
    );
    // Mostly the first other node settles it, without a look at thousands of them.
    const near = firsts.find((other) => other.node !== node && other.address !== undefined)?.address;
    if (mine === undefined || near === undefined || isBeside(mine, near)) return [];
    const others = firsts.flatMap((other) => (other.node === node ? [] : (other.address ?? [])));
    if (others.length < 2 || address === undefined || mine === undefined || addresses.state !== 'known') return [];
    const beside = addresses.value.find(
      (own) => own.device !== mine.device && others.every((other) => isBeside(own, other)),
    );
    return beside && !others.some((other) => isBeside(mine, other))
      ? [
          {
            address,
            device: mine.device,
            expected: beside.address,
            expectedDevice: beside.device,
            others: others.length,
          },
        ]
      : [];
  });
  return onceSettled(node, context.cluster, listOf(items));
}

function isBeside(own: Address, address: string): boolean {
  const network = parseCidr(`${own.address}/${own.prefixLength}`);
  const parsed = parseAddress(address);
  return network !== undefined && parsed !== undefined && cidrContains(network, parsed);
}

export const nodeIpFacts = [
  defineFact({
    name: 'node.addresses.foreignInternalIps',
    target: 'node',
    type: 'list',
    fields: { address: 'ip', expected: 'ip', device: 'string' },
    doc: 'InternalIPs of the Node object that no device of the machine has; `expected` is the address of the device that the default route takes.',
    sources: [...sources, 'ip-route4', 'ip-route6'],
    compute: foreign,
  }),
  defineFact({
    name: 'node.addresses.sharedInternalIps',
    target: 'node',
    type: 'list',
    fields: { address: 'ip', peer: 'string' },
    doc: 'InternalIPs of the Node object that another node (`peer`) registered first, or is the one to have.',
    sources,
    compute: shared,
  }),
  defineFact({
    name: 'node.addresses.internalIpsOfOtherNic',
    target: 'node',
    type: 'list',
    fields: { address: 'ip', device: 'string', expected: 'ip', expectedDevice: 'string', others: 'integer' },
    doc: 'InternalIPs in a network of their own, where the node has an address (`expected`) in the one network that all other nodes registered theirs in.',
    sources,
    compute: ofOtherNic,
  }),
] as const;
