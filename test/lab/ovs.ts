import { type JsonObject, nodeStatus, object } from './api-objects.ts';
import type { Flow, Lab } from './lab.ts';
import { type Machine, startMachine } from './machine.ts';
import { podIdentity } from './pods.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { buildUnderlay } from './underlay.ts';

/** A pod of story 000: its veth's outer end is a port of br0. */
export interface OvsPod {
  readonly name: string;
  readonly node: string;
  readonly ip: string;
  readonly mac: string;
  /** The port of br0 and the device that carries it. */
  readonly port: string;
}

export interface OvsNode {
  readonly name: string;
  readonly address: string;
  readonly mac: string;
}

export interface OvsLab extends Lab {
  readonly nodes: readonly OvsNode[];
  readonly pods: readonly OvsPod[];
  /** Shell lines that a node's network scripts run when br-ext appears. */
  readonly hostAddress: (node: string) => string;
}

const nodes: readonly OvsNode[] = [
  { name: 'k8s-master', address: '10.16.203.160', mac: '52:54:00:10:cb:a0' },
  { name: 'k8s-node', address: '10.16.203.161', mac: '52:54:00:10:cb:a1' },
];

const pods: readonly OvsPod[] = [
  {
    name: 'test-nginx-deployment-ff8c6f675-jmglr',
    node: 'k8s-master',
    ip: '192.100.0.28',
    mac: 'd0:00:5a:0b:ce:b1',
    port: 'if1350034b52b93',
  },
  {
    name: 'test-nginx-deployment-ff8c6f675-2w4d6',
    node: 'k8s-node',
    ip: '192.100.0.30',
    mac: 'd0:00:63:b9:a6:5f',
    port: 'if0300063b9a65f',
  },
  {
    name: 'test-nginx-deployment-ff8c6f675-fjq4l',
    node: 'k8s-node',
    ip: '192.100.0.31',
    mac: 'd0:00:37:51:21:65',
    port: 'if2090037512165',
  },
];

/** Where the lab differs from the story. */
export interface OvsForm {
  /** What joins br0 to br-ext: a veth pair (eth-int, eth-ext), or a pair of patch ports (int-br-ext, phy-br0) inside OVS. */
  readonly link?: 'veth' | 'patch';
  /** Where br0's controller runs: on each node, or one for all on the gateway. */
  readonly controller?: 'node' | 'gateway';
  /** k8s-node has no link to br-ext: its pods leave by a tunnel between the nodes' br0, and by k8s-master's link. */
  readonly tunnel?: boolean;
}

const namespaceOf = (pod: OvsPod): string => podIdentity({ namespace: 'sdn-1', name: pod.name }).netns;

/**
 * The network of story 000: pods on br0 (fail_mode secure, controller on loopback), eth-int/eth-ext to br-ext, and the NIC there. OVS's
 * user-space datapath: the kernel's may be missing. A rule in each pod stands for the story's eBPF program that turns the ClusterIP.
 */
export async function buildOvsLab(form: OvsForm = {}): Promise<OvsLab> {
  const sandbox = await openSandbox();
  try {
    await buildUnderlay(
      sandbox,
      nodes.map(({ name, mac }) => ({ name, device: 'enp1s0', mac })),
      { addresses: ['10.16.203.1/24', '192.100.0.254/24'], mac: 'fe:ff:ff:ff:ff:ff' },
    );
    if (form.controller === 'gateway') await sandbox.sh(startGatewayController);
    const machines = await Promise.all(nodes.map((node) => buildOvsNode(sandbox, node, form)));
    return {
      sandbox,
      nodes,
      pods,
      machines: new Map(machines.map((machine) => [machine.name, machine])),
      objects: objects(),
      flows: flows(),
      settle: async () => {
        await Promise.all(machines.map((machine) => machine.sh(settled)));
      },
      hostAddress: (name) => hostAddress(nodes.find((node) => node.name === name) ?? { name, address: '', mac: '' }),
      close: sandbox.close,
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

async function buildOvsNode(sandbox: Sandbox, node: OvsNode, form: OvsForm): Promise<Machine> {
  const machine = await startMachine(sandbox, node.name);
  const mine = pods.filter((pod) => pod.node === node.name);
  const apiServer =
    node === nodes[0]
      ? `ln -s stand-in /run/bin/kube-apiserver
    LISTEN='0.0.0.0:6443' ANSWER='Client sent an HTTP request to an HTTPS server.' /run/bin/kube-apiserver --advertise-address=${node.address} </dev/null >/dev/null 2>&1 &`
      : '';
  const link = linkOf(node, form);
  await machine.sh(`
    ip link set enp1s0 up
    ${link.devices}
    ${mine.map(addPod).join('\n')}
    mkdir -p /run/openvswitch /var/lib/openvswitch /var/log/openvswitch
    ${form.controller === 'gateway' ? '' : startController}
    ${startOvs}
    ovs-vsctl -- add-br br-ext -- set bridge br-ext datapath_type=netdev -- add-port br-ext enp1s0 \\
      -- add-br br0 -- set bridge br0 datapath_type=netdev fail_mode=secure ${link.ports} \\
      ${mine.map((pod) => `-- add-port br0 ${pod.port}`).join(' ')} -- set-controller br0 tcp:${form.controller === 'gateway' ? '10.16.203.1' : '127.0.0.1'}:6632
    ${hostAddress(node)}
    ${apiServer}`);
  return machine;
}

export const startController = 'ovs-testcontroller --detach --pidfile --no-chdir ptcp:6632:127.0.0.1';
export const startVswitchd = 'ovs-vswitchd --disable-system --detach --pidfile --no-chdir --log-file 2>/dev/null';

/** Shell lines that start OVS with an empty database, the controller first: OVS tries again only after seconds. */
const startOvs = `
    ovsdb-tool create /var/lib/openvswitch/conf.db /usr/share/openvswitch/vswitch.ovsschema
    ovsdb-server /var/lib/openvswitch/conf.db --remote=punix:/run/openvswitch/db.sock --detach --pidfile --no-chdir --log-file 2>/dev/null
    ovs-vsctl --no-wait init
    ${startVswitchd}`;

/** On the gateway, in the sandbox: machines reach it over br-ext. */
export const startGatewayController = `ip netns exec gateway ethtool -K eth0 tx off >/dev/null
    mkdir -p /run/openvswitch /var/log/openvswitch
    ip netns exec gateway ovs-testcontroller --detach --pidfile=/run/gateway-controller.pid --unixctl=/run/gateway-controller.ctl --no-chdir ptcp:6632:10.16.203.1`;

export const joinByVeth = `ip link add eth-int type veth peer name eth-ext
    ip link set eth-int up
    ip link set eth-ext up`;

/** Words for ovs-vsctl that add a tunnel from k8s-node to k8s-master, or back. */
export function tunnelPort(node: string, bridge: string, port: string): string {
  const peer = nodes.find(({ name }) => name !== node);
  return `-- add-port ${bridge} ${port} -- set interface ${port} type=vxlan options:remote_ip=${peer?.address} options:key=42`;
}

function linkOf(node: OvsNode, form: OvsForm): { readonly devices: string; readonly ports: string } {
  const tunnel = form.tunnel ? tunnelPort(node.name, 'br0', 'vxlan0') : '';
  if (form.tunnel && node !== nodes[0]) return { devices: '', ports: tunnel };
  return form.link === 'patch'
    ? {
        devices: '',
        ports: `-- add-port br0 int-br-ext -- set interface int-br-ext type=patch options:peer=phy-br0 \\
      -- add-port br-ext phy-br0 -- set interface phy-br0 type=patch options:peer=int-br-ext ${tunnel}`,
      }
    : { devices: joinByVeth, ports: `-- add-port br-ext eth-ext -- add-port br0 eth-int ${tunnel}` };
}

/** Shell lines that give the node its address on br-ext's internal port. */
const hostAddress = (node: OvsNode): string => `ethtool -K br-ext tx off >/dev/null
    ip addr replace ${node.address}/24 dev br-ext
    ip link set br-ext up
    ip route replace default via 10.16.203.1`;

/** OVS writes down every 5 s whether a controller is connected: waits until what is written is true. */
const settled = `for i in $(seq 120); do
      real=$(ss -Htn state established 'dport = 6632' | wc -l)
      written=$(ovs-vsctl --bare --columns=is_connected list Controller | grep -c true) || true
      if [ "$real" = "$written" ] || ! pgrep -x ovs-vswitchd >/dev/null || ! pgrep -x ovsdb-server >/dev/null; then break; fi
      sleep 0.1
    done`;

function addPod(pod: OvsPod): string {
  const netns = namespaceOf(pod);
  return `ip netns add ${netns}
    ip link add ${pod.port} type veth peer name eth1 netns ${netns} address ${pod.mac}
    ip link set ${pod.port} up
    ip -n ${netns} -batch - <<'EOT'
link set lo up
link set eth1 up
addr add ${pod.ip}/24 dev eth1
route add default via 192.100.0.254
EOT
    ip netns exec ${netns} ethtool -K eth1 tx off >/dev/null
    ip netns exec ${netns} iptables -t nat -A OUTPUT -d 10.96.0.1/32 -p tcp --dport 443 -j DNAT --to-destination ${nodes[0]?.address}:6443
    ln -sf stand-in /run/bin/nginx
    LISTEN='0.0.0.0:80' ANSWER='${pod.name}' ip netns exec ${netns} /run/bin/nginx </dev/null >/dev/null 2>&1 &`;
}

function flows(): readonly Flow[] {
  return pods.flatMap((pod) => {
    const flow = (id: string, rest: Partial<Flow>): Flow => ({
      id,
      from: { node: pod.node, netns: namespaceOf(pod) },
      kind: 'tcp',
      address: '',
      port: 80,
      what: '1',
      times: 1,
      answer: '',
      ...rest,
    });
    return [
      flow(`api ${pod.ip}`, { address: '10.96.0.1', port: 443, answer: 'Client sent' }),
      flow(`endpoint ${pod.ip}`, { address: '10.16.203.160', port: 6443, answer: 'Client sent' }),
      ...pods
        .filter((peer) => peer !== pod)
        .map((peer) => flow(`pod ${pod.ip}>${peer.ip}`, { address: peer.ip, answer: peer.name })),
    ];
  });
}

function objects(): JsonObject[] {
  const kubernetes = {
    spec: {
      type: 'ClusterIP',
      clusterIP: '10.96.0.1',
      clusterIPs: ['10.96.0.1'],
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
      sessionAffinity: 'None',
    },
    status: { loadBalancer: {} },
  };
  const labels = { component: 'apiserver', provider: 'kubernetes' };
  return [
    ...nodes.map((node) =>
      object(
        'v1',
        'Node',
        { name: node.name, labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': node.name } },
        { spec: {}, status: nodeStatus(node.name, [node.address]) },
      ),
    ),
    ...pods.map((pod) => {
      const host = nodes.find((node) => node.name === pod.node)?.address;
      return object(
        'v1',
        'Pod',
        {
          name: pod.name,
          namespace: 'sdn-1',
          uid: podIdentity({ namespace: 'sdn-1', name: pod.name }).uid,
          labels: { app: 'test-nginx' },
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'test-nginx-deployment-ff8c6f675', controller: true },
          ],
        },
        {
          spec: {
            nodeName: pod.node,
            containers: [{ name: 'nginx', image: 'nginx', ports: [{ containerPort: 80, protocol: 'TCP' }] }],
          },
          status: {
            phase: 'Running',
            hostIP: host,
            podIP: pod.ip,
            podIPs: [{ ip: pod.ip }],
            conditions: [{ type: 'Ready', status: 'True' }],
          },
        },
      );
    }),
    ...pods.map((pod) =>
      object(
        'sdn.example.com/v1',
        'Nic',
        { name: `${pod.ip}-vpc-default`, namespace: 'kube-system' },
        { spec: { ip: pod.ip, pod: pod.name, port: pod.port } },
      ),
    ),
    object('v1', 'Service', { name: 'kubernetes', namespace: 'default', labels }, kubernetes),
    object(
      'discovery.k8s.io/v1',
      'EndpointSlice',
      { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      {
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.16.203.160'], conditions: { ready: true } }],
        ports: [{ name: 'https', protocol: 'TCP', port: 6443 }],
      },
    ),
  ];
}
