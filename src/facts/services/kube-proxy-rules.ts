import type { NetfilterModel } from '../../model/netfilter.ts';
import type { NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import type { FactContext, Unseen } from '../types.ts';
import { kernelServices } from './kernel-services.ts';
import type { KernelServices, ServiceBackend } from './kernel-services-entry.ts';
import { kubeProxyPresence, type Presence } from './kube-proxy-presence.ts';

export type ProxyMode = 'iptables' | 'nftables' | 'ipvs';

type Undecided = Extract<Presence, { state: 'none' | 'unknown' }>;

const modes: ReadonlySet<string> = new Set<ProxyMode>(['iptables', 'nftables', 'ipvs']);

/** The rules that kube-proxy has written on a node, by back end and family; nothing where they could not be read. */
export function kernelOf(
  context: FactContext,
  node: NodeModel,
  family: Family,
): ReadonlyMap<ServiceBackend, KernelServices> {
  return context.memo(`kube-proxy's rules on ${node.name} ${family}`, () => {
    const netfilter = node.host.netfilter[family];
    const ipvs = node.ipvs.state === 'known' ? node.ipvs.value : [];
    if (netfilter.state === 'known') return kernelServices(netfilter.value, family, ipvs);
    return new Map();
  });
}

/** The same without back ends that lead to no Service. */
export function filledKernelOf(
  context: FactContext,
  node: NodeModel,
  family: Family,
): ReadonlyMap<ServiceBackend, KernelServices> {
  return new Map([...kernelOf(context, node, family)].filter(([, services]) => services.size > 0));
}

export function presenceOf(context: FactContext, node: NodeModel): Presence {
  return context.memo(`kube-proxy on ${node.name}`, () =>
    kubeProxyPresence(context, node, () =>
      ([4, 6] as const).some((family) => kernelOf(context, node, family).size > 0),
    ),
  );
}

/** What kube-proxy says of itself, else what its rules show, else what its ConfigMap says. */
export function modeOf(context: FactContext, node: NodeModel): { readonly state: ProxyMode } | Undecided {
  const presence = presenceOf(context, node);
  if (presence.state === 'none' || presence.state === 'unknown') return presence;
  const { mode } = node.kubeProxy;
  const stated = mode.state === 'known' ? mode.value.trim() : null;
  if (stated !== null && stated !== '') {
    return isMode(stated)
      ? { state: stated }
      : { state: 'none', reason: `kube-proxy's mode ${stated} is not modelled` };
  }
  const found = modeOfRules(context, node) ?? modeOfConfigMap(context);
  if (found !== null) return { state: found };
  const netfilter = node.host.netfilter[4];
  return netfilter.state === 'unknown'
    ? netfilter
    : { state: 'unknown', missing: 'kube-proxy-mode', reason: 'neither kube-proxy nor its rules tell its mode' };
}

const isMode = (text: string): text is ProxyMode => modes.has(text);

function modeOfRules(context: FactContext, node: NodeModel): ProxyMode | null {
  for (const family of [4, 6] as const) {
    const kernel = kernelOf(context, node, family);
    // Chains of iptables mode stay behind when a node changes to another mode.
    if (kernel.has('ipvs')) return 'ipvs';
    if (kernel.has('nftables')) return 'nftables';
    if (kernel.size > 0) return 'iptables';
  }
  return null;
}

/** kubeadm's ConfigMap; an empty mode is iptables. */
function modeOfConfigMap({ cluster: { configMaps } }: FactContext): ProxyMode | null {
  const config =
    configMaps.state === 'known' ? configMaps.value.get('kube-system/kube-proxy')?.['config.conf'] : undefined;
  const mode = config === undefined ? undefined : /^mode:[ "']{0,4}([a-z]{0,20})/m.exec(config)?.[1];
  if (mode === '') return 'iptables';
  return mode !== undefined && isMode(mode) ? mode : null;
}

/** Parts that a back end of this mode could have rules in and that nobody read. */
export function unreadRules(node: NodeModel, family: Family, mode: ProxyMode): readonly Unseen[] {
  const who = `node/${node.name}`;
  if (mode === 'ipvs')
    return node.ipvs.state === 'unknown' ? [{ who, missing: node.ipvs.missing, reason: node.ipvs.reason }] : [];
  const netfilter = node.host.netfilter[family];
  if (netfilter.state === 'unknown') return [{ who, missing: netfilter.missing, reason: netfilter.reason }];
  if (netfilter.state === 'absent') return [];
  const missing = `${mode === 'nftables' ? 'nft-ruleset' : 'iptables-nft-save'}${mode === 'nftables' ? '' : family}`;
  if (netfilter.partial !== undefined) return [{ who, missing, reason: netfilter.partial }];
  const concerned = netfilter.value.unread.find((part) => concerns(part, mode));
  return concerned === undefined ? [] : [{ who, missing, reason: concerned.reason }];
}

function concerns({ backend, table }: NetfilterModel['unread'][number], mode: ProxyMode): boolean {
  if (mode === 'nftables') return backend === 'nftables' && (table === null || table === 'kube-proxy');
  return backend !== 'nftables' && (table === null || table === 'nat');
}
