import { number, shape, text, textUpTo } from './keep.ts';

const NETWORK_REASONS: ReadonlySet<string> = new Set([
  'CIDRAssignmentFailed',
  'CIDRNotAvailable',
  'DNSConfigForming',
  'FailedCreatePodSandBox',
  'FailedKillPod',
  'FailedToCreateEndpoint',
  'FailedToCreateEndpointSlices',
  'FailedToUpdateEndpoint',
  'FailedToUpdateEndpointSlices',
  'HostPortConflict',
  'NetworkNotReady',
  'NodeNotReady',
  'PortAlreadyAllocated',
  'SandboxChanged',
  'SyncLoadBalancerFailed',
  'Unhealthy',
]);

const NETWORK_WORDS =
  /\b(?:cidr|cni|dns|endpoints?|flannel|calico|cilium|ipam|iptables|ipvs|nftables|mtu|network|plugin type|resolv\.conf|route|sandbox|veth)\b/i;

/** Events about the network; the others (pulls, schedules, scalings) are left out. */
export function isNetworkEvent(object: Readonly<Record<string, unknown>>): boolean {
  const { reason, message, note } = object;
  if (typeof reason === 'string' && NETWORK_REASONS.has(reason)) return true;
  const said = typeof message === 'string' ? message : note;
  return typeof said === 'string' && NETWORK_WORDS.test(said.slice(0, 2000));
}

const about = shape({ kind: text, namespace: text, name: text, uid: text });
const message = textUpTo(1000);

/** Core and events.k8s.io spellings both; what one has the other may miss. */
export const event = {
  type: text,
  reason: text,
  message,
  note: message,
  count: number,
  deprecatedCount: number,
  firstTimestamp: text,
  lastTimestamp: text,
  deprecatedFirstTimestamp: text,
  deprecatedLastTimestamp: text,
  eventTime: text,
  series: shape({ count: number, lastObservedTime: text }),
  involvedObject: about,
  regarding: about,
  source: shape({ component: text, host: text }),
  reportingComponent: text,
  reportingController: text,
  reportingInstance: text,
};
