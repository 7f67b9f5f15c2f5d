import type { Probe } from '../probe.ts';

const perDevice = (id: string, options: string, purpose: string): Probe => ({
  id,
  area: 'nic',
  scope: 'host',
  each: 'device',
  purpose,
  commands: [{ tool: `ethtool ${options}"$item"`, label: `ethtool ${options}$item` }],
});

export const nicProbes: readonly Probe[] = [
  perDevice('ethtool-link', '', 'speed, duplex, link detected'),
  perDevice('ethtool-driver', '-i ', 'driver and firmware'),
  perDevice('ethtool-features', '-k ', 'offloads: checksums of vxlan packets'),
  perDevice('ethtool-statistics', '-S ', "drops that only the driver's own counters show"),
];

export const NIC_FUNCTIONS = `
# list_devices: into $items the devices of the host that ethtool is asked about: cards first, then vxlan, bridges and others,
# never the node's ends of pods.
list_devices() {
  items='' others='' count=0
  while read -r item rest; do
    case $item in *:*) ;; *) continue ;; esac
    item=\${item%%:*}
    case $item in lo | -* | *[!A-Za-z0-9_.@+-]*) continue ;; esac
    if [ -e "/sys/class/net/$item/device" ]; then
      items="$items $item"
      continue
    fi
    case $item in
      veth* | cali* | lxc* | tap* | kube-ipvs* | dummy* | nodelocaldns*) ;;
      *) others="$others $item" ;;
    esac
  done </proc/net/dev
  kept=''
  for item in $items $others; do
    count=$((count + 1))
    [ $count -gt 24 ] || kept="$kept $item"
  done
  [ $count -le 24 ] || problem "ethtool was asked about 24 of $count devices"
  items=$kept
}
`;
