import * as z from 'zod';
import { firstIssue } from './manifest.ts';
import { reasonOf } from './quote.ts';

/**
 * What of the API moved while the nodes were read: the file `motion.json`. The API is read before the nodes and after them; a snapshot
 * that was put together by hand has no such file, and nothing is known about it.
 */
export interface MotionRecord {
  /** RFC 3339: when the first node's reading began and the last one's ended, by the clock of the machine that collected. */
  readonly from: string;
  readonly to: string;
  /** The API server's clock minus the collecting machine's, in milliseconds; null where no answer told its time. */
  readonly clockOffsetMs: number | null;
  /** Sorted by resource, namespace and name. */
  readonly moved: readonly MovedObject[];
  /** Resources that were not read a second time, with the reason: nothing is known about what moved among them. */
  readonly unread: readonly UnreadResource[];
}

export interface MovedObject {
  /** `endpointslices`: the name of its file in `cluster/`. */
  readonly resource: string;
  /** null for what lives in no namespace. */
  readonly namespace: string | null;
  readonly name: string;
  /** For EndpointSlices, the Service that they belong to. */
  readonly owner?: string;
  readonly change: 'changed' | 'added' | 'removed';
}

export interface UnreadResource {
  readonly resource: string;
  readonly reason: string;
}

const time = z.iso.datetime({ offset: true });
const name = z.string().max(512);

/** More than the pods of the biggest clusters; a list without an end has no place in a snapshot. */
const MOST_MOVED = 500_000;

const schema = z.object({
  from: time,
  to: time,
  clockOffsetMs: z.number().nullable(),
  moved: z
    .array(
      z.object({
        resource: name,
        namespace: name.nullable(),
        name,
        owner: name.exactOptional(),
        change: z.enum(['changed', 'added', 'removed']),
      }),
    )
    .max(MOST_MOVED),
  unread: z
    .array(z.object({ resource: name, reason: z.string() }))
    .max(1000)
    .default([]),
});

/** Reads the text of a `motion.json`; a sentence where it is none. */
export function parseMotion(text: string): MotionRecord | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `motion.json is no valid JSON (${reasonOf(error)})`;
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : `motion.json does not fit the format (${firstIssue(parsed.error)})`;
}

/** As it is written: sorted, so that the same motion gives the same bytes. */
export function sortedMotion(motion: MotionRecord): MotionRecord {
  const key = ({ resource, namespace, name }: MovedObject) => `${resource}\0${namespace ?? ''}\0${name}`;
  return {
    from: motion.from,
    to: motion.to,
    clockOffsetMs: motion.clockOffsetMs,
    moved: motion.moved.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
    unread: motion.unread.toSorted((a, b) => (a.resource < b.resource ? -1 : 1)),
  };
}
