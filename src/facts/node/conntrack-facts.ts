import type { NodeModel } from '../../model/types.ts';
import { absentBecause, fromReading, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactValue } from '../types.ts';

const TABLE_FULL = 'nf_conntrack: table full';

/** Drops because the table was full; insert_failed and invalid have other causes. */
const DROPS = ['drop', 'early_drop'] as const;

export const conntrackFacts = [
  defineFact({
    name: 'node.conntrack.count',
    target: 'node',
    type: 'integer',
    unit: 'connections',
    doc: 'Connections that the kernel tracks.',
    sources: ['sysctl', 'conntrack-stat'],
    compute: ({ node }) => fromReading(node.conntrack, ({ count }) => scalarValue(count)),
  }),
  defineFact({
    name: 'node.conntrack.max',
    target: 'node',
    type: 'integer',
    unit: 'connections',
    doc: 'Connections that the kernel is willing to track (nf_conntrack_max).',
    sources: ['sysctl'],
    compute: ({ node }) => fromReading(node.conntrack, ({ max }) => scalarValue(max)),
  }),
  defineFact({
    name: 'node.conntrack.usedPercent',
    target: 'node',
    type: 'number',
    unit: 'percent',
    doc: 'Part of the connection tracking table that is in use.',
    sources: ['sysctl'],
    compute: ({ node }) =>
      fromReading(node.conntrack, ({ count, max }) =>
        max > 0 ? scalarValue(Math.round((count / max) * 1000) / 10) : absentBecause('nf_conntrack_max is 0: no limit'),
      ),
  }),
  defineFact({
    name: 'node.conntrack.dropped',
    target: 'node',
    type: 'integer',
    unit: 'packets',
    doc: 'Packets and connections that were dropped for want of room in the table between the two readings of the collection.',
    sources: ['conntrack-stat'],
    compute: ({ node }) =>
      fromReading(node.conntrack, ({ statistics, laterStatistics }) => {
        const before = sumOf(statistics);
        // None since boot is none in between, too.
        if (before === 0 && laterStatistics.state !== 'known' && DROPS.every((name) => name in statistics))
          return scalarValue(0);
        return fromReading(laterStatistics, (later) => scalarValue(Math.max(0, sumOf(later) - before)));
      }),
  }),
  defineFact({
    name: 'node.conntrack.tableFullAge',
    target: 'node',
    type: 'integer',
    unit: 'seconds',
    doc: 'Time since the kernel last logged "table full, dropping packet"; absent where the log has no such line with a time. The log is shared by all containers of a machine.',
    sources: ['kernel-log', 'uptime'],
    compute: ({ node }) => tableFullAge(node),
  }),
] as const;

const sumOf = (statistics: Readonly<Record<string, number>>): number =>
  DROPS.reduce((sum, name) => sum + (statistics[name] ?? 0), 0);

function tableFullAge(node: NodeModel): FactValue {
  return fromReading(node.kernelLog, (lines) => {
    const last = lines.reduce(
      (latest, { seconds, text }) =>
        seconds !== null && text.includes(TABLE_FULL) ? Math.max(latest, seconds) : latest,
      -1,
    );
    if (last < 0) return absentBecause('no "table full" line in the kernel log');
    if (node.system.state === 'unknown') return unknownBecause(node.system);
    const uptime = node.system.state === 'known' ? node.system.value.uptimeSeconds : null;
    if (uptime === null)
      return unknownBecause({
        missing: 'uptime',
        reason: 'the time since boot was not read, so that log times mean nothing',
      });
    return scalarValue(Math.max(0, Math.round(uptime - last)));
  });
}
