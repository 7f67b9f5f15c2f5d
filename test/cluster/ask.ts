import type { RunningPod } from '../lab/pods.ts';
import { send } from '../lab/traffic.ts';
import { named } from './nodes.ts';
import type { RealCluster } from './real-cluster.ts';

export function podOn(cluster: RealCluster, node: string, role: RunningPod['role']): RunningPod {
  const pod = cluster.pods.running.find((one) => one.node === node && one.role === role);
  if (pod === undefined) throw new Error(`no ${role} pod on ${node}`);
  return pod;
}

export const clientOn = (cluster: RealCluster, node: string): RunningPod => podOn(cluster, node, 'client');

/** Whether a command succeeds on a machine. */
export const succeeds = async (cluster: RealCluster, node: string, script: string): Promise<boolean> =>
  (await named(cluster.machines, node).exec(['sh', '-c', script])).code === 0;

/** What a question gets, as `dig +short` prints it, '' for no answer: from a pod's network, with its own resolv.conf, or from the node's. */
export async function ask(cluster: RealCluster, node: string, netns: string | null, question: string): Promise<string> {
  const dig = `dig +short +time=1 +tries=1 +search ${question}`;
  const command = netns === null ? dig : `ip netns exec ${netns} ${dig}`;
  const end = await named(cluster.machines, node).exec(['sh', '-c', command]);
  return end.code === 0 ? end.stdout.trim() : '';
}

/** Whether every one of some connections from a pod is answered, with a text that begins so. */
export async function answers(
  cluster: RealCluster,
  { node, netns }: RunningPod,
  address: string,
  port: number,
  answer: string,
  times = 1,
): Promise<boolean> {
  const flow = { id: 'own', from: { node, netns }, kind: 'tcp', address, port, what: '1', times, answer } as const;
  return (await send(cluster, [flow], 2)).get('own')?.ok === true;
}

/** The address by which the client of a node is seen when it connects to another one: its own, or one that stands in for it. */
export async function seenAs(cluster: RealCluster, node: string, address: string, port: number): Promise<string> {
  const own = `-p tcp --orig-src ${clientOn(cluster, node).addresses[0]} --orig-dst ${address}`;
  await named(cluster.machines, node).exec(['sh', '-c', `conntrack -D ${own} >/dev/null 2>&1`]);
  await answers(cluster, clientOn(cluster, node), address, port, '');
  const list = await named(cluster.machines, node).sh(`conntrack -L ${own} 2>/dev/null`);
  const line = list.trim().split('\n').at(-1) ?? '';
  return [...line.matchAll(/dst=(\S+)/g)][1]?.[1] ?? '';
}

/** Whether a node is the one that answers at an address, as the wire of node1 sees it. */
export async function isAt(cluster: RealCluster, node: string, address: string): Promise<boolean> {
  const mac = (await named(cluster.machines, node).sh('cat /sys/class/net/eth0/address')).trim();
  const script = `ping -c 1 -W 1 ${address} >/dev/null; ip neigh show ${address} dev eth0`;
  return (await named(cluster.machines, 'node1').exec(['sh', '-c', script])).stdout.includes(mac);
}

/** The InternalIP that a Node is registered with. */
export async function registeredAddress(cluster: RealCluster, node: string): Promise<string> {
  const { status } = await cluster.api.get(`/api/v1/nodes/${node}`);
  const { addresses } = status as {
    readonly addresses: readonly { readonly type: string; readonly address: string }[];
  };
  return addresses.find(({ type }) => type === 'InternalIP')?.address ?? '';
}

/** For cases in which a Node's address is not that of its machine. */
export const notAtItsAddress = (node: string) => ({
  what: `what asks for ${node} at the address that it is registered with`,
  isLost: async (cluster: RealCluster): Promise<boolean> =>
    !(await isAt(cluster, node, await registeredAddress(cluster, node))),
});
