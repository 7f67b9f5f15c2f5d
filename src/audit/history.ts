import * as z from 'zod';
import { severities } from '../evaluate/types.ts';

export const HISTORY_VERSION = 1;

/** Ways to tell somebody what is new. */
export const channels = ['command', 'webhook'] as const;
export type Channel = (typeof channels)[number];

const time = z.iso.datetime({ offset: true });
const count = z.int().min(0);
const fingerprint = z.string().regex(/^[0-9a-f]{16}$/);

const entrySchema = z.strictObject({
  fingerprint,
  rule: z.string(),
  target: z.string().describe('Key of the target, as findings have it.'),
  severity: z.enum(severities).describe('When it was last seen.'),
  state: z.enum(['open', 'fixed']),
  since: time.describe(
    'Open: when it was first seen after it was not there. Fixed: the first night that looked and did not find it.',
  ),
  firstSeen: time,
  lastSeen: time,
  nights: z.int().min(1).describe('On how many nights it was seen.'),
  unseen: z
    .strictObject({ since: time, reason: z.string() })
    .nullable()
    .describe('Open, and nobody could look since then; null where somebody did.'),
});

export const historySchema = z
  .strictObject({
    netlintHistory: z.literal(HISTORY_VERSION),
    cluster: z.string().nullable(),
    sequence: count.describe('Number of the last night in it.'),
    nights: count.describe('Different snapshots that it was made of.'),
    first: time.nullable().describe('Time of the first snapshot.'),
    last: time.nullable().describe('Time of the last one.'),
    leftOut: count.describe('Entries that were left out because the place for the history is limited.'),
    owed: z
      .record(z.enum(channels), z.array(fingerprint))
      .describe('What was new and could not be told yet: the next night tells it.'),
    entries: z.array(entrySchema),
  })
  .describe('What netlint audit found, over all nights. Times are those of the snapshots, in UTC.');

export type HistoryEntry = Readonly<z.infer<typeof entrySchema>>;
type Owed = Readonly<Record<Channel, readonly string[]>>;
export type History = Readonly<Omit<z.infer<typeof historySchema>, 'entries' | 'owed'>> & {
  readonly entries: readonly HistoryEntry[];
  readonly owed: Owed;
};

export const emptyHistory: History = {
  netlintHistory: HISTORY_VERSION,
  cluster: null,
  sequence: 0,
  nights: 0,
  first: null,
  last: null,
  leftOut: 0,
  owed: { command: [], webhook: [] },
  entries: [],
};

/** One line an entry, sorted by fingerprint: equal histories are equal bytes. */
export function historyText({ entries, ...head }: History): string {
  const fields = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const lines = [...entries]
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1))
    .map((entry) => `    ${JSON.stringify(entry)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n${[...fields, `  "entries": ${list}`].join(',\n')}\n}\n`;
}

/** Of another netlint: it is not damaged, and must not be replaced. */
export class OtherVersion extends Error {}

/** Throws an Error that says what is wrong, for the caller to put the place before; OtherVersion for a newer or older one. */
export function parseHistory(text: string): History {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
  const version = typeof read === 'object' && read !== null && 'netlintHistory' in read ? read.netlintHistory : null;
  if (version === null) throw new Error('it is no history');
  if (typeof version === 'number' && version !== HISTORY_VERSION)
    throw new OtherVersion(`it has version ${version}, and this netlint reads version ${HISTORY_VERSION}`);
  const checked = historySchema.safeParse(read);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new Error(`${issue?.path.join('.') || 'it'} is damaged`);
}
