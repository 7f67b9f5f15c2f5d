import { isAbsolute, normalize } from 'node:path';
import * as z from 'zod';
import { formats } from '../report/report.ts';
import { severities } from '../rules/severity.ts';

/*
 * What netlint.yaml may say: the one description of it. What an editor checks (schema/config.schema.json), what is checked when
 * the file is read, and what a sentence about a mistake suggests all come from here.
 */

export const levels = ['off', ...[...severities].reverse()] as const;
export type Level = (typeof levels)[number];

/** When a gate fails; `new:high` is about findings that the baseline does not have, at or above high. */
export const gateThresholds = [
  ...severities,
  'new',
  ...severities.map((severity) => `new:${severity}` as const),
  'never',
] as const;

const text = z.string().trim().min(1);

const isBelow = (path: string): boolean => !isAbsolute(path) && !/^\.\.(?:[/\\]|$)/.test(normalize(path));

const level = z
  .enum(levels)
  .describe('critical, high, medium, low or info instead of the severity in the rule; off: it is not judged.');

const ruleSetting = z.union([
  level,
  z.strictObject({
    level: level.optional(),
    params: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .describe('Parameters that the rule declares; "netlint explain RULE" shows them with their limits.')
      .optional(),
  }),
]);

const waiver = z
  .strictObject({
    rule: text.describe('Id of one rule.'),
    target: text.describe('Key of a target, such as node/n1; * is any text, ? one character.'),
    reason: text.describe('Why the finding is accepted.'),
    owner: text.describe('Who answers for it.'),
    expires: z.iso.date().describe('The last day on which it holds, such as 2026-12-31, in UTC.'),
  })
  .describe('Accepts findings until a day: they are still shown, marked, and count for no gate.');

export const configSchema = z
  .strictObject({
    rules: z
      .record(z.string(), ruleSetting)
      .describe(
        'Level and parameters by rule id; a level also by glob, such as "ovs/*". The last entry that fits holds.',
      )
      .optional(),
    ruleFolders: z.array(text).describe("Folders with your own rules, seen from this file's folder.").optional(),
    waivers: z.array(waiver).optional(),
    output: z
      .strictObject({
        format: z.enum(formats).describe('What is printed.').optional(),
        files: z
          .partialRecord(
            z.enum(formats),
            // A configuration is found in folders above, which may be somebody else's: it must not name files to overwrite.
            text.refine(isBelow, 'must stay below the folder of the configuration; use --output for other places'),
          )
          .describe("Files that the result is also written to, below this file's folder.")
          .optional(),
        verbose: z.boolean().describe('Long lists in full.').optional(),
      })
      .optional(),
    gate: z
      .strictObject({
        failOn: z.enum(gateThresholds).describe('Exit 1 for findings at or above it.').optional(),
        minCoverage: z
          .number()
          .min(0)
          .max(100)
          .describe('Percent; exit 3 when less than this part of the checks could be made.')
          .optional(),
        baseline: text.describe("A baseline to compare with, seen from this file's folder.").optional(),
      })
      .optional(),
  })
  .describe('netlint.yaml: levels and parameters of rules, waivers, output and gate.');

export type ConfigText = z.infer<typeof configSchema>;
