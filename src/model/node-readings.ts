import { parseCniConfigs, parseCniLeases } from '../parse/cni-files.ts';
import { parseConntrackStat, parseConntrackSummary } from '../parse/conntrack.ts';
import {
  parseEthtoolDriver,
  parseEthtoolFeatures,
  parseEthtoolLink,
  parseEthtoolStatistics,
} from '../parse/ethtool.ts';
import { parseKubeProxyConfig, parseKubeProxyHealth, parseKubeProxyMetrics } from '../parse/kube-proxy.ts';
import { linesOf, newNotes } from '../parse/notes.ts';
import type { Parsed } from '../parse/parsed.ts';
import { parseProcSnmp, parseProcSnmp6, parseSoftnet } from '../parse/protocol-counters.ts';
import { parseFirstNumber, parseOsRelease, parseUname } from '../parse/system.ts';
import type { NodeIndex } from '../snapshot/types.ts';
import { absent, known, mapReading, type Reading, unknown, valueOr } from './reading.ts';
import { firstKnown, NOT_COLLECTED, type OutputReader } from './readings.ts';
import type {
  CniFiles,
  ConntrackState,
  EthtoolInfo,
  KubeProxyHealth,
  KubeProxyState,
  ProcessInfo,
  SystemInfo,
} from './types.ts';

/** What /proxyMode can say; any other text is some other program's, or a message. */
const MODES: ReadonlySet<string> = new Set(['iptables', 'ipvs', 'nftables', 'userspace', 'kernelspace']);

function parseMode(text: string): Parsed<string> {
  const notes = newNotes();
  const mode = text.trim();
  if (!MODES.has(mode)) notes.add(0, text, 'not a mode of kube-proxy');
  return notes.parsed(mode);
}

const trimmed = (text: string): Parsed<string> => newNotes().parsed(text.trim());
const lines = (text: string): Parsed<readonly string[]> =>
  newNotes().parsed(
    linesOf(text)
      .map((line) => line.text.trim())
      .sort(),
  );

export function readSystem(reader: OutputReader): Reading<SystemInfo> {
  const read = <T>(id: string, parse: (text: string) => Parsed<T>) =>
    valueOr<T | null>(reader.read(id, 'host', parse), null) ?? null;
  return mapReading(reader.read('uname', 'host', parseUname), (uname) => ({
    kernel: uname?.release ?? '',
    os: read('os-release', parseOsRelease),
    cpus: read('cpus', parseFirstNumber),
    uptimeSeconds: read('uptime', parseFirstNumber),
    clock: read('clock', trimmed) || null,
  }));
}

/** The command was looked for where tables were listed; where that was not tried, nobody knows. */
export function readHasNft(reader: OutputReader): Reading<boolean> {
  const record = reader.record('nft-tables', 'host');
  if (record === undefined) return unknown('nft-tables', NOT_COLLECTED);
  if (record.status === 'missing') return known(false, record.command);
  return record.status === 'skipped'
    ? unknown('nft-tables', reader.stderr(record).trim() || 'nft was not run')
    : known(true, record.command);
}

export function readCni(reader: OutputReader): CniFiles {
  return {
    configs: reader.read('cni-config', 'host', parseCniConfigs, { empty: [] }),
    plugins: reader.read('cni-plugins', 'host', lines, { empty: [] }),
    leases: reader.read('cni-leases', 'host', parseCniLeases, { empty: [] }),
  };
}

/** Count and limit are sysctls; where the module is not loaded, both they and its statistics are not there. */
export function readConntrack(
  reader: OutputReader,
  sysctls: Reading<ReadonlyMap<string, string>>,
): Reading<ConntrackState> {
  const statistics = reader.read('conntrack-stat', 'host', parseConntrackStat);
  if (sysctls.state !== 'known') return sysctls;
  const count = Number(sysctls.value.get('net.netfilter.nf_conntrack_count') ?? Number.NaN);
  const max = Number(
    sysctls.value.get('net.netfilter.nf_conntrack_max') ?? sysctls.value.get('net.nf_conntrack_max') ?? Number.NaN,
  );
  if (Number.isNaN(count) || Number.isNaN(max)) {
    return statistics.state === 'absent'
      ? absent('connection tracking is not loaded', statistics.source)
      : unknown('sysctl', 'net.netfilter.nf_conntrack_count and nf_conntrack_max are not among the sysctls');
  }
  const laterStatistics = reader.read('conntrack-stat', 'host', parseConntrackStat, { reading: 2 });
  return known(
    {
      count,
      max,
      statistics: valueOr<Readonly<Record<string, number>>>(statistics, {}) ?? {},
      laterStatistics,
      states: reader.read('conntrack-summary', 'host', parseConntrackSummary),
    },
    sysctls.source,
  );
}

/** A connection that is refused was looked at: nothing listens there. */
function orRefused<T>(reader: OutputReader, id: string, reading: Reading<T>): Reading<T> {
  const record = reader.record(id, 'host');
  if (reading.state !== 'unknown' || record?.status !== 'error' || !/refused/i.test(reader.stderr(record)))
    return reading;
  return absent('nothing listens there: connection refused', record.command);
}

export function readKubeProxy(reader: OutputReader, processes: Reading<readonly ProcessInfo[]>): KubeProxyState {
  const config = reader.read('kube-proxy-config', 'host', parseKubeProxyConfig);
  const asked = <T>(id: string, parse: (text: string) => Parsed<T>) =>
    orRefused(reader, id, reader.read(id, 'host', parse));
  const said = asked('kube-proxy-mode', parseMode);
  return {
    health: readHealth(reader),
    config,
    mode: firstKnown<string>(
      () => (said.state === 'absent' ? unknown('kube-proxy-mode', said.reason) : said),
      () => modeOfConfig(config),
      () => modeOfFlag(processes),
      () => said,
    ),
    saidMode: said,
    metrics: asked('kube-proxy-metrics', parseKubeProxyMetrics),
  };
}

/**
 * /livez where there is one: /healthz also says no for a node that is about to be removed. An answer of 503 may come without a text (wget),
 * and older versions say nothing but the status.
 */
function readHealth(reader: OutputReader): Reading<KubeProxyHealth> {
  const livez = answerOf(reader, 'kube-proxy-livez');
  return livez.state === 'known' ? livez : answerOf(reader, 'kube-proxy-healthz');
}

function answerOf(reader: OutputReader, id: string): Reading<KubeProxyHealth> {
  const record = reader.record(id, 'host');
  const status = record === undefined ? null : httpStatus(reader.stderr(record));
  const reading = orRefused(reader, id, reader.read(id, 'host', parseKubeProxyHealth));
  if (reading.state === 'known' && (status === null || status === 200 || status === 503)) {
    const { healthy, nodeEligible, families, currentTime, lastUpdated } = reading.value;
    const isUp = healthy ?? (status !== 503 || nodeEligible === false);
    return known({ healthy: isUp, families, currentTime, lastUpdated }, reading.source);
  }
  if (status === null || record === undefined)
    return reading.state === 'known' ? unknown(id, 'no HTTP status') : reading;
  // Only /livez leaves the node's removal out of it.
  if (status === 503 && id === 'kube-proxy-livez')
    return known({ healthy: false, families: [], currentTime: null, lastUpdated: null }, record.command);
  return unknown(id, `"${record.command}" was answered with HTTP ${status}`);
}

/** curl's and bash's `HTTP 503`, wget's `  HTTP/1.1 503 Service Unavailable`; the last one counts. */
function httpStatus(stderr: string): number | null {
  const statuses = [...stderr.matchAll(/^\s{0,8}HTTP(?:\/\d\.\d)? (\d{3})\b/gm)];
  const status = statuses.at(-1)?.[1];
  return status === undefined ? null : Number(status);
}

/** An empty mode is the default, iptables (k8s.io/kubernetes cmd/kube-proxy/app/server_linux.go, platformApplyDefaults). */
function modeOfConfig(config: KubeProxyState['config']): Reading<string> {
  return config.state === 'known'
    ? known(config.value.mode ?? 'iptables', config.source)
    : unknown('kube-proxy-config', config.reason);
}

function modeOfFlag(processes: Reading<readonly ProcessInfo[]>): Reading<string> {
  const flag =
    processes.state === 'known'
      ? processes.value.find((process) => process.name === 'kube-proxy')?.flags['proxy-mode']
      : undefined;
  return flag !== undefined && processes.state === 'known'
    ? known(flag, processes.source)
    : unknown('processes', 'no kube-proxy with --proxy-mode');
}

/** Joined over the host's files; a part that could not be read costs only its own counters. */
export function readCounters(reader: OutputReader, reading?: number): Reading<ReadonlyMap<string, number>> {
  const options = reading === undefined ? {} : { reading };
  const parts = [
    reader.read('proc-snmp', 'host', parseProcSnmp, options),
    reader.read('proc-netstat', 'host', parseProcSnmp, options),
    reader.read('proc-snmp6', 'host', parseProcSnmp6, options),
    reader.read('softnet', 'host', parseSoftnet, options),
  ];
  const read = parts.filter((part) => part.state === 'known');
  if (read.length === 0) return firstKnown(...parts.map((part) => () => part));
  return known(new Map(read.flatMap((part) => [...part.value])), read.map((part) => part.source).join(', '));
}

const NOTHING: EthtoolInfo = {
  driver: null,
  speedMbps: null,
  duplex: null,
  linkDetected: null,
  features: {},
  statistics: {},
};

/** By device; what could not be read of a device stays null or empty. */
export function readEthtool(
  reader: OutputReader,
  index: NodeIndex | null,
  whole: string,
): Reading<ReadonlyMap<string, EthtoolInfo>> {
  const devices = new Map<string, EthtoolInfo>();
  let source: string | undefined;
  let failed: Reading<never> | undefined;
  const add = <T>(
    id: string,
    device: string,
    parse: (text: string) => Parsed<T>,
    change: (value: T) => Partial<EthtoolInfo>,
  ) => {
    const reading = reader.read(id, 'host', parse);
    if (reading.state === 'known') {
      devices.set(device, { ...(devices.get(device) ?? NOTHING), ...change(reading.value) });
      source ??= reading.source.replace(device, 'DEVICE');
    } else failed ??= reading;
  };
  for (const { id, netns } of index?.outputs ?? []) {
    const [, kind, device] = /^ethtool-(link|driver|features|statistics):(.+)$/.exec(id) ?? [];
    if (netns !== 'host' || device === undefined) continue;
    if (kind === 'link') add(id, device, parseEthtoolLink, (value) => value);
    else if (kind === 'driver') add(id, device, parseEthtoolDriver, (driver) => ({ driver }));
    else if (kind === 'features') add(id, device, parseEthtoolFeatures, (features) => ({ features }));
    else add(id, device, parseEthtoolStatistics, (statistics) => ({ statistics }));
  }
  if (source !== undefined) return known(devices, source);
  return failed ?? unknown('ethtool-link', whole);
}
