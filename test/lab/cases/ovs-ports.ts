import type { FaultCase, HarmlessCase } from '../case.ts';
import { on } from '../lab.ts';
import { joinByVeth, type OvsForm, type OvsLab, startController, startGatewayController, tunnelPort } from '../ovs.ts';

const pod = '192.100.0.31';
const port = 'if2090037512165';
const node = 'k8s-node';
const outwards = [`api ${pod}`, `pod ${pod}>192.100.0.28`];
const all = [`api ${pod}`, `pod ${pod}>192.100.0.30`];
const patch: OvsForm = { link: 'patch' };

/** What the restart of the SDN's agent does: the controller writes the flows anew, for the numbers that the ports have now. */
const restartAgent = `pkill -x ovs-testcontrol; while pgrep -x ovs-testcontrol >/dev/null; do sleep 0.01; done
  ovs-ofctl del-flows br0
  ${startController}`;

/** A fault of Open vSwitch's ports, links and daemons, and the form of the lab that it is put into. */
export interface OvsPortFault extends FaultCase<OvsLab> {
  readonly ovs?: OvsForm;
}

const stopDatabase = 'pkill -x ovsdb-server; while pgrep -x ovsdb-server >/dev/null; do sleep 0.01; done';
const startDatabase =
  'ovsdb-server /var/lib/openvswitch/conf.db --remote=punix:/run/openvswitch/db.sock --detach --pidfile --no-chdir --log-file 2>/dev/null';
const stopGatewayController = 'kill $(cat /run/gateway-controller.pid)';

export const ovsPortFaults: readonly OvsPortFault[] = [
  {
    name: 'the NIC of br-ext is down',
    rule: 'ovs/uplink-down',
    target: 'node/k8s-node',
    inject: (lab) => on(lab, node, 'ip link set enp1s0 down'),
    breaks: outwards,
    keeps: [`pod ${pod}>192.100.0.30`],
  },
  {
    name: 'the NIC of br-ext is down, and a tunnel of the host goes over it',
    rule: 'nic/down',
    target: 'node/k8s-node',
    inject: (lab) => on(lab, node, 'ip link add vx0 type vxlan id 7 dstport 4789 dev enp1s0; ip link set enp1s0 down'),
    breaks: outwards,
    keeps: [`pod ${pod}>192.100.0.30`],
    explains: ['ovs/uplink-down'],
  },
  {
    name: 'the pair that joins the bridges is deleted',
    rule: 'ovs/bridge-isolated',
    target: 'node/k8s-node',
    inject: (lab) => on(lab, node, 'ip link del eth-int'),
    breaks: outwards,
    keeps: [`pod ${pod}>192.100.0.30`],
    explains: ['ovs/interface-error'],
    undo: (lab) =>
      on(
        lab,
        node,
        `${joinByVeth}
        ovs-vsctl del-port br0 eth-int -- del-port br-ext eth-ext
        ovs-vsctl add-port br0 eth-int -- add-port br-ext eth-ext
        ${restartAgent}`,
      ),
  },
  {
    name: 'both patch ports are gone',
    ovs: patch,
    rule: 'ovs/bridge-isolated',
    target: 'node/k8s-node',
    inject: (lab) => on(lab, node, 'ovs-vsctl del-port int-br-ext -- del-port phy-br0'),
    breaks: outwards,
    keeps: [`pod ${pod}>192.100.0.30`],
    undo: (lab) =>
      on(
        lab,
        node,
        `ovs-vsctl add-port br0 int-br-ext -- set interface int-br-ext type=patch options:peer=phy-br0 \
          -- add-port br-ext phy-br0 -- set interface phy-br0 type=patch options:peer=int-br-ext`,
      ),
  },
  {
    name: 'one of the patch ports is gone',
    ovs: patch,
    rule: 'ovs/bridge-link-broken',
    target: 'node/k8s-node',
    inject: (lab) => on(lab, node, 'ovs-vsctl del-port br-ext phy-br0'),
    breaks: outwards,
    keeps: [`pod ${pod}>192.100.0.30`],
  },
  {
    name: 'a patch port has another peer',
    ovs: patch,
    rule: 'ovs/bridge-link-broken',
    target: 'node/k8s-node',
    inject: (lab) => on(lab, node, 'ovs-vsctl set interface phy-br0 options:peer=int-br-old'),
    breaks: outwards,
    keeps: [`pod ${pod}>192.100.0.30`],
  },
  {
    name: 'a patch port has no peer',
    ovs: patch,
    rule: 'ovs/bridge-link-broken',
    target: 'node/k8s-node',
    inject: (lab) => on(lab, node, 'ovs-vsctl remove interface phy-br0 options peer'),
    breaks: outwards,
    keeps: [`pod ${pod}>192.100.0.30`],
  },
  {
    name: 'a tunnel has the settings of one that an older bridge has kept',
    ovs: { tunnel: true },
    rule: 'ovs/interface-error',
    target: 'node/k8s-node',
    inject: (lab) =>
      on(
        lab,
        node,
        `ovs-vsctl del-port br0 vxlan0 -- add-br br-old -- set bridge br-old datapath_type=netdev ${tunnelPort(node, 'br-old', 'vxlan-old')}
        ovs-vsctl ${tunnelPort(node, 'br0', 'vxlan0')} || true`,
      ),
    breaks: outwards,
    keeps: [`pod ${pod}>192.100.0.30`],
    undo: (lab) =>
      on(
        lab,
        node,
        `ovs-vsctl del-port br-old vxlan-old
        ovs-vsctl del-port br0 vxlan0 ${tunnelPort(node, 'br0', 'vxlan0')}
        ${restartAgent}`,
      ),
  },
  {
    name: "a pod's device was added as if OVS should make it",
    rule: 'ovs/interface-error',
    target: 'node/k8s-node',
    inject: (lab) =>
      on(
        lab,
        node,
        `ovs-vsctl del-port br0 ${port}; ovs-vsctl add-port br0 ${port} -- set interface ${port} type=internal || true`,
      ),
    breaks: all,
    undo: (lab) => on(lab, node, `ovs-vsctl --if-exists del-port br0 ${port} -- add-port br0 ${port}`),
  },
  {
    name: 'a port of a pod that is gone is left on an older bridge',
    rule: 'ovs/stale-port',
    target: 'node/k8s-node',
    inject: (lab) =>
      on(
        lab,
        node,
        `ip link add if050000000001 type veth peer name gone
        ovs-vsctl add-br br-old -- set bridge br-old datapath_type=netdev -- add-port br-old if050000000001 \
          -- set interface if050000000001 external_ids:iface-id=sdn-1_test-nginx-deployment-ff8c6f675-xxxxx
        ip link del if050000000001`,
      ),
    breaks: [],
    latent: {
      event: 'a pod gets a device of that name, which br-old takes and br0 cannot have',
      happen: (lab) =>
        on(
          lab,
          node,
          `ovs-vsctl del-port br0 ${port}
          ip link set ${port} down; ip link set ${port} name if050000000001; ip link set if050000000001 up
          ! ovs-vsctl add-port br0 if050000000001`,
        ),
      breaks: all,
    },
    undo: (lab) =>
      on(
        lab,
        node,
        // The first line is the runtime's next attempt; then the pod's own name is back, which the objects of the lab know.
        `ovs-vsctl add-port br0 if050000000001
        ovs-vsctl del-port br0 if050000000001
        ip link set if050000000001 down; ip link set if050000000001 name ${port}; ip link set ${port} up
        ovs-vsctl add-port br0 ${port}
        ${restartAgent}`,
      ),
  },
  {
    name: 'ovsdb-server is down',
    rule: 'ovs/database-down',
    target: 'node/k8s-node',
    inject: (lab) => on(lab, node, stopDatabase),
    // Without its database ovs-vswitchd runs none of its bridges, and the user space data path is run by it.
    breaks: all,
    undo: (lab) => on(lab, node, startDatabase),
  },
  {
    name: 'the controller on the gateway is gone',
    ovs: { controller: 'gateway' },
    rule: 'ovs/remote-controller-lost',
    inject: (lab) => lab.sandbox.sh(stopGatewayController),
    breaks: all,
    undo: (lab) => lab.sandbox.sh(startGatewayController),
  },
  {
    name: 'the NIC that leads to the controller is down',
    ovs: { controller: 'gateway' },
    rule: 'ovs/uplink-down',
    target: 'node/k8s-node',
    inject: (lab) => on(lab, node, 'ip link set enp1s0 down'),
    breaks: outwards,
  },
];

/** Forms of the lab in which nothing is wrong. */
export const ovsPortHarmless: readonly (HarmlessCase<OvsLab> & { readonly ovs: OvsForm })[] = [
  { name: 'patch ports join the bridges', ovs: patch, inject: async () => {} },
  { name: 'the controller is on another machine', ovs: { controller: 'gateway' }, inject: async () => {} },
  { name: 'a tunnel leads the pods of a node out', ovs: { tunnel: true }, inject: async () => {} },
];
