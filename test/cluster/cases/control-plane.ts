import { on } from '../../lab/lab.ts';
import { succeeds } from '../ask.ts';
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
    loses: {
      what: 'the way of the node itself to the API server',
      isLost: async (cluster) =>
        !(await succeeds(cluster, 'node2', 'curl -sk -o /dev/null -m 2 https://192.168.10.161:6443/livez')),
    },
  },
  {
    name: 'a node drops what the API server asks its kubelet',
    form: { form: 'full' },
    rule: 'control-plane/kubelet-blocked',
    target: 'node/node2',
    inject: (cluster) => on(cluster, 'node2', 'iptables -I INPUT -p tcp --dport 10250 -s 192.168.10.161 -j DROP'),
    breaks: [],
    loses: {
      what: 'what the API server asks the kubelet',
      isLost: async (cluster) =>
        !(await succeeds(cluster, 'node1', 'curl -sk -o /dev/null -m 2 https://192.168.10.162:10250/healthz')),
    },
  },
];
