import { iptablesRestoreText, nftablesScript, type ProxiedPort } from '../support/kube-proxy-rules.ts';
import { podsOf } from './api-objects.ts';
import type { Cluster } from './cluster.ts';
import { machine } from './lab.ts';
import type { PlannedService } from './plan.ts';
import type { RunningPod } from './pods.ts';

/**
 * What kube-proxy does at its start and at every full sync (pkg/proxy/iptables/proxier.go, syncProxyRules): a jump that is already somewhere
 * in its chain stays where it is, one that is missing goes to the front; then all of its own chains are written anew.
 */
export async function syncKubeProxy(cluster: Cluster, node: string): Promise<void> {
  const { plan, pods } = cluster;
  const self = plan.nodes.find(({ name }) => name === node);
  const families = [
    { program: 'iptables', podNetwork: plan.podNetwork, address: self?.address },
    { program: 'ip6tables', podNetwork: plan.podNetwork6, address: self?.address6 },
  ];
  for (const [family, { program, podNetwork, address }] of families.entries()) {
    if (podNetwork === null || address === null || address === undefined) continue;
    const ports = plan.services.flatMap((service) => proxied(service, pods, family));
    const options = { podNetwork, nodeAddresses: [address] };
    if (plan.proxyMode === 'nftables')
      await machine(cluster, node).sh('nft -f -', { stdin: nftablesScript(ports, options) });
    else await restore(cluster, node, program, iptablesRestoreText(ports, options));
  }
}

function proxied(service: PlannedService, pods: readonly RunningPod[], family: number): readonly ProxiedPort[] {
  const clusterIp = service.clusterIps[family];
  if (clusterIp === undefined) return [];
  const addresses =
    service.selector === null ? service.addresses : podsOf(service, pods).map((pod) => pod.addresses[family] ?? '');
  return service.ports.map(({ name, protocol, port, targetPort, nodePort }) => ({
    namespace: service.namespace,
    service: service.name,
    portName: name,
    clusterIp,
    protocol: protocol === 'TCP' ? 'tcp' : 'udp',
    port,
    ...(nodePort === undefined ? {} : { nodePort }),
    endpoints: addresses.map((address) => ({ address, port: targetPort })),
  }));
}

const jump = /^-I ((PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING) .*)$/;

async function restore(cluster: Cluster, node: string, program: string, text: string): Promise<void> {
  // On a fresh node one restore does it all.
  await machine(cluster, node).sh(
    `if ${program} -t nat -S KUBE-SERVICES >/dev/null 2>&1; then
      ${ensureJumps(program, text)}
      grep -vE '${jump.source}' | ${program}-restore --noflush
    else ${program}-restore --noflush; fi`,
    { stdin: text },
  );
}

function ensureJumps(program: string, text: string): string {
  let table = '';
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    const rule = jump.exec(line)?.[1];
    if (rule === undefined) continue;
    lines.push(`${program} -t ${table} -N ${rule.split(' ').at(-1)} 2>/dev/null || true`);
    lines.push(`${program} -t ${table} -C ${rule} 2>/dev/null || ${program} -t ${table} -I ${rule}`);
  }
  return lines.join('\n');
}
