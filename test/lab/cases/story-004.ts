import type { Cluster } from '../cluster.ts';
import { fillConntrack } from '../fill-conntrack.ts';
import { syncKubeProxy } from '../kube-proxy.ts';
import { on } from '../lab.ts';
import { reboot } from '../reboot.ts';
import { confirmed, type FlowResults, waitUntilHealthy } from '../traffic.ts';
import { clearLegacy, copyToLegacy } from './firewall.ts';

/** Something that may have been wrong on node1 of story 004, whose author never found out. */
export interface Candidate {
  /** Part of the snapshot's name. */
  readonly id: string;
  readonly name: string;
  readonly inject: (lab: Cluster) => Promise<unknown>;
  /** Symptoms of the story that it does not have. */
  readonly misses: readonly Symptom[];
}

export const storyNodes = ['master1', 'master2', 'node1'] as const;
const sick = 'node1';

/** The story's symptoms, in its order. */
export const symptoms = {
  'one node only': 'the Services work from the pods of master1 and master2',
  'pod addresses work': 'pods of node1 reach pods there and on other nodes, and are reached',
  'every ClusterIP is dead': 'no try from a pod of node1 reaches any ClusterIP, wherever its pods are',
  'FORWARD is not DROP': '`iptables -S FORWARD` says -P FORWARD ACCEPT',
  'ip_forward is 1': '`sysctl net.ipv4.ip_forward`',
  'the routes are ordinary': "`ip route list` differs from the other nodes' only in the nodes' own numbers",
  'restarting kube-proxy does not help': 'its start-up sync changes nothing',
  'a reboot helps': 'everything works when the node is up again',
} as const;
export type Symptom = keyof typeof symptoms;

/** Looks for every symptom with the story's own means. */
export async function observe(lab: Cluster): Promise<ReadonlyMap<Symptom, boolean>> {
  const seen = new Map<Symptom, boolean>();
  const traffic = await confirmed(lab);
  const ids = (pattern: RegExp): boolean[] =>
    [...traffic].filter(([id]) => pattern.test(id)).map(([, result]) => result.ok);
  const all = (results: readonly boolean[]): boolean => results.length > 0 && results.every((ok) => ok);
  seen.set('one node only', all(ids(/^(service|dns|api) master/)) && ids(/^(service|dns|api) node1/).some((ok) => !ok));
  seen.set('pod addresses work', all(ids(/^pod /)));
  const dead = [...traffic].filter(
    ([id, { reason }]) => /^(service|dns|api) node1/.test(id) && /^(\d+) of \1:/.test(reason),
  );
  seen.set('every ClusterIP is dead', dead.length === 3);
  seen.set('FORWARD is not DROP', (await on(lab, sick, 'iptables -S FORWARD')).startsWith('-P FORWARD ACCEPT'));
  seen.set('ip_forward is 1', (await on(lab, sick, 'sysctl -n net.ipv4.ip_forward')).trim() === '1');
  const routes = await Promise.all(storyNodes.map(async (node) => alike(await on(lab, node, 'ip route list'))));
  seen.set('the routes are ordinary', new Set(routes).size === 1);
  await syncKubeProxy(lab, sick);
  const broken = (results: FlowResults): boolean =>
    [...results].some(([id, { ok }]) => /^(service|dns|api) node1/.test(id) && !ok);
  seen.set('restarting kube-proxy does not help', broken(traffic) && broken(await confirmed(lab)));
  await reboot(lab, sick);
  const healed = await waitUntilHealthy(lab).then(
    () => true,
    () => false,
  );
  seen.set('a reboot helps', healed);
  return seen;
}

/** A routing table without what is each node's own. */
function alike(routes: string): string {
  return routes
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/10\.244\.\d\./g, '10.244.N.')
        .replace(/192\.168\.10\.16\d/g, 'NODE'),
    )
    .sort()
    .join('\n');
}

const none: readonly Symptom[] = [];

/** The Services' addresses as they were before: every endpoint has moved since. */
async function staleLegacy(lab: Cluster): Promise<void> {
  await copyToLegacy(lab, sick);
  await on(
    lab,
    sick,
    `iptables-legacy-save -t nat | sed -E '/DNAT/s/10\\.244\\.([0-9]+)\\.[0-9]+/10.244.\\1.201/; /DNAT/s/192\\.168\\.10\\.161:6443/192.168.10.170:6443/' | iptables-legacy-restore`,
  );
}

export const fitting: readonly (Candidate & {
  readonly rule: string;
  readonly undo?: (lab: Cluster) => Promise<unknown>;
})[] = [
  {
    id: 'nat-accept',
    name: 'an ACCEPT in nat PREROUTING in front of KUBE-SERVICES',
    rule: 'services/accept-before-services',
    inject: (lab) => on(lab, sick, 'iptables -t nat -I PREROUTING 1 -i cni0 -j ACCEPT'),
    misses: none,
  },
  {
    id: 'notrack',
    name: 'NOTRACK in raw for the Service range',
    rule: 'services/notrack',
    inject: (lab) => on(lab, sick, 'iptables -t raw -A PREROUTING -d 10.96.0.0/12 -j CT --notrack'),
    misses: none,
  },
  {
    id: 'other-backend',
    name: 'old Service rules in the other iptables back end',
    rule: 'services/stale-backend',
    inject: staleLegacy,
    undo: (lab) => clearLegacy(lab, sick),
    misses: none,
  },
  {
    id: 'mangle-drop',
    name: 'a DROP for the Service range in mangle PREROUTING',
    rule: 'services/cluster-ip-dropped',
    inject: (lab) => on(lab, sick, 'iptables -t mangle -A PREROUTING -i cni0 -d 10.96.0.0/12 -j DROP'),
    misses: none,
  },
  {
    id: 'nft-drop',
    name: 'a native nftables chain that drops the Service range',
    rule: 'services/cluster-ip-dropped',
    inject: (lab) =>
      on(
        lab,
        sick,
        `nft -f - <<'EOT'
table ip guard {
  chain prerouting {
    type filter hook prerouting priority mangle; policy accept;
    iifname "cni0" ip daddr 10.96.0.0/12 drop
  }
}
EOT`,
      ),
    misses: none,
  },
];

export const notFitting: readonly Candidate[] = [
  {
    id: 'forward-drop',
    name: 'FORWARD policy DROP and nothing accepts',
    inject: (lab) => on(lab, sick, 'iptables -F FLANNEL-FWD; iptables -P FORWARD DROP'),
    misses: ['one node only', 'pod addresses work', 'FORWARD is not DROP'],
  },
  {
    id: 'ip-forward',
    name: 'ip_forward 0',
    inject: (lab) => on(lab, sick, 'sysctl -qw net.ipv4.ip_forward=0'),
    misses: ['one node only', 'pod addresses work', 'ip_forward is 1'],
  },
  {
    id: 'jump-missing',
    name: 'the jump to KUBE-SERVICES is gone',
    inject: (lab) =>
      on(lab, sick, 'iptables -t nat -D PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES'),
    misses: ['restarting kube-proxy does not help'],
  },
  {
    id: 'rules-flushed',
    name: 'KUBE-SERVICES is empty',
    inject: (lab) => on(lab, sick, 'iptables -t nat -F KUBE-SERVICES'),
    misses: ['restarting kube-proxy does not help'],
  },
  {
    id: 'policy-table',
    name: 'an `ip rule` with a table of its own for the Service range',
    inject: (lab) => on(lab, sick, 'ip rule add to 10.96.0.0/12 lookup 100; ip route add blackhole default table 100'),
    misses: ['one node only', 'every ClusterIP is dead', 'restarting kube-proxy does not help'],
  },
  {
    id: 'bridge-nf',
    name: 'bridge-nf-call-iptables 0',
    inject: (lab) => on(lab, sick, 'sysctl -qw net.bridge.bridge-nf-call-iptables=0'),
    misses: ['every ClusterIP is dead'],
  },
  {
    id: 'notrack-all',
    name: "NOTRACK for all packets of the node's pods",
    inject: (lab) => on(lab, sick, 'iptables -t raw -A PREROUTING -i cni0 -j CT --notrack'),
    misses: ['one node only', 'pod addresses work'],
  },
  {
    id: 'ct-zone',
    name: "a conntrack zone of its own for the pods' packets",
    inject: (lab) => on(lab, sick, 'iptables -t raw -A PREROUTING -i cni0 -j CT --zone 5'),
    misses: ['one node only', 'pod addresses work', 'every ClusterIP is dead'],
  },
  {
    id: 'masquerade',
    name: 'the masquerade of the pods is gone',
    inject: (lab) => on(lab, sick, 'iptables -t nat -F FLANNEL-POSTRTG'),
    misses: ['one node only', 'every ClusterIP is dead', 'restarting kube-proxy does not help'],
  },
  {
    id: 'conntrack-full',
    name: 'a full conntrack table',
    inject: (lab) => on(lab, sick, fillConntrack),
    misses: ['one node only', 'pod addresses work'],
  },
  {
    id: 'kube-proxy-down',
    name: 'kube-proxy is down and its rules are old',
    inject: (lab) =>
      on(
        lab,
        sick,
        `iptables-save -t nat | sed -n '/KUBE-SEP/s/10.244.2.[0-9]*:/10.244.2.201:/p' | grep DNAT | while read -r _ chain rest; do iptables -t nat -F "$chain"; eval iptables -t nat -A "$chain" "$rest"; done`,
      ),
    misses: ['every ClusterIP is dead', 'restarting kube-proxy does not help'],
  },
  {
    id: 'vtep-mac',
    name: "an old MAC of a peer's VTEP",
    inject: (lab) => on(lab, sick, 'ip neigh replace 10.244.2.0 lladdr 12:c6:65:89:b4:aa dev flannel.1 nud permanent'),
    misses: ['one node only', 'pod addresses work', 'every ClusterIP is dead'],
  },
  {
    id: 'strict-rp-filter',
    name: 'rp_filter 1 on every device',
    inject: (lab) =>
      on(lab, sick, 'for d in all default eth0 cni0 flannel/1; do sysctl -qw net.ipv4.conf.$d.rp_filter=1; done'),
    misses: ['one node only', 'every ClusterIP is dead', 'restarting kube-proxy does not help'],
  },
];
