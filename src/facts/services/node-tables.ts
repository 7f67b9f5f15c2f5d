import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import type { FactContext } from '../types.ts';
import { type KernelTable, kernelTables, type ServiceBackend } from './kernel-table.ts';

/** Service rules of a node by back end, computed once; undefined where netfilter could not be read. */
export function tablesOf(
  context: FactContext,
  node: NodeModel,
  family: Family,
): ReadonlyMap<ServiceBackend, KernelTable> | undefined {
  return context.memo(`service rules of ${node.name} ${family}`, () => {
    const netfilter = node.host.netfilter[family];
    if (netfilter.state === 'unknown') return undefined;
    const ipvs = node.ipvs.state === 'known' ? node.ipvs.value : [];
    return netfilter.state === 'known' ? kernelTables(netfilter.value, family, ipvs) : new Map();
  });
}
