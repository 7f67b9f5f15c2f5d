import { on } from '../../lab/lab.ts';
import type { RealCase } from '../case.ts';

export const controlPlaneCases: readonly RealCase[] = [
  {
    name: 'the API server drops what one node sends',
    rule: 'control-plane/api-blocked',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'iptables -I INPUT -p tcp --dport 6443 -s 192.168.10.162 -j DROP'),
    breaks: ['api node2'],
    keeps: ['api node3', 'pod node1>node2'],
  },
  {
    name: "only the nodes' network may come to the API server, and not the pods on its own node",
    rule: 'control-plane/api-blocked',
    target: 'node/node1',
    inject: (cluster) => on(cluster, 'node1', 'iptables -I INPUT -p tcp --dport 6443 -s 10.244.0.0/16 -j DROP'),
    breaks: ['api node1'],
    keeps: ['api node2', 'api node3'],
  },
  {
    name: 'a node drops what it sends to the API server',
    rule: 'control-plane/api-blocked',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'iptables -I OUTPUT -p tcp --dport 6443 -j REJECT'),
    breaks: [],
  },
  {
    name: 'a node drops what the API server asks its kubelet',
    form: { form: 'full' },
    rule: 'control-plane/kubelet-blocked',
    target: 'node/node2',
    inject: async (cluster) => {
      const asked = 'curl -sk -o /dev/null -m 2 https://192.168.10.162:10250/healthz';
      await on(cluster, 'node1', asked);
      await on(cluster, 'node2', 'iptables -I INPUT -p tcp --dport 10250 -s 192.168.10.161 -j DROP');
      await on(cluster, 'node1', `! ${asked}`);
    },
    breaks: [],
  },
];
