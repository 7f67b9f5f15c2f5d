import { buildNode, type Cluster } from './cluster.ts';
import { syncKubeProxy } from './kube-proxy.ts';

/**
 * A node's reboot: all of its processes, mounts and its network namespace end; then it comes up as it was built. What somebody once typed is
 * gone, what the daemons and the CNI plugins do at their start is done again.
 */
export async function reboot(cluster: Cluster, name: string): Promise<void> {
  const index = cluster.plan.nodes.findIndex((node) => node.name === name);
  const node = cluster.plan.nodes[index];
  const machine = cluster.machines.get(name);
  if (node === undefined || machine === undefined) throw new Error(`no node ${name}`);
  await machine.kill();
  await cluster.sandbox.sh(`
    ip netns del ${name}
    while ip -n switch link show port${index} >/dev/null 2>&1; do sleep 0.02; done
    ip netns add ${name}
    ip link add name eth0 netns ${name} address ${node.mac} type veth peer name port${index} netns switch
    ip -n switch link set port${index} master br0 up`);
  const fresh = await buildNode(cluster.sandbox, cluster.plan, node);
  cluster.machines.set(name, fresh.machine);
  for (const pod of fresh.pods) {
    const at = cluster.pods.findIndex((one) => one.name === pod.name);
    if (at >= 0) cluster.pods[at] = pod;
  }
  await syncKubeProxy(cluster, name);
}
