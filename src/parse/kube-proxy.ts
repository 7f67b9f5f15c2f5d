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
    if (!line.startsWith('kubeproxy_') || /^[a-z_]{1,200}_bucket[{ ]/.test(line)) continue;
    const at = line.startsWith('kubeproxy_') && line.includes('}') ? line.lastIndexOf('}') + 1 : line.indexOf(' ');
    const value = Number(line.slice(at).trim().split(' ')[0]);
    if (at <= 0 || Number.isNaN(value)) notes.add(number, line, 'not a metric with a number');
    else metrics.set(line.slice(0, at).trim(), value);
  }
  return notes.parsed(metrics);
}

export interface KubeProxyConfig {
  readonly mode: string | null;
  readonly clusterCidr: string | null;
}

/** The `mode:` and `clusterCIDR:` lines of KubeProxyConfiguration; an empty value is none. */
export function parseKubeProxyConfig(text: string): Parsed<KubeProxyConfig> {
  const value = (key: string): string | null => {
    const line = linesOf(text).find((each) => each.text.trimStart().startsWith(`${key}:`));
    const bare = line?.text
      .slice(line.text.indexOf(':') + 1)
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2');
    return bare === undefined || bare === '' || bare === 'null' ? null : bare;
  };
  return newNotes().parsed({ mode: value('mode'), clusterCidr: value('clusterCIDR') });
}
