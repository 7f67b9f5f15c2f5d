import { addressBits, type Cidr, cidrOf, parseAddress, parseCidr } from '../../model/ip.ts';
import type { NodeModel } from '../../model/types.ts';
import { cniInUse } from '../cni/in-use.ts';

/** What the machines need beside pods and Services: an address or a network of the site, as a node sees it. */
export interface HostNetwork {
  readonly kind: 'InternalIP' | 'default gateway' | 'name server' | 'network';
  readonly cidr: Cidr;
  /** Device of a network. */
  readonly device: string | null;
}

export function hostNetworks(node: NodeModel): readonly HostNetwork[] {
  const { host } = node;
  const internal = node.kubernetes.state === 'known' ? node.kubernetes.value.internalIps : [];
  const routes = ([4, 6] as const).flatMap((family) =>
    host.routes[family].state === 'known' ? host.routes[family].value : [],
  );
  const defaults = routes.filter(({ destination }) => parseCidr(destination)?.prefixLength === 0);
  const gateways = defaults.flatMap(({ nextHops }) => nextHops.flatMap(({ gateway }) => gateway ?? []));
  const servers = host.resolvConf.state === 'known' ? host.resolvConf.value.nameservers : [];
  const uplinks = new Set(defaults.flatMap(({ nextHops }) => nextHops.flatMap(({ device }) => device ?? [])));
  const addresses = host.addresses.state === 'known' ? host.addresses.value : [];
  for (const { address, device } of addresses) if (internal.includes(address)) uplinks.add(device);
  return [
    ...single(internal, 'InternalIP'),
    ...single(gateways, 'default gateway'),
    ...single(servers, 'name server'),
    ...addresses.flatMap(({ address, prefixLength, device }): HostNetwork[] => {
      const cidr = uplinks.has(device) ? parseCidr(`${address}/${prefixLength}`) : undefined;
      return cidr && prefixLength < addressBits(cidr.family) ? [{ kind: 'network', cidr, device }] : [];
    }),
  ].filter(({ cidr }) => !isLocal(cidr));
}

function single(texts: readonly string[], kind: HostNetwork['kind']): readonly HostNetwork[] {
  return texts.flatMap((text) => {
    const address = parseAddress(text);
    return address
      ? [{ kind, cidr: cidrOf(address.family, address.value, addressBits(address.family)), device: null }]
      : [];
  });
}

const LOCAL = ['127.0.0.0/8', '169.254.0.0/16', '::1/128', 'fe80::/10'].flatMap((text) => parseCidr(text) ?? []);

const isLocal = ({ family, first, last }: Cidr): boolean =>
  LOCAL.some((local) => local.family === family && local.first <= first && last <= local.last);

/** A bridge that is neither flannel's nor an uplink: docker0, virbr0, with the network that it serves. */
export interface OtherBridge {
  readonly device: string;
  readonly address: string;
  readonly cidr: Cidr;
}

export function otherBridges(node: NodeModel): readonly OtherBridge[] {
  const { links, addresses } = node.host;
  const cni = cniInUse(node);
  if (links.state !== 'known' || addresses.state !== 'known' || cni.state !== 'known') return [];
  const uplinks = new Set(hostNetworks(node).flatMap(({ device }) => device ?? []));
  return addresses.value.flatMap(({ device, address, prefixLength, family }) => {
    const link = links.value.byName.get(device);
    const cidr = parseCidr(`${address}/${prefixLength}`);
    const idle =
      link?.operstate === 'DOWN' || link?.flags.includes('NO-CARRIER') === true || !link?.flags.includes('UP');
    if (link?.kind !== 'bridge' || idle || cidr === undefined || uplinks.has(device)) return [];
    // A configuration that names no bridge does not say which one is the plugin's.
    if (cni.value.bridge === null || device === cni.value.bridge || address.startsWith('fe80:')) return [];
    return family === cidr.family ? [{ device, address: `${address}/${prefixLength}`, cidr }] : [];
  });
}
