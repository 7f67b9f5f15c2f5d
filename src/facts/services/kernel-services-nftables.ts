import { formatAddress } from '../../model/ip.ts';
import type { NetfilterModel, NetfilterTable, NftElement, NftValue, Statement } from '../../model/netfilter.ts';
import type { Family } from '../../parse/records.ts';
import { type ChainReader, chainReader } from './kernel-services-chain.ts';
import { type KernelService, type KernelServices, nodePortKey, refusal, serviceKey } from './kernel-services-entry.ts';

/** kube-proxy's own table in nftables mode (pkg/proxy/nftables/proxier.go, kubeProxyTable). */
export function kubeProxyTable(model: NetfilterModel, family: Family): NetfilterTable | undefined {
  return model.tables.find(
    (table) =>
      table.backend === 'nftables' && table.name === 'kube-proxy' && table.family === (family === 4 ? 'ip' : 'ip6'),
  );
}

/** Services of nftables mode; undefined where kube-proxy's table is not there. */
export function nftablesServices(model: NetfilterModel, family: Family): KernelServices | undefined {
  const table = kubeProxyTable(model, family);
  if (table === undefined) return undefined;
  const found = new Map<string, KernelService>();
  const behind = chainReader(table, family);
  const elementsOf = (map: string): readonly NftElement[] => table.sets.get(map)?.elements ?? [];
  for (const { key, verdict } of elementsOf('service-ips'))
    add(found, addressKey(key, family), served(verdict, behind));
  for (const { key, verdict } of elementsOf('service-nodeports')) add(found, portKey(key), served(verdict, behind));
  const clusterIps = new Set(elementsOf('cluster-ips').map(({ key }) => addressOf(key[0], family)));
  for (const { key, comment } of elementsOf('no-endpoint-services'))
    add(found, addressKey(key, family), refusal(clusterIps.has(addressOf(key[0], family)), comment ?? null));
  for (const { key, comment } of elementsOf('no-endpoint-nodeports'))
    add(found, portKey(key), refusal(false, comment ?? null));
  return found;
}

function add(found: Map<string, KernelService>, key: string | null, service: KernelService | null): void {
  if (key !== null && service !== null && !found.has(key)) found.set(key, service);
}

function served(verdict: Statement | undefined, behind: ChainReader): KernelService | null {
  if (verdict === undefined || !('chain' in verdict)) return null;
  const { chain } = verdict;
  return { ...behind(chain), refused: false, isClusterIp: chain.startsWith('service-'), label: labelOf(chain) };
}

/** `service-SUSTUHLJ-default/web/tcp/http` → `default/web:http` */
function labelOf(chain: string): string | null {
  const [namespace, name, , port] = chain.slice(chain.indexOf('-', chain.indexOf('-') + 1) + 1).split('/');
  if (namespace === undefined || name === undefined) return null;
  return `${namespace}/${name}${port ? `:${port}` : ''}`;
}

function addressOf(value: NftValue | undefined, family: Family): string | null {
  return typeof value === 'object' && typeof value.first === 'bigint' && value.first === value.last
    ? formatAddress(family, value.first)
    : null;
}

function addressKey([address, protocol, port]: readonly NftValue[], family: Family): string | null {
  const text = addressOf(address, family);
  return text === null || typeof protocol !== 'string' || typeof port !== 'object'
    ? null
    : serviceKey(text, protocol, Number(port.first));
}

function portKey([protocol, port]: readonly NftValue[]): string | null {
  return typeof protocol !== 'string' || typeof port !== 'object' ? null : nodePortKey(protocol, Number(port.first));
}
