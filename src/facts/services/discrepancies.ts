import type { NodeModel } from '../../model/types.ts';
import type { FactContext } from '../types.ts';
import { type Expected, expectedServices } from './expected.ts';
import type { KernelTable, ServiceBackend } from './kernel-table.ts';
import { modeOf, tablesOf } from './kube-proxy-mode.ts';
import { staleBackend } from './stale-backend.ts';

export interface Discrepancy {
  readonly expected: Expected;
  /** missing: no rule although there are ready endpoints; drift: rules lead elsewhere. */
  readonly kind: 'missing' | 'drift';
  readonly stale: readonly string[];
  readonly lost: readonly string[];
  readonly refused: boolean;
  readonly total: number;
}

export interface NodeDiscrepancies {
  readonly byService: ReadonlyMap<string, readonly Discrepancy[]>;
  /** Service addresses with endpoints that were compared, and how many of them had no rule. */
  readonly compared: number;
  readonly missing: number;
}

/**
 * Compares what the node's kernel does with what the API says, Service by Service, as sets; linear in the number of endpoints. undefined
 * where one of the two is not known, null where the node has no kube-proxy rules of any kind to compare.
 */
export function discrepanciesOf(context: FactContext, node: NodeModel): NodeDiscrepancies | undefined | null {
  return context.memo(`service discrepancies of ${node.name}`, () => {
    const all = expectedServices(context);
    if (all === undefined) return undefined;
    const mode = modeOf(context, node);
    if (mode === null) return null;
    const byService = new Map<string, Discrepancy[]>();
    let compared = 0;
    let missing = 0;
    const table = { 4: currentTable(context, node, 4), 6: currentTable(context, node, 6) };
    if (table[4] === undefined) return undefined;
    for (const expected of all) {
      if (expected.ready.length === 0 || restrictedAway(expected, node)) continue;
      const kernel = table[expected.address.includes(':') ? 6 : 4];
      if (kernel === undefined) continue;
      compared++;
      const found = compare(expected, kernel, node);
      if (found === null) continue;
      if (found.kind === 'missing') missing++;
      const name = `${expected.service.namespace}/${expected.service.name}`;
      const same = byService.get(name);
      if (same) same.push(found);
      else byService.set(name, [found]);
    }
    return { byService, compared, missing };
  });
}

/** The table that kube-proxy keeps up to date; an empty one where it should have one and has not. */
function currentTable(context: FactContext, node: NodeModel, family: 4 | 6): KernelTable | undefined {
  const tables = tablesOf(context, node, family);
  if (tables === undefined) return undefined;
  const netfilter = node.host.netfilter[family];
  const stale =
    tables.has('iptables-legacy') && tables.has('iptables-nft') && netfilter.state === 'known'
      ? staleBackend(context, node, netfilter.value, family)
      : null;
  const order: readonly ServiceBackend[] = ['ipvs', 'nftables', 'iptables-nft', 'iptables-legacy'];
  const current = order.find((backend) => backend !== stale && tables.has(backend));
  return current === undefined ? new Map() : tables.get(current);
}

const isLocalOnly = ({ service }: Expected): boolean => service.internalTrafficPolicy === 'Local';

const restrictedAway = (expected: Expected, node: NodeModel): boolean =>
  isLocalOnly(expected) && !expected.ready.some((endpoint) => endpoint.node === node.name);

function compare(expected: Expected, table: KernelTable, node: NodeModel): Discrepancy | null {
  const kernel = table.get(expected.key);
  const wanted = isLocalOnly(expected)
    ? expected.ready.filter((endpoint) => endpoint.node === node.name)
    : expected.ready;
  if (kernel === undefined)
    return { expected, kind: 'missing', stale: [], lost: wanted.map(({ text }) => text), refused: false, total: 0 };
  const stale = [...kernel.endpoints].filter((endpoint) => !expected.allowed.has(endpoint));
  const lost = wanted.filter(({ text }) => !kernel.endpoints.has(text)).map(({ text }) => text);
  // Hints and local policies leave endpoints out on purpose, but never all of them.
  const restricted = (expected.hinted || isLocalOnly(expected)) && kernel.endpoints.size > stale.length;
  if (stale.length === 0 && (lost.length === 0 || restricted)) return null;
  return {
    expected,
    kind: 'drift',
    stale,
    lost: restricted ? [] : lost,
    refused: kernel.refused,
    total: kernel.endpoints.size,
  };
}
