import type { Unknown } from '../../model/reading.ts';
import type { ClusterModel, Endpoint, Service, ServicePort } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import type { FactContext } from '../types.ts';
import { endpointText, serviceKey } from './kernel-services-entry.ts';
import { serviceSettling } from './settling.ts';

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
  /** Why a node need not have followed yet: made or changed shortly before it was read, or meanwhile; null when it has settled. */
  readonly settling: Unknown | null;
}

export interface ReadyEndpoint {
  readonly text: string;
  readonly node: string | null;
}

/** Every ClusterIP and port that kube-proxy has to look after. Asks for Services and endpoints of the API, which must be known. */
export function expectedServices(context: FactContext): readonly ExpectedService[] {
  return context.memo('Services that kube-proxy looks after', () => {
    const { services, endpoints } = context.cluster;
    if (services.state !== 'known') return [];
    const byService = endpoints.state === 'known' ? endpoints.value : new Map<string, readonly Endpoint[]>();
    return services.value
      .filter(isProxied)
      .flatMap((service) =>
        ofService(service, byService.get(`${service.namespace}/${service.name}`) ?? [], context.cluster),
      );
  });
}

/** Those that every node must have followed by now; undefined where the API's part is missing. */
export function settledServices(context: FactContext): readonly ExpectedService[] | undefined {
  const { services, endpoints } = context.cluster;
  if (services.state !== 'known' || endpoints.state === 'unknown') return undefined;
  return context.memo('Services that have settled', () =>
    expectedServices(context).filter(({ settling }) => settling === null),
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
  cluster: ClusterModel,
): readonly ExpectedService[] {
  const settling = serviceSettling(cluster, service);
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
