import type { Flow } from './lab.ts';
import type { PlannedNode, PlannedService } from './plan.ts';
import type { RunningPod } from './pods.ts';
import { outside } from './underlay.ts';

/** Everything that works in a healthy flannel cluster. */
export function flannelFlows(
  plan: {
    readonly nodes: readonly Pick<PlannedNode, 'name' | 'address'>[];
    readonly services: readonly Pick<PlannedService, 'name' | 'clusterIps'>[];
  },
  pods: readonly RunningPod[],
): readonly Flow[] {
  const flows: Flow[] = [];
  const service = (name: string) => plan.services.find((one) => one.name === name);
  const web = (node: string) => pods.find((pod) => pod.node === node && pod.role === 'web');
  for (const { name: node, address: nodeAddress } of plan.nodes) {
    const client = pods.find((pod) => pod.node === node && pod.role === 'client');
    const from = { node, netns: client?.netns ?? null };
    const add = (id: string, rest: Partial<Flow>): void => {
      flows.push({ id, from, kind: 'tcp', address: '', port: 8080, what: '1', times: 1, answer: '', ...rest });
    };
    for (const peer of plan.nodes) {
      const target = web(peer.name);
      for (const [index, address] of (target?.addresses.length === 0
        ? ['192.0.2.1']
        : (target?.addresses ?? [])
      ).entries()) {
        const six = index === 0 ? '' : '6';
        add(`pod${six} ${node}>${peer.name}`, { address, answer: target?.name ?? '' });
        if (peer.name !== node)
          add(`large${six} ${node}>${peer.name}`, { address, what: '60000', answer: target?.name ?? '' });
        if (peer.name !== node)
          add(`host${six} ${node}>${peer.name}`, { from: { node, netns: null }, address, answer: target?.name ?? '' });
      }
    }
    for (const [index, address] of (service('web')?.clusterIps ?? []).entries()) {
      add(`service${index === 0 ? '' : '6'} ${node}`, { address, port: 80, times: 24, answer: 'web-' });
    }
    add(`host-service ${node}`, {
      from: { node, netns: null },
      address: service('web')?.clusterIps[0] ?? '',
      port: 80,
      times: 24,
      answer: 'web-',
    });
    add(`api ${node}`, { address: service('kubernetes')?.clusterIps[0] ?? '', port: 443, answer: 'kube-apiserver' });
    add(`dns ${node}`, {
      kind: 'dns',
      address: service('kube-dns')?.clusterIps[0] ?? '',
      port: 53,
      times: 4,
      what: 'web.default.svc.cluster.local',
      answer: service('web')?.clusterIps[0] ?? '?',
    });
    add(`outside ${node}`, { address: outside.address, port: outside.port, answer: 'outside' });
    add(`nodeport ${node}`, { from: null, address: nodeAddress, port: 30080, times: 24, answer: 'web-' });
  }
  return flows;
}
