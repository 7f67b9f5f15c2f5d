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

export type KubeProxyMode = 'iptables' | 'nftables' | 'ipvs';

const isMode = (text: string): text is KubeProxyMode => text === 'iptables' || text === 'nftables' || text === 'ipvs';

/** What kube-proxy itself says: its /proxyMode, its configuration file, its flag; null where nothing does. */
export function statedMode({ kubeProxy, processes }: NodeModel): KubeProxyMode | null {
  const said = kubeProxy.mode.state === 'known' ? kubeProxy.mode.value.trim() : '';
  if (isMode(said)) return said;
  const process = processes.state === 'known' ? processes.value.find(({ name }) => name === 'kube-proxy') : undefined;
  const flag = process?.flags['proxy-mode'] ?? '';
  return isMode(flag) ? flag : null;
}

/** Traces in the kernel decide where kube-proxy cannot be asked. */
export function modeOf(context: FactContext, node: NodeModel): KubeProxyMode | null {
  const stated = statedMode(node);
  if (stated !== null) return stated;
  for (const family of [4, 6] as const) {
    const tables = tablesOf(context, node, family);
    if (tables?.has('ipvs')) return 'ipvs';
    if (tables?.has('nftables')) return 'nftables';
    if (tables?.has('iptables-nft') || tables?.has('iptables-legacy')) return 'iptables';
  }
  return null;
}
