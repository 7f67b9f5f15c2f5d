import type { KubeProxyHealth, NodeModel } from '../../model/types.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { presenceOf } from './kube-proxy-rules.ts';
import { onceProxySettled } from './settling.ts';

export const proxySyncFacts = [
  defineFact({
    name: 'node.kubeProxy.stalled',
    target: 'node',
    type: 'list',
    fields: { family: 'string', seconds: 'integer', failures: 'integer', problem: 'string' },
    doc: 'Address families for which kube-proxy knows of a change and has not written it for long: /livez or /healthz says so (after twice the sync period, a minute), or its metrics do (the last change was queued after the last sync; `seconds` ago, with `failures` of iptables-restore or nft so far). A proxy with nothing to do has no change that waits. Absent where kube-proxy does not run.',
    sources: ['kube-proxy-livez', 'kube-proxy-healthz', 'kube-proxy-metrics', 'processes', 'clock'],
    compute: ({ node }, context) => stalled(node, context),
  }),
] as const;

/** kube-proxy itself calls it unhealthy after twice its sync period (30 s). */
const LATE_SECONDS = 60;
/** It tries again after one period: by then a change that met a failure should be there. */
const RETRY_SECONDS = 35;

function stalled(node: NodeModel, context: FactContext): FactValue {
  const presence = presenceOf(context, node);
  if (presence.state === 'unknown') return unknownBecause(presence);
  if (presence.state === 'none') return absentBecause(presence.reason);
  if (presence.state === 'down') return absentBecause('kube-proxy does not run');
  const { health, metrics } = node.kubeProxy;
  if (health.state !== 'known' && metrics.state !== 'known') {
    const gap = health.state === 'unknown' ? health : metrics;
    return gap.state === 'unknown'
      ? unknownBecause(gap)
      : unknownBecause({ missing: 'kube-proxy-livez', reason: `kube-proxy cannot be asked: ${gap.reason}` });
  }
  const asked = health.state === 'known' ? health.value : null;
  const numbers = metrics.state === 'known' ? metrics.value : new Map<string, number>();
  const now = secondsOf(asked?.currentTime ?? null) ?? clockOf(node);
  const items = (['IPv4', 'IPv6'] as const).flatMap((family): readonly Item[] => {
    const item = itemOf(family, asked, numbers, now);
    return item === null ? [] : [item];
  });
  const whole = items.length === 0 && asked?.healthy === false ? [unhealthy(asked)] : [];
  return onceProxySettled(context, node, listOf([...items, ...whole]));
}

function itemOf(
  family: 'IPv4' | 'IPv6',
  health: KubeProxyHealth | null,
  metrics: ReadonlyMap<string, number>,
  now: number | null,
): Item | null {
  const failures = sum(metrics, family, /_(?:iptables_restore|nftables_sync)_failures_total/);
  const own = health?.families.find((one) => one.family === family);
  const last = sum(metrics, family, /_last_timestamp_seconds/) || secondsOf(own?.lastUpdated ?? null);
  const queued = sum(metrics, family, /_last_queued_timestamp_seconds/);
  const waits = now !== null && last !== null && queued > last ? now - queued : 0;
  const isLate = waits >= (failures > 0 ? RETRY_SECONDS : LATE_SECONDS);
  if (own?.healthy !== false && !isLate) return null;
  const seconds = now === null || last === null ? null : Math.max(0, Math.round(now - last));
  const since = seconds === null ? '' : `, its last sync was ${seconds} s before`;
  const failed = failures > 0 ? `, ${failures} ${failures === 1 ? 'attempt' : 'attempts'} failed` : '';
  return { family, seconds, failures, problem: `${family}: changes wait to be written${since}${failed}` };
}

/** Older versions tell only that, and not for which family. */
function unhealthy({ lastUpdated, currentTime }: KubeProxyHealth): Item {
  const [last, now] = [secondsOf(lastUpdated), secondsOf(currentTime)];
  const seconds = last === null || now === null ? null : Math.max(0, Math.round(now - last));
  return {
    family: null,
    seconds,
    failures: null,
    problem: `it says itself that it is not healthy${seconds === null ? '' : `, its last sync was ${seconds} s before`}`,
  };
}

/** Metrics before 1.33 have no label for the family: then they count for IPv4. */
function sum(metrics: ReadonlyMap<string, number>, family: 'IPv4' | 'IPv6', name: RegExp): number {
  let total = 0;
  for (const [key, value] of metrics) {
    const isOwn = key.includes('ip_family=') ? key.includes(`ip_family="${family}"`) : family === 'IPv4';
    if (isOwn && name.test(key) && !key.includes('partial')) total += value;
  }
  return total;
}

const secondsOf = (time: string | null): number | null => {
  const parsed = Date.parse(time ?? '');
  return Number.isNaN(parsed) ? null : parsed / 1000;
};

const clockOf = ({ system }: NodeModel): number | null =>
  system.state === 'known' ? secondsOf(system.value.clock) : null;
