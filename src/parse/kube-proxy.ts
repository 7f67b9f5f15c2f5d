import { isObject, objectField, textField } from './json-fields.ts';
import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

/**
 * Prometheus text: single numbers of kube-proxy itself by name with labels, as printed (`kubeproxy_sync_proxy_rules_…{ip_family="IPv4"}`).
 * Histogram buckets and the Go runtime's numbers are left out.
 */
export function parseKubeProxyMetrics(text: string): Parsed<ReadonlyMap<string, number>> {
  const notes = newNotes();
  const metrics = new Map<string, number>();
  for (const { number, text: line } of linesOf(text)) {
    if (!/^(?:kubeproxy_|process_start_time_seconds)/.test(line) || /^[a-z_]{1,200}_bucket[{ ]/.test(line)) continue;
    const at = line.includes('}') ? line.lastIndexOf('}') + 1 : line.indexOf(' ');
    const value = Number(line.slice(at).trim().split(' ')[0]);
    if (at <= 0 || Number.isNaN(value)) notes.add(number, line, 'not a metric with a number');
    else metrics.set(line.slice(0, at).trim(), value);
  }
  return notes.parsed(metrics);
}

/** What /healthz and /livez answer (pkg/proxy/healthcheck/proxy_health.go); older versions say less. */
export interface KubeProxyAnswer {
  /** RFC 3339, by the node's clock. */
  readonly currentTime: string | null;
  readonly lastUpdated: string | null;
  /** Null where it does not say so itself: the HTTP status does. */
  readonly healthy: boolean | null;
  /** False for a node that is about to be removed: load balancers are to leave it. */
  readonly nodeEligible: boolean | null;
  readonly families: readonly {
    readonly family: string;
    readonly healthy: boolean;
    readonly lastUpdated: string | null;
  }[];
}

export function parseKubeProxyHealth(text: string): Parsed<KubeProxyAnswer> {
  const notes = newNotes();
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = undefined;
  }
  if (!isObject(answer)) notes.add(0, text, 'not what kube-proxy says of its health');
  const said = isObject(answer) ? answer : {};
  const flag = (name: string): boolean | null => (typeof said[name] === 'boolean' ? said[name] : null);
  const families = objectField(said, 'status');
  return notes.parsed({
    currentTime: textField(said, 'currentTime'),
    lastUpdated: textField(said, 'lastUpdated'),
    healthy: flag('healthy'),
    nodeEligible: flag('nodeEligible'),
    families: Object.keys(families)
      .sort()
      .map((family) => {
        const one = objectField(families, family);
        return { family, healthy: one.healthy !== false, lastUpdated: textField(one, 'lastUpdated') };
      }),
  });
}

export interface KubeProxyConfig {
  readonly mode: string | null;
  readonly clusterCidr: string | null;
  readonly detectLocalMode: string | null;
  readonly hostnameOverride: string | null;
}

/** A few lines of KubeProxyConfiguration; an empty value is none. */
export function parseKubeProxyConfig(text: string): Parsed<KubeProxyConfig> {
  const value = (key: string): string | null => {
    const line = linesOf(text).find((each) => each.text.trimStart().startsWith(`${key}:`));
    const bare = line?.text
      .slice(line.text.indexOf(':') + 1)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2');
    return bare === undefined || bare === '' || bare === 'null' ? null : bare;
  };
  return newNotes().parsed({
    mode: value('mode'),
    clusterCidr: value('clusterCIDR'),
    detectLocalMode: value('detectLocalMode'),
    hostnameOverride: value('hostnameOverride'),
  });
}
