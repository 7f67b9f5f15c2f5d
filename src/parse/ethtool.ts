import { decimal, linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

const NAME_VALUE = /^\s*([^:]{1,80}):\s*(.*?)\s*$/;

/** `ethtool -k DEV`: feature names to on or off; `[fixed]` and `[requested on]` are left out. */
export function parseEthtoolFeatures(text: string): Parsed<Readonly<Record<string, boolean>>> {
  const notes = newNotes();
  const features = new Map<string, boolean>();
  for (const { number, text: line } of linesOf(text)) {
    const [, name = '', value = ''] = NAME_VALUE.exec(line) ?? [];
    const state = /^(on|off)\b/.exec(value)?.[1];
    if (state !== undefined) features.set(name, state === 'on');
    else if (!/^(?:Features for|Offload parameters for)/.test(line)) notes.add(number, line, 'neither on nor off');
  }
  return notes.parsed(Object.fromEntries(features));
}

export interface EthtoolLink {
  /** null when the device does not say (`Unknown!`). */
  readonly speedMbps: number | null;
  readonly duplex: string | null;
  readonly linkDetected: boolean | null;
}

/** `ethtool DEV`. Lists of link modes go over several lines: only the single values are read. */
export function parseEthtoolLink(text: string): Parsed<EthtoolLink> {
  const notes = newNotes();
  const values = new Map<string, string>();
  const lines = linesOf(text);
  for (const { text: line } of lines) {
    const [, name, value = ''] = NAME_VALUE.exec(line) ?? [];
    if (name !== undefined) values.set(name, value);
  }
  if (lines.length > 0 && !/^Settings for/.test(lines[0]?.text ?? ''))
    notes.add(0, lines[0]?.text ?? '', 'not what ethtool DEV prints');
  const link = values.get('Link detected') ?? '';
  const duplex = values.get('Duplex');
  return notes.parsed({
    speedMbps: decimal(/^(\d+)Mb\/s$/.exec(values.get('Speed') ?? '')?.[1]) ?? null,
    duplex: duplex === undefined || duplex.startsWith('Unknown') ? null : duplex,
    linkDetected: link.startsWith('yes') ? true : link.startsWith('no') ? false : null,
  });
}

/** `ethtool -i DEV`: the driver's name, null when there is none. */
export function parseEthtoolDriver(text: string): Parsed<string | null> {
  const driver = linesOf(text).find(({ text: line }) => line.startsWith('driver:'));
  return newNotes().parsed(driver?.text.slice('driver:'.length).trim() || null);
}

/** `ethtool -S DEV`: counters by the driver's own names. */
export function parseEthtoolStatistics(text: string): Parsed<Readonly<Record<string, number>>> {
  const notes = newNotes();
  const counters = new Map<string, number>();
  for (const { number, text: line } of linesOf(text)) {
    const [, name = '', value = ''] = /^\s*(.{1,100}?):\s+(\d{1,20})\s*$/.exec(line) ?? [];
    if (name !== '') counters.set(name, Number(value));
    else if (!/^(?:NIC statistics|no stats available)/.test(line))
      notes.add(number, line, 'not of the form name: number');
  }
  return notes.parsed(Object.fromEntries(counters));
}
