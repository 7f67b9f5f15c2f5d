import { type Cidr, formatAddress, formatCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import { getOrMake } from '../get-or-make.ts';
import type { FactContext, Unseen } from '../types.ts';
import { type HostNetwork, hostNetworks } from './host-networks.ts';

/** What the machines need, said once however many of them need it. */
export interface Need extends HostNetwork {
  readonly text: string;
  readonly nodes: readonly NodeModel[];
}

export function needsOf(context: FactContext): readonly Need[] {
  return context.memo('needs of the machines', () => {
    const needs = new Map<string, { need: HostNetwork; text: string; nodes: NodeModel[] }>();
    for (const node of context.cluster.nodes)
      for (const need of hostNetworks(node)) {
        const text = cidrText(need.cidr);
        const made = getOrMake(needs, `${need.kind} ${text} ${need.device}`, () => ({ need, text, nodes: [] }));
        if (!made.nodes.includes(node)) made.nodes.push(node);
      }
    return [...needs.values()].map(({ need, text, nodes }) => ({ ...need, text, nodes }));
  });
}

const cidrText = (cidr: Cidr): string =>
  cidr.first === cidr.last ? formatAddress(cidr.family, cidr.first) : formatCidr(cidr);

export const namesOf = (nodes: readonly NodeModel[]): string =>
  nodes
    .slice(0, 10)
    .map(({ name }) => name)
    .join(', ');

/** Machines whose addresses and routes nobody read: what they need may lie in a pod network, too. */
export const unreadNodes = (context: FactContext): readonly Unseen[] =>
  context.cluster.nodes.flatMap(({ name, host }): Unseen[] =>
    host.addresses.state === 'unknown'
      ? [{ who: `node/${name}`, missing: host.addresses.missing, reason: host.addresses.reason }]
      : [],
  );
