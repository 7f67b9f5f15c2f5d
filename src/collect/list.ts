import { commandLabel, type Probe } from './probe.ts';
import { PROBES } from './probes/index.ts';

const PLACES: Readonly<Record<Probe['scope'], string>> = { host: 'node', both: 'node and pods' };

/** One row a probe, for people: id, area, where it looks, the first command of its fall-backs, what for. */
export function probeRows(probes: readonly Probe[] = PROBES): readonly (readonly string[])[] {
  return probes.map((probe) => [
    probe.each ? `${probe.id}:${probe.each.toUpperCase()}` : probe.id,
    probe.area,
    PLACES[probe.scope],
    (probe.commands[0] ? commandLabel(probe.commands[0]) : '').replace('$item', (probe.each ?? '').toUpperCase()),
    probe.purpose,
  ]);
}
