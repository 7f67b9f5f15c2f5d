import type { ClusterModel, Endpoint, Service, ServicePort } from '../../model/types.ts';
import type { FactContext } from '../types.ts';
import { endpointText, serviceKey } from './kernel-table.ts';

/** What the API says of one virtual address and port of a Service. */
export interface Expected {
  readonly service: Service;
  readonly port: ServicePort;
  readonly address: string;
  readonly key: string;
  /** Endpoints that traffic may go to at all: ready ones, and such as still serve while they end. */
  readonly allowed: ReadonlySet<string>;
  /** Those that each node must have, unless a policy or hints restrict it. */
  readonly ready: readonly { readonly text: string; readonly node: string | null }[];
  readonly hinted: boolean;
}

/** A Service this young may not have reached every node yet. */
const SETTLING_SECONDS = 60;

/** Every ClusterIP and port that kube-proxy has to look after; undefined where the API's part is missing. */
export function expectedServices(context: FactContext): readonly Expected[] | undefined {
  return context.memo('expected Services', () => {
    const { services, endpoints, takenAt } = context.cluster;
    if (services.state !== 'known' || endpoints.state === 'unknown') return undefined;
    const byService = endpoints.state === 'known' ? endpoints.value : new Map<string, readonly Endpoint[]>();
    return services.value
      .filter((service) => isProxied(service) && !isYoung(service, takenAt))
      .flatMap((service) => ofService(service, byService.get(`${service.namespace}/${service.name}`) ?? []));
  });
}

/** Headless and ExternalName Services have no rules; a label hands a Service to another proxy. */
export function isProxied(service: Service): boolean {
  return (
    service.type !== 'ExternalName' &&
    service.clusterIps.length > 0 &&
    !('service.kubernetes.io/service-proxy-name' in service.labels) &&
    !('service.kubernetes.io/headless' in service.labels)
  );
}

function isYoung({ createdAt }: Service, takenAt: ClusterModel['takenAt']): boolean {
  if (createdAt === null || takenAt === null) return false;
  const age = Date.parse(takenAt) - Date.parse(createdAt);
  return age >= 0 && age < SETTLING_SECONDS * 1000;
}

function ofService(service: Service, endpoints: readonly Endpoint[]): Expected[] {
  const byPort = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) {
    const key = `${endpoint.portName ?? ''} ${endpoint.protocol}`;
    const same = byPort.get(key);
    if (same) same.push(endpoint);
    else byPort.set(key, [endpoint]);
  }
  return service.ports.flatMap((port) => {
    const own = byPort.get(`${port.name ?? ''} ${port.protocol}`) ?? [];
    return service.clusterIps
      .filter((address) => address !== 'None')
      .map((address): Expected => {
        const ofFamily = own.filter((endpoint) => endpoint.address.includes(':') === address.includes(':'));
        const ready = ofFamily.filter((endpoint) => endpoint.ready);
        // Terminating endpoints that still serve are used where nothing else is ready (KEP-1669).
        const allowed = ofFamily.filter((endpoint) => endpoint.ready || endpoint.serving);
        return {
          service,
          port,
          address,
          key: serviceKey(address, port.protocol, port.port),
          ready: ready.map((endpoint) => ({
            text: endpointText(endpoint.address, endpoint.port),
            node: endpoint.node,
          })),
          allowed: new Set(allowed.map((endpoint) => endpointText(endpoint.address, endpoint.port))),
          hinted: ready.some((endpoint) => endpoint.hinted === true),
        };
      });
  });
}
