import { createHash } from 'node:crypto';

/** TEMPORARY minimal generator until test/support/kube-proxy-rules.ts is there. */
export interface MinService {
  readonly name: string; // ns/name:port
  readonly clusterIp: string;
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly nodePort?: number;
  readonly endpoints: readonly string[]; // ip:port
}

const hash = (text: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let out = '';
  for (const byte of createHash('sha256').update(text).digest()) out += alphabet[byte % 32];
  return out.slice(0, 16);
};

export function minKubeProxyRules(services: readonly MinService[], podCidr: string): string {
  const chains: string[] = [];
  const rules: string[] = [];
  const nodePorts: string[] = [];
  const reject: string[] = [];
  const bits = podCidr.includes(':') ? 128 : 32;
  for (const service of services) {
    const id = hash(service.name + service.protocol);
    const match = `-d ${service.clusterIp}/${bits} -p ${service.protocol} -m comment --comment "${service.name}`;
    if (service.endpoints.length === 0) {
      reject.push(
        `-A KUBE-SERVICES ${match} has no endpoints" -m ${service.protocol} --dport ${service.port} -j REJECT`,
      );
      continue;
    }
    chains.push(`KUBE-SVC-${id}`);
    rules.push(
      `-A KUBE-SERVICES ${match} cluster IP" -m ${service.protocol} --dport ${service.port} -j KUBE-SVC-${id}`,
    );
    rules.push(
      `-A KUBE-SVC-${id} ! -s ${podCidr} -d ${service.clusterIp}/${bits} -p ${service.protocol} -m comment --comment "${service.name} cluster IP" -m ${service.protocol} --dport ${service.port} -j KUBE-MARK-MASQ`,
    );
    if (service.nodePort !== undefined) {
      chains.push(`KUBE-EXT-${id}`);
      nodePorts.push(
        `-A KUBE-NODEPORTS -p tcp -m comment --comment "${service.name}" -m tcp --dport ${service.nodePort} -j KUBE-EXT-${id}`,
      );
      rules.push(
        `-A KUBE-EXT-${id} -m comment --comment "masquerade traffic for ${service.name} external destinations" -j KUBE-MARK-MASQ`,
      );
      rules.push(`-A KUBE-EXT-${id} -j KUBE-SVC-${id}`);
    }
    service.endpoints.forEach((endpoint, index) => {
      const left = service.endpoints.length - index;
      const sep = `KUBE-SEP-${hash(service.name + service.protocol + endpoint)}`;
      const address = endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/[[\]]/g, '');
      chains.push(sep);
      const random = left > 1 ? ` -m statistic --mode random --probability ${(1 / left).toFixed(11)}` : '';
      rules.push(`-A KUBE-SVC-${id} -m comment --comment "${service.name} -> ${endpoint}"${random} -j ${sep}`);
      rules.push(`-A ${sep} -s ${address}/${bits} -m comment --comment "${service.name}" -j KUBE-MARK-MASQ`);
      rules.push(
        `-A ${sep} -p ${service.protocol} -m comment --comment "${service.name}" -m ${service.protocol} -j DNAT --to-destination ${endpoint}`,
      );
    });
  }
  const local =
    '-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS';
  const declare = (names: readonly string[]): string => names.map((name) => `:${name} - [0:0]\n`).join('');
  return `*filter
${declare(['KUBE-NODEPORTS', 'KUBE-SERVICES', 'KUBE-EXTERNAL-SERVICES', 'KUBE-FIREWALL', 'KUBE-FORWARD', 'KUBE-PROXY-FIREWALL'])}-I INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-I INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS
-I INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-I FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-I FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-I FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-I FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-I OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-I OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
${reject.map((line) => `${line}\n`).join('')}COMMIT
*nat
${declare(['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ', ...chains])}-I PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-I OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-I POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
-A KUBE-MARK-MASQ -j MARK --or-mark 0x4000
${[...nodePorts, ...rules, local].map((line) => `${line}\n`).join('')}COMMIT
`;
}
