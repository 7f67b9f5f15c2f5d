import type { FaultCase, HarmlessCase } from '../case.ts';
import { on } from '../lab.ts';
import { type OvsLab, startController, startVswitchd } from '../ovs.ts';

const pod = '192.100.0.31';
const port = 'if2090037512165';
const node = 'k8s-node';
const stopController = 'pkill -x ovs-testcontrol; while pgrep -x ovs-testcontrol >/dev/null; do sleep 0.01; done';

const stopVswitchd = 'pkill -x ovs-vswitchd; while pgrep -x ovs-vswitchd >/dev/null; do sleep 0.01; done';

export const ovsFaults: readonly FaultCase<OvsLab>[] = [
  {
    name: 'the controller of br0 is gone',
    rule: 'ovs/controller-lost',
    target: 'bridge/k8s-node/br0',
    inject: (lab) => on(lab, node, stopController),
    breaks: [`api ${pod}`, `pod ${pod}>192.100.0.30`],
    undo: (lab) => on(lab, node, startController),
  },
  {
    name: 'br0 is secure, has no controller and no flows',
    rule: 'ovs/secure-without-flows',
    target: 'bridge/k8s-node/br0',
    inject: (lab) => on(lab, node, 'ovs-vsctl del-controller br0; ovs-ofctl del-flows br0'),
    breaks: [`api ${pod}`, `pod ${pod}>192.100.0.30`],
    undo: (lab) => on(lab, node, 'ovs-vsctl set-controller br0 tcp:127.0.0.1:6632'),
  },
  {
    name: 'ovs-vswitchd is down',
    rule: 'ovs/vswitchd-down',
    target: 'node/k8s-node',
    inject: (lab) => on(lab, node, stopVswitchd),
    breaks: [`api ${pod}`, `pod ${pod}>192.100.0.30`],
    undo: (lab) => on(lab, node, `${startVswitchd}\n${lab.hostAddress(node)}`),
  },
  {
    name: 'the NIC has another name than the port of br-ext',
    rule: 'ovs/uplink-missing',
    // As after a reboot with another kernel: the NIC has another name.
    inject: (lab) =>
      on(
        lab,
        node,
        `${stopVswitchd}\nip link set enp1s0 down; ip link set enp1s0 name ens1; ip link set ens1 up\n${startVswitchd}\n${lab.hostAddress(node)}`,
      ),
    breaks: [`api ${pod}`],
  },
  {
    name: "a pod's device is not a port of br0",
    rule: 'ovs/pod-port-missing',
    inject: (lab) => on(lab, node, `ovs-vsctl del-port br0 ${port}`),
    breaks: [`api ${pod}`, `pod ${pod}>192.100.0.30`],
    undo: (lab) => on(lab, node, `ovs-vsctl --may-exist add-port br0 ${port}`),
  },
  {
    name: 'one end of the link between the bridges is no port',
    rule: 'ovs/bridge-link-broken',
    inject: (lab) => on(lab, node, 'ovs-vsctl del-port br-ext eth-ext'),
    breaks: [`api ${pod}`, `pod ${pod}>192.100.0.28`],
    undo: (lab) => on(lab, node, 'ovs-vsctl --may-exist add-port br-ext eth-ext'),
  },
  {
    name: 'the link between the bridges is down',
    rule: 'ovs/bridge-link-broken',
    inject: (lab) => on(lab, node, 'ip link set eth-int down'),
    breaks: [`api ${pod}`, `pod ${pod}>192.100.0.28`],
    undo: (lab) => on(lab, node, 'ip link set eth-int up'),
  },
  {
    name: 'br-ext has no uplink',
    rule: 'ovs/uplink-missing',
    target: 'node/k8s-node',
    inject: (lab) => on(lab, node, 'ovs-vsctl del-port br-ext enp1s0'),
    breaks: [`api ${pod}`, `pod ${pod}>192.100.0.28`],
    undo: (lab) => on(lab, node, 'ovs-vsctl --may-exist add-port br-ext enp1s0'),
  },
  {
    name: 'the uplink has no carrier',
    rule: 'ovs/uplink-no-carrier',
    inject: (lab) => lab.sandbox.sh('ip -n switch link set port1 down'),
    breaks: [`api ${pod}`, `pod ${pod}>192.100.0.28`],
    undo: (lab) => lab.sandbox.sh('ip -n switch link set port1 up'),
  },
];

export const ovsHarmless: readonly HarmlessCase<OvsLab>[] = [
  {
    // br0's own internal port is down in every lab, as on the story's nodes.
    name: 'internal ports are down',
    inject: async () => {},
  },
  {
    name: 'a controller that is connected again still shows its last error',
    inject: async (lab) => {
      await on(lab, node, stopController);
      await lab.settle();
      await on(lab, node, startController);
      await lab.settle();
    },
  },
];
