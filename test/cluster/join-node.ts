import { programsFolder } from './programs.ts';
import type { RealCluster } from './real-cluster.ts';
import { untilAnswers } from './wait.ts';

/** The podCIDR that the controller manager gave a Node, or null. */
export async function podCidrOf(cluster: RealCluster, node: string): Promise<string | null> {
  const { spec } = await cluster.api.get(`/api/v1/nodes/${node}`);
  return (spec as { readonly podCIDR?: string }).podCIDR ?? null;
}

export async function untilPodCidr(cluster: RealCluster, node: string): Promise<string> {
  return untilAnswers(
    async () => {
      const cidr = await podCidrOf(cluster, node);
      if (cidr === null) throw new Error('none');
      return cidr;
    },
    `the podCIDR of ${node}`,
    { seconds: 15 },
  );
}

/** What flanneld says that starts on a machine for a Node: on the host outside, which is no node yet. Ends after some seconds. */
export async function flanneldFor(cluster: RealCluster, node: string): Promise<string> {
  const map = await cluster.api.get('/api/v1/namespaces/kube-flannel/configmaps/kube-flannel-cfg');
  const end = await cluster.outside(
    [
      'sh',
      '-c',
      `cat > /run/net-conf.json
      NODE_NAME=${node} timeout 6 ${programsFolder()}/flanneld --kube-subnet-mgr --iface=eth0 --kubeconfig-file="$KUBECONFIG" \\
        --net-config-path=/run/net-conf.json 2>&1 || true
      ip link del flannel.1 2>/dev/null || true`,
    ],
    { stdin: (map.data as Readonly<Record<string, string>>)['net-conf.json'] ?? '' },
  );
  return end.stdout;
}
