import { addressOrNull, destinationCidr } from './canonical.ts';
import {
  hasField,
  type JsonObject,
  jsonQuote,
  jsonRows,
  numberField,
  objectField,
  objectsField,
  textField,
  textsField,
} from './json-fields.ts';
import { newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';
import type { Family, NextHop, Route } from './records.ts';
import { isRouteType, NEXT_HOP_FLAGS } from './route-words.ts';

/** `ip -4 -j route show table all`. A route without `table` is in main, one without `type` is unicast. */
export function parseIpRouteJson(text: string, family: Family): Parsed<readonly Route[]> {
  const rows = jsonRows(text);
  const notes = newNotes();
  for (const note of rows.notUnderstood) notes.add(note.line, note.text, note.why);
  const routes: Route[] = [];
  for (const row of rows.value) {
    const route = routeOf(row, family);
    if (route === undefined) notes.add(1, jsonQuote(row), 'a route without a destination that can be read');
    else routes.push(route);
  }
  return notes.parsed(routes);
}

/** Keys whose presence makes a route match less, or do more, than its destination says. */
const UNMODELLED = ['from', 'tos', 'encap', 'dsfield', 'realms'];

function routeOf(row: JsonObject, family: Family): Route | undefined {
  const destination = destinationCidr(textField(row, 'dst') ?? '', family);
  const type = textField(row, 'type') ?? 'unicast';
  if (destination === undefined || !isRouteType(type)) return undefined;
  const hops = objectsField(row, 'nexthops');
  const unmodelled = UNMODELLED.filter((key) => hasField(row, key)).map((key) =>
    `${key} ${textField(row, key) ?? ''}`.trim(),
  );
  return {
    family,
    destination,
    type,
    table: textField(row, 'table') ?? 'main',
    nextHops: (hops.length > 0 ? hops : hasNextHop(row) ? [row] : []).map(nextHopOf),
    preferredSource: addressOrNull(textField(row, 'prefsrc')),
    protocol: textField(row, 'protocol'),
    scope: textField(row, 'scope'),
    metric: numberField(row, 'metric') ?? 0,
    mtu:
      objectsField(row, 'metrics')
        .map((metrics) => numberField(metrics, 'mtu'))
        .find((mtu) => mtu !== null) ?? null,
    ...(unmodelled.length > 0 ? { unmodelled } : {}),
  };
}

const hasNextHop = (row: JsonObject): boolean =>
  ['dev', 'gateway', 'via'].some((key) => textField(row, key) !== null || hasField(row, key));

function nextHopOf(row: JsonObject): NextHop {
  return {
    // `via` holds a gateway of the other family (RFC 5549).
    gateway: addressOrNull(textField(row, 'gateway') ?? textField(objectField(row, 'via'), 'host')),
    device: textField(row, 'dev'),
    weight: numberField(row, 'weight') ?? 1,
    flags: textsField(row, 'flags').filter((flag) => NEXT_HOP_FLAGS.has(flag)),
  };
}
