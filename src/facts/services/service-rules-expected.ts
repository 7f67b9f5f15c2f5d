import type { ClusterModel, Endpoint, Service, ServicePort } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import type { FactContext } from '../types.ts';
import { endpointText, serviceKey } from './kernel-services-entry.ts';

/** What the API says of one ClusterIP and port. */
export interface ExpectedService {
  readonly service: Service;
  readonly port: ServicePort;
  /** `default/web:http` */
  readonly label: string;
  readonly family: Family;
  readonly address: string;
  readonly key: string;
  /** Endpoints that connections may go to: ready ones, and such as still serve while they end (KEP-1669). */
  readonly allowed: ReadonlySet<string>;
  readonly ready: readonly ReadyEndpoint[];
  /** Topology hints keep some endpoints for some nodes. */
  readonly hinted: boolean;
  /** Made or changed so shortly before the snapshot that a node need not have followed. */
  readonly settling: boolean;
}

export interface ReadyEndpoint {
  readonly text: string;
  readonly node: string | null;
}

/** kube-proxy writes rules within a second or two of a change; a minute also covers what lies between the readings of API and nodes. */
const SETTLING_MS = 60_000;

/** Every ClusterIP and port that kube-proxy has to look after. Asks for Services and endpoints of the API, which must be known. */
export function expectedServices(context: FactContext): readonly ExpectedService[] {
  return context.memo('Services that kube-proxy looks after', () => {
    const { services, endpoints, takenAt } = context.cluster;
    if (services.state !== 'known') return [];
    const byService = endpoints.state === 'known' ? endpoints.value : new Map<string, readonly Endpoint[]>();
    return services.value
      .filter(isProxied)
      .flatMap((service) => ofService(service, byService.get(`${service.namespace}/${service.name}`) ?? [], takenAt));
  });
}

/** Those that every node must have followed by now; undefined where the API's part is missing. */
export function settledServices(context: FactContext): readonly ExpectedService[] | undefined {
  const { services, endpoints } = context.cluster;
  if (services.state !== 'known' || endpoints.state === 'unknown') return undefined;
  return context.memo('Services that have settled', () =>
    expectedServices(context).filter(({ settling }) => !settling),
  );
}

/** Headless and ExternalName Services have no rules; two labels keep kube-proxy away (pkg/proxy, apis/well_known_labels.go). */
const isProxied = ({ type, clusterIps, labels }: Service): boolean =>
  type !== 'ExternalName' &&
  clusterIps.length > 0 &&
  !('service.kubernetes.io/service-proxy-name' in labels) &&
  !('service.kubernetes.io/headless' in labels);

function ofService(
  service: Service,
  endpoints: readonly Endpoint[],
  takenAt: ClusterModel['takenAt'],
): readonly ExpectedService[] {
  const settling = [service.createdAt, ...endpoints.map(({ changedAt }) => changedAt ?? null)].some((time) =>
    isRecent(time, takenAt),
  );
  return service.ports.flatMap((port) => {
    const own = endpoints.filter(
      ({ portName, protocol }) => (portName ?? '') === (port.name ?? '') && protocol === port.protocol,
    );
    return service.clusterIps.map((address): ExpectedService => {
      const family = familyOf(address);
      const behind = own.filter((endpoint) => familyOf(endpoint.address) === family);
      const ready = behind.filter((endpoint) => endpoint.ready);
      const allowed = behind.filter((endpoint) => endpoint.ready || (endpoint.serving && endpoint.terminating));
      return {
        service,
        port,
        label: `${service.namespace}/${service.name}${port.name ? `:${port.name}` : ''}`,
        family,
        address,
        key: serviceKey(address, port.protocol, port.port),
        allowed: new Set(allowed.map(textOf)),
        ready: ready.map((endpoint) => ({ text: textOf(endpoint), node: endpoint.node })),
        hinted: ready.some(({ hinted }) => hinted === true),
        settling,
      };
    });
  });
}

const familyOf = (address: string): Family => (address.includes(':') ? 6 : 4);
const textOf = ({ address, port }: Endpoint): string => endpointText(address, port);

/** Later than the snapshot is recent as well: the API was read after the nodes then. */
export function isRecent(time: string | null, takenAt: string | null): boolean {
  if (time === null || takenAt === null) return false;
  return Date.parse(takenAt) - Date.parse(time) < SETTLING_MS;
}
