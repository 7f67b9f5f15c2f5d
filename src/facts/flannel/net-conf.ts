import { absent, known, type Reading, unknown } from '../../model/reading.ts';
import type { ClusterModel } from '../../model/types.ts';

/** net-conf.json of flannel's ConfigMap, as far as rules use it. Null: not set there. */
export interface NetConf {
  readonly network: string | null;
  readonly ipv6Network: string | null;
  readonly backend: string;
  readonly vni: number | null;
  readonly port: number | null;
  readonly directRouting: boolean;
}

const CONFIG_MAP = 'kube-flannel-cfg';

const read = new WeakMap<ClusterModel, Reading<NetConf>>();

/** The cluster's flannel configuration; absent where the ConfigMap does not exist (k3s, etcd-backed flannel). */
export function netConf(cluster: ClusterModel): Reading<NetConf> {
  const config = read.get(cluster) ?? readNetConf(cluster);
  read.set(cluster, config);
  return config;
}

function readNetConf(cluster: ClusterModel): Reading<NetConf> {
  const maps = cluster.configMaps;
  if (maps.state !== 'known') return maps;
  const name = [...maps.value.keys()].sort().find((key) => key.endsWith(`/${CONFIG_MAP}`));
  const text = name === undefined ? undefined : maps.value.get(name)?.['net-conf.json'];
  if (name === undefined || text === undefined)
    return absent(`no ConfigMap ${CONFIG_MAP} with a net-conf.json`, maps.source);
  const moved = cluster.motion?.moved('configmaps', name.slice(0, name.indexOf('/')), CONFIG_MAP) ?? null;
  if (moved !== null) return unknown('cluster/configmaps', moved);
  const parsed = parseNetConf(text);
  return parsed
    ? known(parsed, `ConfigMap ${name}`)
    : unknown('cluster/configmaps', `net-conf.json of ConfigMap ${name} is no JSON object`);
}

function parseNetConf(text: string): NetConf | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(json)) return undefined;
  const backend = isObject(json.Backend) ? json.Backend : {};
  return {
    network: textOf(json.Network),
    ipv6Network: textOf(json.IPv6Network),
    // flannel's own default is udp, whatever its documentation says (pkg/subnet/config.go).
    backend: textOf(backend.Type)?.toLowerCase() ?? 'udp',
    vni: numberOf(backend.VNI),
    // 0 leaves the port to the kernel: 8472.
    port: numberOf(backend.Port) || null,
    directRouting: backend.DirectRouting === true,
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isInteger(value) ? value : null;
