import { type JsonObject, nodeStatus, object } from './api-objects.ts';
import type { Lab } from './lab.ts';
import { startMachine } from './machine.ts';
import { podIdentity } from './pods.ts';
import { openSandbox } from './sandbox.ts';
import { buildUnderlay } from './underlay.ts';

const pod = { namespace: 'default', name: 'nginx-priv' };
const worker = '192.168.10.163';
const virtualMachine = '192.168.10.164';
const podAddress = '10.132.2.46';

/** The MAC that the worker's ARP table has for the pod: that of the pod's eth0 on the worker. */
export const podMac = '0a:58:0a:84:02:2e';
/** The MAC that vxlan0 had in story 002. */
export const storyMac = '7e:e5:f7:e6:f5:1a';
export const podVmName = 'podvm-nginx-priv-8b726648';

/**
 * The network of story 002: the pod runs in a virtual machine of its own; on the worker its namespace only carries a tunnel to it. Both
 * ends of the tunnel were made in the machine's first namespace and moved into the pod's, where no veth leads: the x-netns vxlan.
 */
export async function buildPodVmLab(): Promise<Lab> {
  const sandbox = await openSandbox();
  try {
    await buildUnderlay(
      sandbox,
      [
        { name: 'worker', device: 'eth0', mac: '52:54:00:c0:a8:03' },
        { name: podVmName, device: 'eth0', mac: '52:54:00:c0:a8:04' },
      ],
      { addresses: ['192.168.10.1/24'] },
    );
    const [node, vm] = await Promise.all([startMachine(sandbox, 'worker'), startMachine(sandbox, podVmName)]);
    const netns = podIdentity(pod).netns;
    await node.sh(`
      ip netns add ${netns}
      ip -batch - <<'EOT'
link set eth0 up
addr add ${worker}/24 dev eth0
route add default via 192.168.10.1
link add ovn-k8s-mp0 address 0a:58:0a:84:02:02 mtu 1400 type veth peer name eth0 netns ${netns} address ${podMac} mtu 1400
link set ovn-k8s-mp0 up
addr add 10.132.2.2/23 dev ovn-k8s-mp0
neigh replace ${podAddress} lladdr ${podMac} dev ovn-k8s-mp0 nud permanent
link add vxlan1 mtu 1400 type vxlan id 555000 remote ${virtualMachine} dstport 4789
link set vxlan1 netns ${netns}
EOT
      ip -n ${netns} -batch - <<'EOT'
link set lo up
link set eth0 up
link set vxlan1 up
EOT
      for pair in eth0:vxlan1 vxlan1:eth0; do
        ip netns exec ${netns} tc qdisc add dev \${pair%:*} ingress
        ip netns exec ${netns} tc filter add dev \${pair%:*} parent ffff: protocol all u32 match u8 0 0 action mirred egress redirect dev \${pair#*:}
      done`);
    await vm.sh(`
      ip netns add podns
      ip -batch - <<'EOT'
link set eth0 up
addr add ${virtualMachine}/24 dev eth0
route add default via 192.168.10.1
link add vxlan0 address ${podMac} mtu 1400 type vxlan id 555000 remote ${worker} dstport 4789
link set vxlan0 netns podns
EOT
      ip -n podns -batch - <<'EOT'
link set lo up
link set vxlan0 up
addr add ${podAddress}/23 dev vxlan0
EOT
      ln -s stand-in /run/bin/nginx
      LISTEN='0.0.0.0:80' ANSWER=nginx ip netns exec podns /run/bin/nginx </dev/null >/dev/null 2>&1 &`);
    const from = { node: 'worker', netns: null };
    return {
      sandbox,
      machines: new Map([
        ['worker', node],
        [podVmName, vm],
      ]),
      objects: objects(),
      flows: [
        {
          id: 'host worker>pod',
          from,
          kind: 'tcp',
          address: podAddress,
          port: 80,
          what: '1',
          times: 1,
          answer: 'nginx',
        },
      ],
      settle: async () => {},
      close: sandbox.close,
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

function objects(): JsonObject[] {
  return [
    object(
      'v1',
      'Node',
      { name: 'worker', labels: { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': 'worker' } },
      { spec: {}, status: nodeStatus('worker', [worker]) },
    ),
    object(
      'v1',
      'Pod',
      { name: pod.name, namespace: pod.namespace, uid: podIdentity(pod).uid, labels: { app: 'nginx-priv' } },
      {
        spec: {
          nodeName: 'worker',
          runtimeClassName: 'kata-remote',
          containers: [{ name: 'nginx', image: 'nginx', ports: [{ containerPort: 80, protocol: 'TCP' }] }],
        },
        status: {
          phase: 'Running',
          hostIP: worker,
          podIP: podAddress,
          podIPs: [{ ip: podAddress }],
          conditions: [{ type: 'Ready', status: 'True' }],
        },
      },
    ),
  ];
}
