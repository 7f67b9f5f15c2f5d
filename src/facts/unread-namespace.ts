import { unknown } from '../model/reading.ts';
import type { NetworkNamespace, NodeModel, Pod } from '../model/types.ts';

/** Stands for a pod's network namespace that the probe did not find or could not enter: everything in it is unknown. */
export function unreadNamespace(node: NodeModel, pod: Pod): NetworkNamespace {
  const name = `${pod.namespace}/${pod.name}`;
  const reason = node.seen
    ? `no network namespace of pod ${name} was read on ${node.name}`
    : `node ${node.name} was not seen`;
  const unread = unknown(`node/${node.name}`, reason);
  const both = { 4: unread, 6: unread };
  return {
    id: `unread:${name}`,
    node,
    label: name,
    pod,
    links: unread,
    addresses: unread,
    routes: both,
    policyRules: both,
    neighbours: unread,
    fdb: unread,
    sysctls: unread,
    sockets: unread,
    netfilter: both,
    resolvConf: unread,
    coreDns: { health: unread, ready: unread, metrics: unread },
  };
}
