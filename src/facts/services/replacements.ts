import type { ClusterModel, NodeModel } from '../../model/types.ts';

/** Daemons that carry Services themselves, or have kube-proxy inside. */
const replacing: ReadonlySet<string> = new Set([
  'k3s',
  'k3s-server',
  'k3s-agent',
  'rke2',
  'microk8s',
  'kubelite',
  'hyperkube',
  'kube-router',
]);

/** What does kube-proxy's work on a node instead of it, or null. */
export function replacementOf(
  { processes }: NodeModel,
  { configMaps }: Pick<ClusterModel, 'configMaps'>,
): string | null {
  const running = processes.state === 'known' ? processes.value : [];
  const other = running.find(
    ({ name, flags }) => replacing.has(name) && (name !== 'kube-router' || flags['run-service-proxy'] !== 'false'),
  );
  if (other !== undefined) return other.name;
  const cilium = running.find(({ name }) => name === 'cilium-agent');
  if (cilium !== undefined && replacesKubeProxy(cilium.flags['kube-proxy-replacement'], configMaps))
    return 'cilium-agent';
  const antrea = running.find(
    ({ name }) => name === 'antrea-agent' || name === 'ovnkube' || name === 'kube-ovn-daemon',
  );
  return antrea?.name ?? null;
}

function replacesKubeProxy(flag: string | undefined, configMaps: ClusterModel['configMaps']): boolean {
  const configured =
    configMaps.state === 'known'
      ? configMaps.value.get('kube-system/cilium-config')?.['kube-proxy-replacement']
      : undefined;
  const value = flag ?? configured;
  return value === undefined || value === 'true' || value === 'strict' || value === 'partial' || value === 'probe';
}
