import * as z from 'zod';
import { severities } from '../evaluate/types.ts';

/*
 * What --on-new and --webhook are sent: the one description of it, from which schema/notification.schema.json is made. Version 1 gets new
 * members at most; what a member means stays.
 */

export const NOTIFICATION_VERSION = 1;

const count = z.int().min(0);
const time = z.iso.datetime({ offset: true });

const counts = z.strictObject({
  new: count.describe('Found tonight, and not open before; without what a waiver accepts.'),
  known: count.describe('Found tonight, and open before; or accepted by a waiver.'),
  fixed: count.describe('Open before, looked for tonight, and not found.'),
  unseen: count.describe('Open before, and nobody could look tonight.'),
});

const past = z.strictObject({
  rule: z.string(),
  severity: z.enum(severities),
  target: z.string().describe('Key of the target, such as node/n1.'),
  fingerprint: z.string(),
  firstSeen: time,
  lastSeen: time,
  nights: count.describe('On how many nights it was seen.'),
});

const found = past.extend({
  title: z.string(),
  failureMode: z.string().nullable(),
  message: z.string(),
  causedBy: z.string().nullable().describe('Fingerprint of the finding that explains this one; null for a cause.'),
});

export const notificationSchema = z
  .strictObject({
    netlintNotification: z.literal(NOTIFICATION_VERSION),
    outcome: z
      .enum(['judged', 'nothing-collected'])
      .describe('nothing-collected: there is nothing to judge tonight; only with --notify always.'),
    text: z.string().describe('All of it in one line, for a chat or the subject of a mail.'),
    cluster: z.string().nullable(),
    taken: time.nullable().describe('Time of the snapshot.'),
    night: z.string().nullable().describe('Folder of the night; null where none was kept.'),
    exitCode: count.describe('Of the gate: 0 passed, 1 findings, 3 too little was looked at.'),
    reasons: z.array(z.string()).describe('Why the gate did not pass, a sentence each.'),
    notLookedAt: z.string().nullable().describe('What nobody could look at, in a sentence.'),
    findings: z
      .record(z.enum(severities), count)
      .nullable()
      .describe('Everything that is open and that no waiver accepts, by severity.'),
    coverage: z.number().nullable().describe('Percent of the checks that could be made.'),
    counts: counts.nullable().describe('Null where there was no history to compare with.'),
    new: z.array(found),
    fixed: z.array(past),
    missed: z.array(past).describe('Was new on an earlier night, which nobody could be told.'),
    more: z
      .strictObject({ new: count, fixed: count, missed: count })
      .describe('How many more there are than the lists above have; they end after 100.'),
  })
  .describe('What netlint audit sends to --on-new and --webhook.');

export type Notification = Readonly<z.infer<typeof notificationSchema>>;
