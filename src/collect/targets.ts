import { isRecord } from '../snapshot/slim/keep.ts';
import type { ApiObject } from '../snapshot/types.ts';
import type { NodeTarget } from './nodes/types.ts';

/** Which address SSH tries first: the one that nodes use among themselves, then those that reach it from elsewhere, then its name. */
const ORDER = ['InternalIP', 'ExternalIP', 'InternalDNS', 'ExternalDNS', 'Hostname'];

/** The machines of a cluster, as its Node objects tell of them; sorted by name. */
export function targetsOf(nodes: readonly ApiObject[]): readonly NodeTarget[] {
  return nodes
    .map((node): NodeTarget => {
      const { name } = node.metadata;
      const status = isRecord(node.status) ? node.status : {};
      const info = isRecord(status.nodeInfo) ? status.nodeInfo : {};
      const addresses = (Array.isArray(status.addresses) ? status.addresses : [])
        .filter(isRecord)
        .filter(({ address }) => typeof address === 'string' && address !== '')
        .toSorted((a, b) => rank(a.type) - rank(b.type))
        .map(({ address }) => String(address));
      return {
        name,
        kubernetesNode: name,
        addresses: [...new Set([...addresses, name])],
        operatingSystem: typeof info.operatingSystem === 'string' ? info.operatingSystem : null,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const rank = (type: unknown): number => {
  const at = ORDER.indexOf(String(type));
  return at === -1 ? ORDER.length : at;
};
