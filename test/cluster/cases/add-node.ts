import { age } from '../age.ts';
import type { RealCluster } from '../real-cluster.ts';

/** A Node without a machine, as one that was restored from a backup: made long ago, Ready. */
export async function addNode(cluster: RealCluster, name: string, podCidr: string | null, mac: string): Promise<void> {
  await cluster.api.create('/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: {
        'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
        'flannel.alpha.coreos.com/backend-type': 'vxlan',
        'flannel.alpha.coreos.com/backend-data': JSON.stringify({ VNI: 1, VtepMAC: mac }),
        'flannel.alpha.coreos.com/public-ip': '192.168.10.164',
      },
    },
    ...(podCidr === null ? {} : { spec: { podCIDR: podCidr, podCIDRs: [podCidr] } }),
  });
  await cluster.api.patch(`/api/v1/nodes/${name}/status`, {
    status: {
      addresses: [{ type: 'InternalIP', address: '192.168.10.164' }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });
  await ageCluster(cluster);
}

/** Takes a Node away again, with what the DaemonSets have meant for it. */
export async function removeNode(cluster: RealCluster, name: string): Promise<void> {
  // Pods that nobody has bound yet are not found by their node.
  await cluster.pods.settle(1);
  await cluster.kubectl('delete', 'node', name);
  // The DaemonSet controller may make one more before it hears of that.
  for (const wait of [0, 500, 1000]) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const where = ['-A', `--field-selector=spec.nodeName=${name}`];
    await cluster.kubectl('delete', 'pods', '--force', '--grace-period=0', ...where);
  }
}

/** Makes all that is there an hour old. */
export async function ageCluster(cluster: RealCluster): Promise<void> {
  const machine = cluster.machines.get('node1');
  if (machine) await age(machine, 60);
}
