import { parseAddress } from '../../model/ip.ts';
import type { Endpoint } from '../../model/types.ts';
import type { ListeningSocket } from '../../parse/records.ts';
import { absentBecause, listOf } from '../fact-value.ts';
import { fromReading } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf } from '../types.ts';

export const listeningFacts = [
  defineFact({
    name: 'pod.notListening',
    target: 'pod',
    type: 'list',
    fields: { service: 'string', address: 'ip', port: 'integer', protocol: 'string', problem: 'string', listens: 'string', process: 'string' },
    doc: "Ready endpoints of the pod on whose port nothing in its network namespace listens (`problem` nobody), or only on addresses that others cannot reach (`problem` loopback or other address; `listens` says which). Absent where the pod is no Service's endpoint, or a proxy in it takes all connections.",
    sources: ['sockets', 'iptables-nft-save4', 'iptables-legacy-save4', 'cluster/endpointslices', 'cluster/pods'],
    compute: (target, context) => notListening(target, context),
  }),
] as const;

function notListening({ pod, netns }: TargetOf<'pod'>, context: FactContext): FactValue {
  const own = endpointsByPod(context).get(`${pod.namespace}/${pod.name}`) ?? [];
  const asked = own.filter((endpoint) => endpoint.ready && endpoint.protocol !== 'sctp');
  if (asked.length === 0) return absentBecause('no Service sends connections to the pod');
  const redirected = ([4, 6] as const).some((family) => {
    const netfilter = netns.netfilter[family];
    return !pod.hostNetwork && netfilter.state === 'known' && netfilter.value.tables.some((table) => [...table.chains.values()].some(({ rules }) => rules.some(({ statements }) => statements.some(({ kind, ...rest }) => kind === 'redirect' || ('text' in rest && rest.text.includes('TPROXY'))))));
  });
  if (redirected) return absentBecause('rules in the pod hand its connections to a proxy');
  return fromReading(netns.sockets, (sockets) => listOf(asked.flatMap((endpoint) => itemFor(endpoint, sockets))));
}

function endpointsByPod(context: FactContext): ReadonlyMap<string, readonly Endpoint[]> {
  return context.memo('endpoints by pod', () => {
    const byPod = new Map<string, Endpoint[]>();
    const { endpoints } = context.cluster;
    if (endpoints.state !== 'known') return byPod;
    for (const list of endpoints.value.values()) {
      for (const endpoint of list) {
        if (endpoint.pod === null) continue;
        const same = byPod.get(endpoint.pod);
        if (same) same.push(endpoint);
        else byPod.set(endpoint.pod, [endpoint]);
      }
    }
    return byPod;
  });
}

function itemFor(endpoint: Endpoint, sockets: readonly ListeningSocket[]): readonly Item[] {
  const onPort = sockets.filter(({ protocol, port }) => protocol === endpoint.protocol && port === endpoint.port);
  if (onPort.some((socket) => takes(socket, endpoint.address))) return [];
  const { service, address, port, protocol } = endpoint;
  const problem = onPort.length === 0 ? 'nobody' : onPort.every(isLoopback) ? 'loopback' : 'other address';
  const listens = [...new Set(onPort.map((socket) => socket.address))].sort().join(', ');
  return [{ service, address, port, protocol, problem, listens: listens === '' ? null : listens, process: onPort[0]?.process ?? null }];
}

/** A socket on `::` takes IPv4 as well unless it is v6only. */
function takes({ address, v6only }: ListeningSocket, destination: string): boolean {
  if (address === destination) return true;
  const isV6 = destination.includes(':');
  if (address === '::') return isV6 || !v6only;
  return address === '0.0.0.0' ? !isV6 : address === `::ffff:${destination}`;
}

function isLoopback({ address }: ListeningSocket): boolean {
  const parsed = parseAddress(address);
  return address === '::1' || (parsed?.family === 4 && parsed.value >> 24n === 127n);
}
