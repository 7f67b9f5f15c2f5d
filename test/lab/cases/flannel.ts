import type { FaultCase } from '../case.ts';
import type { Cluster } from '../cluster.ts';
import { flannelFdbCommands, flannelIpCommands, subnetEnv } from '../flannel.ts';
import { on } from '../lab.ts';
import type { PlannedNode } from '../plan.ts';
import { replacePod } from '../replace-pod.ts';

const all = ['node1', 'node2', 'node3'];
const between = (a: string, b: string): readonly string[] => [`pod ${a}>${b}`, `pod ${b}>${a}`];

function node(lab: Cluster, name: string): PlannedNode {
  const found = lab.plan.nodes.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no node ${name}`);
  return found;
}

/** flanneld at its start: the device when it is missing, then route, neighbour and FDB entry of every peer. */
function restartFlannel(lab: Cluster, name: string): Promise<string> {
  const commands = flannelIpCommands(lab.plan, node(lab, name)).filter((command) => /^(neigh|route)/.test(command));
  const make = flannelIpCommands(lab.plan, node(lab, name)).filter((command) => !/^(neigh|route)/.test(command));
  return on(
    lab,
    name,
    `if ! ip link show flannel.1 >/dev/null 2>&1; then printf '${make.join('\\n')}\\n' | ip -batch -; fi
    ip link set flannel.1 up
    printf '${commands.join('\\n')}\\n' | ip -batch -
    printf '${flannelFdbCommands(lab.plan, node(lab, name)).join('\\n')}\\n' | bridge -batch -`,
  );
}

export const flannelFaults: readonly FaultCase<Cluster>[] = [
  {
    name: "one node has an old MAC of a peer's VTEP",
    rule: 'flannel/vtep-mac-stale',
    target: 'node/node1',
    inject: (lab) =>
      on(lab, 'node1', 'ip neigh replace 10.244.2.0 lladdr 12:c6:65:89:b4:aa dev flannel.1 nud permanent'),
    breaks: ['pod node1>node2'],
    keeps: ['pod node1>node1', 'pod node2>node2', 'pod node1>node3'],
  },
  {
    name: 'the MAC of a VTEP changed and all peers have the old one',
    rule: 'flannel/vtep-mac-changed',
    target: 'node/node2',
    inject: (lab) =>
      on(lab, 'node2', 'ip link set flannel.1 address 12:c6:65:89:b4:aa').then(() => restartFlannel(lab, 'node2')),
    breaks: ['pod node1>node2', 'pod node3>node2'],
    undo: (lab) =>
      on(lab, 'node2', `ip link set flannel.1 address ${node(lab, 'node2').vtepMac}`).then(() =>
        restartFlannel(lab, 'node2'),
      ),
  },
  {
    name: 'the FDB entry of a peer is missing',
    rule: 'flannel/fdb-missing',
    target: 'node/node1',
    inject: (lab) =>
      on(lab, 'node1', `bridge fdb del ${node(lab, 'node2').vtepMac} dev flannel.1 dst 192.168.10.162 self`),
    breaks: ['pod node1>node2'],
  },
  {
    name: 'the FDB entry of a peer leads to another address',
    rule: 'flannel/fdb-wrong-destination',
    target: 'node/node1',
    inject: (lab) =>
      on(
        lab,
        'node1',
        `bridge fdb replace ${node(lab, 'node2').vtepMac} dev flannel.1 dst 192.168.10.199 self permanent`,
      ),
    breaks: ['pod node1>node2'],
  },
  {
    name: 'flannel.1 is missing',
    rule: 'flannel/device-missing',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip link del flannel.1'),
    breaks: [...between('node1', 'node2'), ...between('node1', 'node3')],
    undo: (lab) => restartFlannel(lab, 'node1'),
  },
  {
    name: 'flannel.1 is down',
    rule: 'flannel/device-down',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip link set flannel.1 down'),
    breaks: [...between('node1', 'node2'), ...between('node1', 'node3')],
    undo: (lab) => restartFlannel(lab, 'node1'),
  },
  {
    name: 'the route to a peer is missing',
    rule: 'flannel/peer-route-missing',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip route del 10.244.2.0/24'),
    breaks: between('node1', 'node2'),
    keeps: ['pod node1>node1', 'pod node2>node2', 'pod node1>node3'],
  },
  {
    name: 'host-gw: the route to a peer is missing',
    form: { backend: 'host-gw' },
    rule: 'flannel/peer-route-missing',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip route del 10.244.2.0/24'),
    breaks: between('node1', 'node2'),
  },
  {
    name: "dual-stack: an old MAC of a peer's IPv6 VTEP",
    form: { dualStack: true },
    rule: 'flannel/vtep-mac-stale',
    target: 'node/node1',
    inject: (lab) =>
      on(lab, 'node1', 'ip neigh replace fd00:244:0:2:: lladdr 5a:0d:e2:41:77:aa dev flannel-v6.1 nud permanent'),
    breaks: ['pod6 node1>node2'],
  },
  {
    name: 'the route to a peer leads elsewhere',
    rule: 'flannel/peer-route-wrong',
    target: 'node/node1',
    inject: (lab) => on(lab, 'node1', 'ip route replace 10.244.2.0/24 via 192.168.10.1 dev eth0'),
    breaks: ['pod node1>node2'],
  },
  {
    name: 'one node uses another VNI',
    rule: 'flannel/vni-mismatch',
    target: 'node/node1',
    inject: (lab) => remake(lab, 'id 7', 'dstport 8472'),
    breaks: between('node1', 'node2'),
    undo: (lab) => remake(lab, 'id 1', 'dstport 8472'),
  },
  {
    name: 'one node uses another UDP port',
    rule: 'flannel/port-mismatch',
    target: 'node/node1',
    inject: (lab) => remake(lab, 'id 1', 'dstport 4789'),
    breaks: between('node1', 'node2'),
    undo: (lab) => remake(lab, 'id 1', 'dstport 8472'),
  },
  {
    name: 'subnet.env is missing',
    rule: 'flannel/subnet-env-missing',
    target: 'node/node2',
    inject: (lab) => on(lab, 'node2', 'rm /run/flannel/subnet.env'),
    breaks: [],
    latent: {
      event: 'a pod is replaced: the CNI plugin cannot add it',
      happen: (lab) => replacePod(lab, 'node2', 'web', all),
      breaks: ['pod node1>node2'],
    },
    undo: async (lab) => {
      await writeSubnetEnv(lab, 'node2');
      await retryPod(lab, 'node2');
    },
  },
  {
    name: 'subnet.env has another subnet than the Node',
    rule: 'flannel/subnet-env-mismatch',
    target: 'node/node2',
    inject: (lab) => on(lab, 'node2', "sed -i 's/10.244.2.1/10.244.77.1/' /run/flannel/subnet.env"),
    breaks: [],
    latent: {
      event: 'a pod is replaced: the bridge plugin refuses, since cni0 has another address than subnet.env says',
      happen: (lab) => replacePod(lab, 'node2', 'web', all),
      breaks: ['pod node1>node2'],
    },
    undo: async (lab) => {
      await writeSubnetEnv(lab, 'node2');
      await on(lab, 'node2', 'ip addr del 10.244.77.1/24 dev cni0 2>/dev/null || true');
      await retryPod(lab, 'node2');
    },
  },
  {
    name: 'cni0 has an address of another subnet',
    rule: 'cni/bridge-address',
    target: 'node/node2',
    inject: (lab) => on(lab, 'node2', 'ip addr del 10.244.2.1/24 dev cni0; ip addr add 10.244.9.1/24 dev cni0'),
    breaks: ['pod node1>node2', 'service node2', 'outside node2'],
  },
];

function remake(lab: Cluster, id: string, port: string): Promise<string> {
  const self = node(lab, 'node1');
  const commands = flannelIpCommands(lab.plan, self).map((command) =>
    command.replace('id 1', id).replace('dstport 8472', port),
  );
  return on(
    lab,
    'node1',
    `ip link del flannel.1
    printf '${commands.join('\\n')}\\n' | ip -batch -
    printf '${flannelFdbCommands(lab.plan, self).join('\\n')}\\n' | bridge -batch -`,
  );
}

function writeSubnetEnv(lab: Cluster, name: string): Promise<string> {
  return on(
    lab,
    name,
    `printf '${subnetEnv(lab.plan, node(lab, name)).replaceAll('\n', '\\n')}' > /run/flannel/subnet.env`,
  );
}

/** kubelet tries again until the pod runs. */
async function retryPod(lab: Cluster, name: string): Promise<void> {
  await replacePod(lab, name, 'web', all);
}
