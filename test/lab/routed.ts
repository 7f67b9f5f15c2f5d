import { buildFlannelCluster, type Cluster } from './cluster.ts';
import { stopDaemon } from './daemons.ts';
import { on } from './lab.ts';

/** What names a bridge and addresses for pods, and no network between nodes. */
const bridgeConflist = (subnet: string): string =>
  JSON.stringify({
    name: 'cbr0',
    cniVersion: '0.3.1',
    plugins: [
      {
        type: 'bridge',
        bridge: 'cni0',
        isDefaultGateway: true,
        hairpinMode: true,
        ipam: { type: 'host-local', subnet },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  });

/** A cluster without flannel, whose nodes have routes to each other's pods all the same: a cloud's, BGP's, an administrator's. */
export async function buildRoutedCluster(): Promise<Cluster> {
  const lab = await buildFlannelCluster({ backend: 'host-gw' });
  for (const { name, podCidr } of lab.plan.nodes)
    await on(
      lab,
      name,
      `${stopDaemon('flanneld')}
      rm -r /run/flannel /etc/cni/net.d/10-flannel.conflist
      printf '%s' '${bridgeConflist(podCidr)}' > /etc/cni/net.d/10-bridge.conflist
      for t in nat filter; do
        iptables-save -t $t | sed 's/FLANNEL/SITE/g; s/flanneld //g' > /run/rules; iptables-restore -T $t < /run/rules
      done`,
    );
  const kept = lab.objects.filter(({ metadata }) => !metadata.name.includes('flannel'));
  for (const { kind, metadata } of kept) if (kind === 'Node') metadata.annotations = {};
  lab.objects.splice(0, lab.objects.length, ...kept);
  return lab;
}
