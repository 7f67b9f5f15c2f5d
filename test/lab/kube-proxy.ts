import { podsOf } from './api-objects.ts';
import type { Cluster } from './cluster.ts';
import { minKubeProxyRules } from './kube-proxy-min.ts';
import { machine } from './lab.ts';

/**
 * What kube-proxy does at its start and at every full sync (pkg/proxy/iptables/proxier.go, syncProxyRules): a jump that is already somewhere
 * in its chain stays where it is, one that is missing goes to the front; then all of its own chains are written anew.
 */
export async function syncKubeProxy(cluster: Cluster, node: string): Promise<void> {
  const text = rules(cluster);
  // On a fresh node one restore does it all.
  await machine(cluster, node).sh(
    `if iptables -t nat -S KUBE-SERVICES >/dev/null 2>&1; then
      ${ensureJumps('iptables', text)}
      grep -vE '${jump.source}' | iptables-restore --noflush
    else iptables-restore --noflush; fi`,
    { stdin: text },
  );
}

const jump = /^-[AI] ((PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING) .*)$/;

function ensureJumps(program: string, text: string): string {
  let table = '';
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    const rule = jump.exec(line)?.[1];
    const chain = rule?.split(' ').at(-1);
    if (rule === undefined) continue;
    lines.push(`${program} -t ${table} -N ${chain} 2>/dev/null || true`);
    lines.push(`${program} -t ${table} -C ${rule} 2>/dev/null || ${program} -t ${table} -I ${rule}`);
  }
  return lines.join('\n');
}

function rules(cluster: Cluster): string {
  const services = cluster.plan.services.flatMap((service) =>
    service.ports.map((port) => ({
      name: `${service.namespace}/${service.name}:${port.name}`,
      clusterIp: service.clusterIps[0] ?? '',
      protocol: port.protocol === 'TCP' ? ('tcp' as const) : ('udp' as const),
      port: port.port,
      ...(port.nodePort === undefined ? {} : { nodePort: port.nodePort }),
      endpoints: (service.selector === null
        ? service.addresses
        : podsOf(service, cluster.pods).map((pod) => pod.addresses[0] ?? '')
      ).map((address) => `${address}:${port.targetPort}`),
    })),
  );
  return minKubeProxyRules(services, cluster.plan.podNetwork);
}
