import type { Probe } from '../probe.ts';

/** --dry-run: ovs-vsctl adds the first row to a database that has none, whatever it is asked (do_vsctl in ovs-vsctl.c). */
const VSCTL = 'ovs-vsctl --timeout=5 --no-wait --dry-run';
/** Keys of ipsec tunnels are in the options of an interface. */
const WITHOUT_KEYS = `sed -E 's/\\["(psk|remote_psk|private_key|password)","([^"\\\\]|\\\\.)*"\\]/["\\1","(removed)"]/g'`;

const table = (id: string, name: string, purpose: string): Probe => ({
  id,
  area: 'ovs',
  scope: 'host',
  purpose,
  guard: 'ovs_there',
  commands: [
    {
      tool: `${VSCTL} --format=json list ${name}`,
      label: `ovs-vsctl --format=json list ${name}`,
      filter: WITHOUT_KEYS,
    },
  ],
});

/** A bridge that speaks newer protocols only refuses the usual one. */
const openflow = (id: string, command: string, purpose: string): Probe => ({
  id,
  area: 'ovs',
  scope: 'host',
  each: 'bridge',
  purpose,
  cap: 16 * 1024 * 1024,
  commands: ['', ' -O OpenFlow13', ' -O OpenFlow14', ' -O OpenFlow15'].map((version) => ({
    tool: `ovs-ofctl -t 5${version} ${command} "$item"`,
    label: `ovs-ofctl${version} ${command} $item`,
  })),
});

export const ovsProbes: readonly Probe[] = [
  table('ovs-bridge', 'Bridge', 'OVS bridges: fail mode, controller, datapath type'),
  table('ovs-port', 'Port', 'OVS ports and their VLAN tags'),
  table('ovs-interface', 'Interface', 'OVS interfaces: type, error, link state'),
  table('ovs-controller', 'Controller', 'whether the controllers are connected'),
  table('ovs-manager', 'Manager', 'whether the managers are connected'),
  table('ovs-open', 'Open_vSwitch', 'version and settings of Open vSwitch'),
  openflow('ovs-flows', 'dump-flows', 'OpenFlow rules of the bridge'),
  openflow('ovs-ports', 'show', 'OpenFlow port numbers of the bridge'),
];

export const OVS_FUNCTIONS = `
# ovs_there: no, when neither a socket of the database nor a process of Open vSwitch is there.
ovs_there() {
  [ ! -S "\${OVS_RUNDIR:-/run/openvswitch}/db.sock" ] || return 0
  [ ! -S /var/run/openvswitch/db.sock ] || return 0
  case " $running " in *' ovsdb-server '* | *' ovs-vswitchd '*) return 0 ;; esac
  nothing_at "\${OVS_RUNDIR:-/run/openvswitch}/db.sock" 'no ovsdb socket and no Open vSwitch process'
}

# list_bridges: names of the OVS bridges into $items. A name with a colon would make ovs-ofctl connect somewhere else.
list_bridges() {
  items='' seconds=8 cap=64
  [ -S "\${OVS_RUNDIR:-/run/openvswitch}/db.sock" ] || [ -S /var/run/openvswitch/db.sock ] || return 0
  command -v ovs-vsctl >/dev/null 2>&1 || return 0
  for item in $(n=list && limited ${VSCTL} list-br); do
    case $item in
      *[!A-Za-z0-9_.-]* | -*) problem 'an OVS bridge has a name with odd characters: its flows were not read' ;;
      *) items="$items $item" ;;
    esac
  done
}
`;
