import { object } from '../api-objects.ts';
import type { HarmlessCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { machine, on } from '../lab.ts';

const everywhere = (lab: Cluster, script: string): Promise<unknown> =>
  Promise.all(lab.plan.nodes.map((node) => on(lab, node.name, script)));

export const flannelHarmless: readonly HarmlessCase<Cluster>[] = [
  {
    name: 'FORWARD policy DROP, and FLANNEL-FWD accepts',
    inject: (lab) => on(lab, 'node1', 'iptables -P FORWARD DROP'),
  },
  {
    name: 'a REJECT that comes after the accept',
    inject: (lab) => on(lab, 'node1', 'iptables -A FORWARD -j REJECT --reject-with icmp-host-prohibited'),
  },
  {
    name: 'rp_filter 1 where every route is symmetric',
    inject: (lab) =>
      everywhere(lab, 'for d in all default eth0 cni0 flannel/1; do sysctl -qw net.ipv4.conf.$d.rp_filter=1; done'),
  },
  {
    name: 'flannel.1 has dropped packets that it had no peer for',
    inject: (lab) =>
      on(
        lab,
        'node1',
        'ip route add 10.244.200.0/24 dev flannel.1; ping -c 4 -i 0.1 -W 0.2 10.244.200.9 >/dev/null || true; ip route del 10.244.200.0/24',
      ),
  },
  {
    name: 'the NICs of all nodes were lowered after flannel.1 was made: outer packets are fragmented',
    inject: async (lab) => {
      await everywhere(lab, 'ip link set eth0 mtu 1450');
      await lab.sandbox.sh(
        'for d in port0 port1 port2 port3; do ip -n switch link set $d mtu 1450; done; ip -n gateway link set eth0 mtu 1450',
      );
    },
  },
  {
    name: 'the other iptables back end has empty tables',
    inject: (lab) => on(lab, 'node1', 'iptables-legacy -t nat -S >/dev/null; iptables-legacy -t filter -S >/dev/null'),
  },
  {
    name: 'Docker has its own rules in the other back end',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `ip link add docker0 type bridge; ip addr add 172.17.0.1/16 dev docker0; ip link set docker0 up
      iptables-legacy-restore <<'EOT'
*nat
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER -i docker0 -j RETURN
COMMIT
*filter
:DOCKER - [0:0]
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A FORWARD -i docker0 -o docker0 -j ACCEPT
COMMIT
EOT`,
      ),
  },
  {
    name: 'a Service without endpoints is rejected, as it should be',
    inject: (lab) => {
      const ports = [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080 }];
      const spec = {
        type: 'ClusterIP',
        clusterIP: '10.96.77.7',
        clusterIPs: ['10.96.77.7'],
        ipFamilies: ['IPv4'],
        internalTrafficPolicy: 'Cluster',
        sessionAffinity: 'None',
        ports,
      };
      lab.objects.push(
        object('v1', 'Service', { name: 'idle', namespace: 'default' }, { spec, status: { loadBalancer: {} } }),
        object(
          'discovery.k8s.io/v1',
          'EndpointSlice',
          { name: 'idle-x2m8q', namespace: 'default', labels: { 'kubernetes.io/service-name': 'idle' } },
          { addressType: 'IPv4', endpoints: [], ports: null },
        ),
      );
      return everywhere(
        lab,
        `iptables -A KUBE-SERVICES -d 10.96.77.7/32 -p tcp -m comment --comment "default/idle:http has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable`,
      );
    },
  },
  {
    name: 'a neighbour that nobody has is FAILED',
    inject: (lab) =>
      on(
        lab,
        'node1',
        'ping -c 1 -W 0.2 192.168.10.250 >/dev/null || true; ip neigh replace 192.168.10.251 dev eth0 nud failed',
      ),
  },
  {
    name: 'the FDB still has the VTEP of a node that left',
    inject: (lab) =>
      on(lab, 'node1', 'bridge fdb append 12:c6:65:89:b4:ff dev flannel.1 dst 192.168.10.169 self permanent'),
  },
  {
    name: 'a second NIC is down and has no address',
    inject: (lab) => on(lab, 'node1', 'ip link add eth1 type veth peer name spare0'),
  },
  {
    name: 'a routing rule and a table for another network',
    inject: (lab) =>
      on(
        lab,
        'node1',
        'ip rule add to 198.51.100.0/24 lookup 100 priority 1000; ip route add blackhole default table 100',
      ),
  },
  {
    name: 'a native nftables table that accepts and counts',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `nft -f - <<'EOT'
table inet accounting {
  chain forward {
    type filter hook forward priority -10; policy accept;
    counter
  }
  chain input {
    type filter hook input priority -10; policy accept;
    tcp dport 22 counter accept
  }
}
EOT`,
      ),
  },
  {
    name: 'rate limits for each client, quotas and counters that nobody reaches',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `nft -f - <<'EOT'
table inet guard {
  set seen { type ipv4_addr; flags dynamic; size 65535; }
  chain prerouting {
    type filter hook prerouting priority -300; policy accept;
    meter rl { ip saddr limit rate over 100000/second } drop
    add @seen { ip saddr limit rate over 100000/second } drop
  }
  chain forward {
    type filter hook forward priority 10; policy accept;
    quota over 900000 mbytes drop
    ct count over 50000 drop
    limit rate over 100000/second drop
    ct status dnat accept
    tcp flags & (fin | syn) == fin | syn drop
  }
}
EOT`,
      ),
  },
  {
    name: 'DNAT for a hostPort, a forwarded port of the node and the metadata address of a cloud',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `iptables-restore --noflush <<'EOT'
*nat
:CNI-HOSTPORT-DNAT - [0:0]
:CNI-DN-0a1b2c3d - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
-A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 8080 -j CNI-DN-0a1b2c3d
-A CNI-DN-0a1b2c3d -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.244.1.200:8080
-I PREROUTING 1 -d 192.168.10.161/32 -p tcp -m tcp --dport 2222 -j DNAT --to-destination 192.0.2.5:22
-I PREROUTING 1 -d 169.254.169.254/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 192.168.10.161:8181
COMMIT
EOT`,
      ),
  },
  {
    name: 'an ipset of strangers is dropped',
    inject: (lab) =>
      on(
        lab,
        'node1',
        'ipset create strangers hash:net; ipset add strangers 198.51.100.0/24; ipset add strangers 192.0.2.77; iptables -I FORWARD 1 -m set --match-set strangers src -j DROP; iptables -I FORWARD 1 -m set --match-set strangers dst -j REJECT',
      ),
  },
  {
    name: 'NOTRACK for traffic that has nothing to do with Services',
    inject: (lab) =>
      on(
        lab,
        'node1',
        'iptables -t raw -A PREROUTING -i lo -j CT --notrack; iptables -t raw -A PREROUTING -p udp --dport 8472 -j CT --notrack',
      ),
  },
  {
    name: 'a completed pod keeps its object and has no namespace any more',
    inject: async (lab) => {
      lab.objects.push(
        object(
          'v1',
          'Pod',
          { name: 'job-29x8k', namespace: 'default', labels: { job: 'once' } },
          {
            spec: {
              nodeName: machine(lab, 'node1').name,
              containers: [{ name: 'job', image: 'example/job:1' }],
              restartPolicy: 'Never',
            },
            status: {
              phase: 'Succeeded',
              hostIP: '192.168.10.161',
              podIP: '10.244.1.77',
              podIPs: [{ ip: '10.244.1.77' }],
              conditions: [{ type: 'Ready', status: 'False', reason: 'PodCompleted' }],
            },
          },
        ),
      );
    },
  },
];
