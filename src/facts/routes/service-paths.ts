import type { NetworkNamespace, NodeModel } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { podToService } from '../../walk/flows.ts';
import type { FactContext } from '../types.ts';
import type { PodPath } from './pod-path.ts';
import { podsOn, type Representative, representativeOf } from './representatives.ts';

const FAMILIES = [4, 6] as const;

/** Services that stand for all others: what breaks all of a node's Services breaks these. */
const REPRESENTATIVE_SERVICES = 3;

/** Walks from a node, and from a pod on it, to a few Services, there and back. */
export function pathsToServices(context: FactContext, from: NodeModel): PodPath[] {
  if (!from.seen) return [];
  return FAMILIES.flatMap((family) => {
    const here = podsOn(context, from, family);
    const some = representativeServices(context, family).slice(0, REPRESENTATIVE_SERVICES);
    // An endpoint on the same node is a way of its own: its answers are bridged.
    const local = here.map((pod) =>
      servicesByEndpoint(context)
        .get(pod.address)
        ?.find((one) => one.family === family),
    );
    const asked = [...new Set([...some, local.find((one) => one !== undefined)])].filter((one) => one !== undefined);
    return asked.flatMap((target, index) => {
      const client = clientFor(context, from, target);
      const own = index === 0 ? [toService(context, from, 'node', from.host, target)] : [];
      return client === undefined ? own : [...own, toService(context, from, 'pod', client.netns, target)];
    });
  });
}

/** A virtual address of a Service that has endpoints. */
interface AskedService {
  readonly name: string;
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly endpoints: ReadonlySet<string>;
}

function askedServices(context: FactContext): readonly AskedService[] {
  return context.memo('Services with endpoints', () => {
    const { services, endpoints } = context.cluster;
    if (services.state !== 'known' || endpoints.state !== 'known') return [];
    return services.value.flatMap((service) => {
      const name = `${service.namespace}/${service.name}`;
      const ready = (endpoints.value.get(name) ?? []).filter((one) => one.ready);
      const port = service.ports.find((one) => one.protocol !== 'sctp');
      if (port === undefined || ready.length === 0) return [];
      return service.clusterIps
        .filter((address) => address !== 'None')
        .map((address): AskedService => {
          const family: Family = address.includes(':') ? 6 : 4;
          const own = ready.map((one) => one.address).filter((one) => one.includes(':') === (family === 6));
          return {
            name,
            address,
            family,
            port: port.port,
            protocol: port.protocol === 'udp' ? 'udp' : 'tcp',
            endpoints: new Set(own),
          };
        });
    });
  });
}

const representativeServices = (context: FactContext, family: Family): readonly AskedService[] =>
  context.memo(`Services of family ${family}`, () =>
    askedServices(context).filter((one) => one.family === family && one.endpoints.size > 0),
  );

function servicesByEndpoint(context: FactContext): ReadonlyMap<string, readonly AskedService[]> {
  return context.memo('Services by endpoint', () => {
    const found = new Map<string, AskedService[]>();
    for (const service of askedServices(context)) {
      for (const address of service.endpoints) {
        const same = found.get(address);
        if (same === undefined) found.set(address, [service]);
        else same.push(service);
      }
    }
    return found;
  });
}

function toService(
  context: FactContext,
  from: NodeModel,
  origin: PodPath['origin'],
  netns: NetworkNamespace,
  service: AskedService,
): PodPath {
  const { name, address, port, protocol, family } = service;
  const { outcomes } = podToService(context.cluster, netns, address, { protocol, port });
  return {
    from,
    origin,
    peer: null,
    service: { name, address, port, protocol },
    family,
    destination: address,
    outcomes,
  };
}

/** A pod that is no endpoint itself, where there is one: asking oneself is another question (hairpin). */
function clientFor(
  context: FactContext,
  from: NodeModel,
  { endpoints, family }: AskedService,
): Representative | undefined {
  const usual = representativeOf(context, from, family);
  if (usual === undefined || !endpoints.has(usual.address)) return usual;
  return (
    podsOn(context, from, family).find((pod) => !endpoints.has(pod.address)) ?? (endpoints.size > 1 ? usual : undefined)
  );
}
