import { type KernelService, type KernelServices, nodePortKey } from './kernel-services-entry.ts';
import type { ExpectedService, ReadyEndpoint } from './service-rules-expected.ts';

/** One thing in which the rules of a node differ from what the API says. */
export interface Difference {
  readonly kind: 'missing' | 'refused' | 'stale' | 'unanswered' | 'lost';
  readonly expected: ExpectedService;
  /** The ClusterIP, or null for the NodePort. */
  readonly address: string | null;
  readonly port: number;
  /** For stale and lost. */
  readonly endpoint: string | null;
  /** Share of new connections that is lost, 0..1; null where nothing is lost yet. */
  readonly share: number | null;
}

/** Rounding of the probabilities that iptables prints. */
const NOTICEABLE = 0.001;

/**
 * Differences between the rules of one back end and the API, for one family; linear in the number of endpoints. `node` is the name of the
 * Kubernetes Node, for policies that keep to local endpoints.
 */
export function compareServices(
  all: readonly ExpectedService[],
  kernel: KernelServices,
  node: string,
): readonly Difference[] {
  const found: Difference[] = [];
  for (const expected of all) {
    const before = found.length;
    compareClusterIp(expected, kernel.get(expected.key), node, found);
    // A NodePort leads into the same chains: what is wrong with the ClusterIP is said once.
    if (found.length === before) compareNodePort(expected, kernel, found);
  }
  return found;
}

function compareClusterIp(
  expected: ExpectedService,
  kernel: KernelService | undefined,
  node: string,
  found: Difference[],
): void {
  const { service, ready, address, port } = expected;
  const isLocal = service.internalTrafficPolicy === 'Local';
  const wanted = isLocal ? ready.filter((endpoint) => endpoint.node === node) : ready;
  const at = { expected, address, port: port.port };
  if (kernel === undefined) {
    if (wanted.length > 0) found.push({ ...at, kind: 'missing', endpoint: null, share: 1 });
    return;
  }
  if (kernel.refused) {
    if (wanted.length > 0) found.push({ ...at, kind: 'refused', endpoint: null, share: 1 });
    return;
  }
  if (kernel.unclear) return;
  addStale(at, kernel, found);
  if (kernel.unanswered > NOTICEABLE && ready.length > 0)
    found.push({ ...at, kind: 'unanswered', endpoint: null, share: kernel.unanswered });
  addLost(at, kernel, wanted, found);
}

type At = Pick<Difference, 'expected' | 'address' | 'port'>;

/** Endpoints are chosen evenly. */
function addStale(at: At, { endpoints, unanswered }: KernelService, found: Difference[]): void {
  for (const endpoint of endpoints) {
    if (!at.expected.allowed.has(endpoint))
      found.push({ ...at, kind: 'stale', endpoint, share: (1 - unanswered) / endpoints.size });
  }
}

/** Hints leave endpoints out on purpose, but never all of them. */
function addLost(at: At, kernel: KernelService, wanted: readonly ReadyEndpoint[], found: Difference[]): void {
  const lost = wanted.filter(({ text }) => !kernel.endpoints.has(text));
  if (at.expected.hinted && lost.length < wanted.length) return;
  for (const { text } of lost) found.push({ ...at, kind: 'lost', endpoint: text, share: null });
}

/** Only where every node has to forward it: with externalTrafficPolicy Local it depends on where the endpoints are. */
function compareNodePort(expected: ExpectedService, kernel: KernelServices, found: Difference[]): void {
  const { service, port, ready } = expected;
  if (port.nodePort === null || ready.length === 0 || service.externalTrafficPolicy === 'Local') return;
  const rule = kernel.get(nodePortKey(port.protocol, port.nodePort));
  const at = { expected, address: null, port: port.nodePort, endpoint: null };
  if (rule === undefined) found.push({ ...at, kind: 'missing', share: 1 });
  else if (rule.refused) found.push({ ...at, kind: 'refused', share: 1 });
  else if (!rule.unclear && rule.unanswered > NOTICEABLE)
    found.push({ ...at, kind: 'unanswered', share: rule.unanswered });
  if (rule !== undefined && !rule.unclear) addStale(at, rule, found);
}
