import { isRecord } from '../../snapshot/slim/keep.ts';

/** A list with its objects one by one: parsed when they are asked for, so that none but the one in hand is in memory. */
export interface ListAnswer {
  /** The list without its items. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly items: Iterable<unknown>;
}

const ITEMS = Buffer.from('"items":[');
/** How often the end of an object may be a false one (an object inside it begins the same way). */
const MOST_FALSE_ENDS = 1000;

function whole(body: Buffer): ListAnswer | undefined {
  let head: unknown;
  try {
    head = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isRecord(head) || !(Array.isArray(head.items) || head.items === null)) return undefined;
  return { head, items: head.items ?? [] };
}

/**
 * Objects are told apart by how the first begins (`{"metadata":`): where the next one seems to begin, what lies before must be valid JSON,
 * or the seam is looked for further on. So no byte is looked at by hand, and a seam inside an object cannot be taken for one between two.
 */
function* itemsBetween(body: Buffer, start: number, end: number, seam: Buffer): Generator<unknown> {
  let from = start;
  let falseEnds = 0;
  let search = start;
  while (from < end) {
    const found = body.indexOf(seam, search);
    const until = found === -1 || found >= end ? end : found + 1;
    let item: unknown;
    try {
      item = JSON.parse(body.toString('utf8', from, until));
    } catch {
      falseEnds += 1;
      search = until;
      if (until < end && falseEnds <= MOST_FALSE_ENDS) continue;
      // An object that begins otherwise than the first: the rest as a whole.
      yield* JSON.parse(`[${body.toString('utf8', from, end)}]`) as readonly unknown[];
      return;
    }
    yield item;
    from = until + 1;
    search = from;
  }
}

/**
 * Takes apart the answer to a list request. Undefined for what is no list; the iteration throws SyntaxError where an object is no JSON. A
 * page of 500 Pods is 3 MB as text and ten times that as objects: taken one by one, they are gone before they cost memory.
 */
export function readListAnswer(body: Buffer): ListAnswer | undefined {
  const at = body.indexOf(ITEMS);
  const start = at + ITEMS.length;
  let last = body.length - 1;
  while (last > start && (body[last] === 0x0a || body[last] === 0x20)) last -= 1;
  const ends = body[last] === 0x7d && body[last - 1] === 0x5d;
  if (at === -1 || !ends) return whole(body);
  const end = last - 1;
  const lead = /^\{"[A-Za-z]{1,40}":/.exec(body.toString('latin1', start, Math.min(end, start + 60)))?.[0];
  if (lead === undefined && end > start) return whole(body);
  let head: unknown;
  try {
    head = JSON.parse(`${body.toString('utf8', 0, start)}]}`);
  } catch {
    return whole(body);
  }
  if (!isRecord(head)) return undefined;
  return { head, items: itemsBetween(body, start, end, Buffer.from(`},${lead}`)) };
}
