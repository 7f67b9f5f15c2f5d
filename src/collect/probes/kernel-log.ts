import type { Probe } from '../probe.ts';

/** What a kernel says about networks, in lower case; extended regular expressions. */
const PATTERNS = [
  'nf_conntrack',
  'conntrack.*table full',
  'neighbou?r table overflow',
  'neighbour: ',
  'martian',
  'vxlan',
  'netdev watchdog',
  'transmit queue .* timed out',
  'possible syn flooding',
  'out of memory.*tcp',
  'tcp: out of memory',
  'too many orphaned sockets',
  'page_pool',
  'page allocation failure.*skb',
  'link is (up|down)',
  'link (becomes ready|is not ready|up|down)',
  'nic link is',
  'carrier (lost|acquired)',
  '(entered|left) (forwarding|blocking|disabled|learning|listening|promiscuous|allmulticast)',
  'received packet on .* with own address',
  'duplicate address',
  'dad failed|ipv6: .*duplicate',
  '(ip_tables|ip6_tables|x_tables|nf_tables|xt_[a-z]+|ipset|ip_set|ipvs|ebtables)[:( ]',
  'iptables|nftables',
  'filter_(fwd|in|out)',
  '(in|out)=[a-z0-9_.@-]* .*src=[0-9a-f.:]+ dst=',
  'bridge: ',
  'bridge firewalling',
  'openvswitch',
  'bonding: |bond[0-9]+: ',
  '(eth|ens|enp|eno|em|veth|cni|flannel|cali|cilium|br|docker|vlan|tun|wg)[a-z0-9_.-]*[0-9][a-z0-9]*: ',
  'device .* (entered|left) ',
  'dropped packet|dropping packet|packets? dropped',
  'fragment(ation|s)? (cache|failed|needed)',
  'route: |fib: |rp_filter',
  'mtu ',
  'net_ratelimit|callbacks suppressed',
];

/**
 * The last lines of that kind, those newer than $log_since only; host names of the journal are cut out. No line of any kind is no answer:
 * journalctl says nothing and succeeds where it may not read the kernel's messages.
 */
const NETWORK_LINES = `awk -v since="$log_since" -v most=400 '
{
  low = tolower($0)
}
low !~ /${PATTERNS.map((pattern) => `(${pattern.replaceAll('/', '\\/')})`).join('|')}/ { next }
{
  seconds = -1
  if (match($0, /^\\[ *[0-9]+[.][0-9]+\\]/)) seconds = substr($0, 2, RLENGTH - 2) + 0
  if (since > 0 && seconds < since) next
  sub(/^\\[ *[0-9]+[.][0-9]+\\] [^ ]+ kernel: /, substr($0, 1, RLENGTH) " ")
  kept[count++ % most] = substr($0, 1, 600)
}
END {
  if (NR == 0) {
    print "not one kernel message could be read" | "cat 1>&2"
    close("cat 1>&2")
    exit 1
  }
  for (i = count > most ? count - most : 0; i < count; i++) print kept[i % most]
}'`;

export const kernelLogProbes: readonly Probe[] = [
  {
    id: 'kernel-log',
    area: 'system',
    scope: 'host',
    purpose: 'kernel messages of the networking kind, with their time',
    commands: [
      { tool: 'dmesg', filter: NETWORK_LINES, label: 'dmesg | (networking lines)', guard: 'has_awk' },
      {
        tool: 'journalctl -k -b -n 20000 -o short-monotonic --no-pager -q',
        filter: NETWORK_LINES,
        label: 'journalctl -k | (networking lines)',
        guard: 'has_awk',
      },
    ],
  },
];

export const LOG_FUNCTIONS = `
has_awk() {
  command -v awk >/dev/null 2>&1 || no_because 'not run: awk is needed to pick the lines and is not there'
}
`;
