import type { FaultCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { syncKubeProxy } from '../kube-proxy.ts';
import { on } from '../lab.ts';
import { replacePod } from '../replace-pod.ts';

/** What every pod of node1 loses when nothing is forwarded there any more. */
const forwarded = ['pod node1>node2', 'pod node2>node1', 'host node2>node1', 'service node1', 'outside node1'];

const webOf = (lab: Cluster, node: string): string =>
  lab.pods.find((pod) => pod.node === node && pod.role === 'web')?.addresses[0] ?? '192.0.2.1';

export const firewallFaults: readonly FaultCase<Cluster>[] = [
  {
    name: 'FORWARD policy DROP and nothing accepts',
    rule: 'firewall/forward-policy-drop',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'iptables -F FLANNEL-FWD; iptables -P FORWARD DROP'),
    breaks: forwarded,
  },
  {
    name: 'FORWARD policy DROP, and only what stays on the bridge is accepted',
    rule: 'firewall/forward-policy-drop',
    target: 'node/node1',
    inject: (lab) =>
      on(
        lab,
        'node1',
        'iptables -F FLANNEL-FWD; iptables -A FORWARD -i cni0 -o cni0 -j ACCEPT; iptables -P FORWARD DROP',
      ),
    breaks: ['pod node1>node2', 'pod node2>node1', 'host node2>node1', 'outside node1'],
    keeps: ['pod node1>node1'],
  },
  {
    name: 'iptables-legacy: FORWARD policy DROP and nothing accepts',
    form: { iptables: 'legacy' },
    rule: 'firewall/forward-policy-drop',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'iptables -F FLANNEL-FWD; iptables -P FORWARD DROP'),
    breaks: forwarded,
  },
  {
    name: 'a REJECT in front of the accept of the pods',
    rule: 'firewall/reject-before-accept',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'iptables -I FORWARD 1 -j REJECT --reject-with icmp-host-prohibited'),
    breaks: forwarded,
  },
  {
    name: 'a native nftables chain drops what iptables accepts',
    rule: 'firewall/nft-chain-drops',
    target: 'node/node1',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `nft -f - <<'EOT'
table inet firewalld {
  chain filter_FORWARD {
    type filter hook forward priority filter + 10; policy accept;
    ct state established,related accept
    ct status dnat accept
    iifname "lo" accept
    reject with icmpx admin-prohibited
  }
}
EOT`,
      ),
    breaks: ['pod node1>node2', 'pod node2>node1', 'outside node1'],
  },
  {
    name: 'an ipset with one pod of another node is dropped',
    rule: 'firewall/reject-before-accept',
    target: 'node/node1',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `ipset create bad hash:ip; ipset add bad ${webOf(lab, 'node2')}; iptables -I FORWARD 1 -m set --match-set bad dst -j DROP`,
      ),
    breaks: ['pod node1>node2', 'service node1'],
    keeps: ['pod node1>node3', 'pod node2>node1', 'dns node1'],
  },
  {
    name: 'a DNAT that somebody left takes the port of the pods',
    rule: 'firewall/foreign-dnat',
    target: 'node/node1',
    inject: (lab) =>
      on(
        lab,
        'node1',
        'iptables -t nat -I PREROUTING 1 -s 10.244.0.0/16 -p tcp --dport 8080 -j DNAT --to-destination 10.244.99.9:1',
      ),
    breaks: ['pod node1>node2', 'pod node1>node3'],
    keeps: ['dns node1', 'api node1'],
  },
  {
    name: 'a DNAT takes a Service from kube-proxy',
    rule: 'firewall/foreign-dnat',
    target: 'node/node1',
    inject: (lab) =>
      on(
        lab,
        'node1',
        'iptables -t nat -I PREROUTING 1 -d 10.96.120.15/32 -p tcp --dport 80 -j DNAT --to-destination 192.168.10.1:9',
      ),
    breaks: ['service node1'],
    keeps: ['pod node1>node2', 'dns node1', 'api node1'],
  },
  {
    name: 'the jumps to KUBE-SERVICES are gone',
    rule: 'services/jumps-missing',
    target: 'node/node1',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `for c in PREROUTING OUTPUT; do iptables -t nat -D $c -m comment --comment "kubernetes service portals" -j KUBE-SERVICES; done`,
      ),
    breaks: ['service node1', 'dns node1', 'api node1', 'host-service node1'],
    undo: (lab) => syncKubeProxy(lab, 'node1'),
  },
  {
    name: 'the masquerade of the pods is gone',
    rule: 'firewall/masquerade-missing',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'iptables -t nat -F FLANNEL-POSTRTG'),
    breaks: ['outside node1'],
  },
  {
    name: 'Service rules in both iptables back ends, one of them stale',
    rule: 'firewall/two-backends',
    target: 'node/node1',
    inject: (lab) => copyToLegacy(lab, 'node1'),
    breaks: [],
    latent: {
      event: 'a pod is replaced: kube-proxy changes its own back end only',
      happen: (lab) => replacePod(lab, 'node2', 'web', ['node1', 'node2', 'node3']),
      breaks: ['service node1'],
    },
    undo: (lab) => clearLegacy(lab, 'node1'),
  },
];

/** What an earlier kube-proxy with the other back end leaves: the same rules once more, which nobody keeps up to date. */
export function copyToLegacy(lab: Cluster, node: string): Promise<string> {
  return on(
    lab,
    node,
    `iptables-nft-save -t nat | grep -v -e '-j FLANNEL' -e '^-A FLANNEL' -e '^:FLANNEL' | iptables-legacy-restore`,
  );
}

export function clearLegacy(lab: Cluster, node: string): Promise<string> {
  return on(lab, node, 'iptables-legacy -t nat -F; iptables-legacy -t nat -X');
}
