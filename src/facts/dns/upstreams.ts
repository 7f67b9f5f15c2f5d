import type { Forward } from '../../model/corefile.ts';
import { parseAddress } from '../../model/ip.ts';
import { known, type Reading } from '../../model/reading.ts';
import type { NetworkNamespace, NodeModel, Pod } from '../../model/types.ts';
import { targetsOf } from '../targets.ts';
import type { FactContext, Unseen } from '../types.ts';
import { clusterDns, dnsServices } from './cluster-dns.ts';
import { forwardsOfDns } from './corefile-of.ts';

/** A server that a pod of the cluster DNS asks for names that are not the cluster's. */
export interface Upstream {
  readonly pod: Pod;
  readonly node: NodeModel;
  readonly netns: NetworkNamespace;
  readonly address: string;
  readonly port: number;
  /** Where it is named: `Corefile`, or a file that the Corefile names. */
  readonly via: string;
  readonly forward: Forward;
}

export interface Upstreams {
  readonly upstreams: readonly Upstream[];
  readonly unseen: readonly Unseen[];
}

/** More pods and servers say nothing new. */
const MOST_PODS = 8;
const MOST_SERVERS = 15;

/** Every server that every pod of the cluster DNS forwards to, as its Corefile and its resolv.conf say. */
export function upstreamsOf(context: FactContext): Reading<Upstreams> {
  return context.memo('upstream servers of the cluster DNS', () => {
    const forwards = forwardsOfDns(context);
    if (forwards.state !== 'known') return forwards;
    const dns = clusterDns(context);
    if (dns.state !== 'known') return dns;
    const upstreams: Upstream[] = [];
    const unseen: Unseen[] = [];
    const pods = new Set(dns.value.pods.map(({ namespace, name }) => `${namespace}/${name}`));
    const targets = targetsOf('pod', context.cluster).targets.filter(
      (target) => target.kind === 'pod' && pods.has(`${target.pod.namespace}/${target.pod.name}`),
    );
    for (const target of targets.slice(0, MOST_PODS)) {
      if (target.kind !== 'pod') continue;
      const { pod, node, netns } = target;
      for (const forward of forwards.value) {
        for (const { address, port } of forward.servers.slice(0, MOST_SERVERS))
          upstreams.push({ pod, node, netns, address, port, via: 'Corefile', forward });
        for (const file of forward.files) {
          const conf = resolvConfOf(node, netns, pod, file);
          if (conf.state === 'unknown')
            unseen.push({ who: `pod/${pod.namespace}/${pod.name}`, missing: conf.missing, reason: conf.reason });
          if (conf.state !== 'known') continue;
          for (const address of conf.value.filter((text) => parseAddress(text) !== undefined).slice(0, MOST_SERVERS))
            upstreams.push({ pod, node, netns, address, port: 53, via: file, forward });
        }
      }
    }
    return known({ upstreams, unseen }, forwards.source);
  });
}

/** What the file says in the pod: as it was read there, else what the kubelet copies into it. */
function resolvConfOf(node: NodeModel, netns: NetworkNamespace, pod: Pod, file: string): Reading<readonly string[]> {
  if (file !== '/etc/resolv.conf')
    return { state: 'unknown', missing: 'resolv-conf', reason: `the file ${file} in the pod was not read` };
  const own = netns.resolvConf;
  if (own.state === 'known') return known(own.value.nameservers, own.source);
  const copied = node.kubelet.resolvConf;
  if (pod.dnsPolicy === 'Default' && copied.state === 'known') return known(copied.value.nameservers, copied.source);
  return own;
}

/** A server that leads back to CoreDNS: its own loopback, its own address, or the Service that is CoreDNS itself. */
export function leadsBack(context: FactContext, { address, port, pod }: Upstream): boolean {
  if (port !== 53) return false;
  const services = new Set(dnsServices(context).flatMap(({ clusterIps }) => clusterIps));
  if (services.has(address)) return true;
  // With the node's network, loopback is the node's own resolver, and the node's address may be, too.
  return !pod.hostNetwork && (isLoopback(address) || pod.ips.includes(address));
}

function isLoopback(text: string): boolean {
  const address = parseAddress(text);
  if (address === undefined) return false;
  return address.family === 4 ? address.value >> 24n === 127n : address.value === 1n;
}
