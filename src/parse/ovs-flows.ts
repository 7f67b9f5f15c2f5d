import type { OvsFlow } from '../model/types.ts';
import { decimal, linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** Of a flow's head these say how it was used, not what it matches. */
const NOT_MATCHES = new Set([
  ...[
    'cookie',
    'duration',
    'table',
    'n_packets',
    'n_bytes',
    'idle_timeout',
    'hard_timeout',
    'idle_age',
    'hard_age',
    'priority',
  ],
  ...['importance', 'send_flow_rem', 'check_overlap', 'reset_counts', 'no_packet_counts', 'no_byte_counts'],
]);

/** They change between two looks, so that a quoted flow would never be the same again. */
const COUNTERS = /\b(?:duration|n_packets|n_bytes|idle_age|hard_age)=[^,\s]+, ?/g;

/** `ovs-ofctl dump-flows BRIDGE`. Commas inside brackets belong to an action: `ct(table=11,zone=5)`. A flow without priority has 32768. */
export function parseOvsFlows(text: string): Parsed<readonly OvsFlow[]> {
  const notes = newNotes();
  const flows: OvsFlow[] = [];
  for (const { number, text: line } of linesOf(text)) {
    // `NXST_FLOW reply (xid=0x4):`, `OFPST_FLOW reply (OF1.3) (xid=0x2):`
    if (/^(?:NXST|OFPST)_FLOW reply/.test(line)) continue;
    const flow = flowOf(line.trim());
    if (flow === undefined) notes.add(number, line, 'not a flow');
    else flows.push(flow);
  }
  return notes.parsed(flows);
}

function flowOf(line: string): OvsFlow | undefined {
  const at = line.indexOf(' actions=');
  if (at < 0) return undefined;
  const fields = new Map<string, string>();
  for (const field of line.slice(0, at).split(/[,\s]+/)) {
    if (field === '') continue;
    const equals = field.indexOf('=');
    if (equals < 0) fields.set(field, '');
    else fields.set(field.slice(0, equals), field.slice(equals + 1));
  }
  return {
    table: decimal(fields.get('table')) ?? 0,
    priority: decimal(fields.get('priority')) ?? 32768,
    packets: decimal(fields.get('n_packets')) ?? null,
    match: Object.fromEntries([...fields].filter(([key]) => !NOT_MATCHES.has(key))),
    actions: splitOutsideBrackets(line.slice(at + ' actions='.length)),
    text: line.replace(COUNTERS, ''),
  };
}

/** Splits at commas that stand in no round or square bracket. */
function splitOutsideBrackets(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '(' || char === '[') depth++;
    else if (char === ')' || char === ']') depth--;
    else if (char === ',' && depth <= 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
