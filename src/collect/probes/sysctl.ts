import type { Probe } from '../probe.ts';

/** In a pod only what decides about its packets: reading all of net.* there costs seconds on a full node. */
const POD_KEYS = [
  'ipv4/ip_forward',
  'ipv4/ip_nonlocal_bind',
  'ipv4/ip_local_port_range',
  'ipv4/ip_no_pmtu_disc',
  'ipv4/ip_forward_use_pmtu',
  'ipv4/icmp_echo_ignore_all',
  'ipv4/tcp_mtu_probing',
  'ipv4/tcp_syncookies',
  'ipv4/tcp_max_syn_backlog',
  'ipv4/tcp_tw_reuse',
  'ipv4/fib_multipath_hash_policy',
  'core/somaxconn',
  'bridge/bridge-nf-call-iptables',
  'bridge/bridge-nf-call-ip6tables',
  'bridge/bridge-nf-call-arptables',
  'netfilter/nf_conntrack_count',
  'netfilter/nf_conntrack_max',
  'netfilter/nf_conntrack_tcp_be_liberal',
];

const POD_DEVICE_KEYS = [
  ...[
    'rp_filter',
    'forwarding',
    'arp_ignore',
    'arp_announce',
    'arp_filter',
    'proxy_arp',
    'route_localnet',
    'accept_local',
    'src_valid_mark',
    'accept_redirects',
  ].map((key) => `ipv4/conf/*/${key}`),
  ...['disable_ipv6', 'forwarding', 'accept_ra', 'accept_dad', 'mtu'].map((key) => `ipv6/conf/*/${key}`),
];

/**
 * As `sysctl -a` prints it: slashes become dots, and a dot in a device's name becomes a slash. Not with the shell's read: that asks
 * for one byte at a time, and a file of /proc/sys answers only the first time.
 */
const READ_KEYS = `
set +f
set -- ${[...POD_KEYS, ...POD_DEVICE_KEYS].map((key) => `/proc/sys/net/${key}`).join(' ')}
set -f
lines=$(limited grep -Hs '' "$@")
code=$?
# Some of these are not in every kernel: grep then says 2.
[ -n "$lines" ] || return $code
IFS=$newline
set -- $lines
for line in "$@"; do
  value=\${line#*:} file=\${line%%:*}
  IFS=/
  set -- \${file#/proc/sys/}
  case $file in
    */conf/*.*/*)
      family=$2 device=$4 key=$5
      IFS=.
      set -- $device
      IFS=/
      set -- net "$family" conf "$*" "$key"
      ;;
  esac
  IFS=.
  printf '%s = %s\\n' "$*" "$value"
done
unset IFS`;

export const sysctlProbes: readonly Probe[] = [
  {
    id: 'sysctl',
    area: 'sysctl',
    scope: 'both',
    purpose:
      'settings of the network stack: ip_forward, rp_filter, bridge-nf-call-iptables, conntrack count and limit, …',
    seconds: 20,
    accept: [1, 255],
    commands: [
      { tool: 'sysctl net' },
      {
        tool: "grep -rs '' /proc/sys/net",
        filter: "sed -e 's|^/proc/sys/||' -e 's|:| = |'",
        label: 'grep -r /proc/sys/net',
      },
    ],
    podCommands: [{ shell: READ_KEYS, label: 'grep /proc/sys/net (a short list)', needs: ['grep'] }],
  },
  {
    id: 'sysctl-files',
    area: 'sysctl',
    scope: 'host',
    purpose: 'settings that will be there after the next boot',
    accept: [1],
    commands: [
      {
        shell: `
set +f
set -- /etc/sysctl.conf /etc/sysctl.d/*.conf /run/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf /lib/sysctl.d/*.conf
set -f
there=''
for file in "$@"; do
  # A name with a blank would fall apart; none has one.
  case $file in *[[:space:]]*) continue ;; esac
  [ ! -f "$file" ] || there="$there $file"
done
if [ -z "$there" ]; then
  no_because 'absent: no sysctl.conf and no sysctl.d/*.conf'
  return
fi
limited grep -H '^[[:space:]]*-\\{0,1\\}net[./]' $there`,
        label: 'grep ^net /etc/sysctl.conf and sysctl.d/*.conf',
        needs: ['grep'],
      },
    ],
  },
];
