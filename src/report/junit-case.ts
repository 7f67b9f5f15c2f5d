import type { Finding, RuleOutcomes, UnknownOutcome } from '../evaluate/types.ts';
import { visible } from './escape.ts';
import { shorten } from './shorten.ts';

/** Findings and reasons that one testcase tells in full. */
const SHOWN = 20;

/** A testcase as the XML builder takes it. */
export type Case = Readonly<Record<string, unknown>>;

export function testcase(
  suite: string,
  rule: RuleOutcomes,
  all: readonly Finding[],
  unknown: readonly UnknownOutcome[],
): Case {
  const failing = all.filter(({ suppressed }) => !suppressed);
  const accepted = all.filter(({ suppressed }) => suppressed);
  const [first] = failing;
  const judged = rule.unknown + rule.passed + rule.failed;
  const unseen = `could not be judged on ${rule.unknown} of ${judged} targets`;
  const reasons = unknown.map(({ target, missing, reason }) => `${target}: ${missing}: ${reason}`);
  return {
    ...attributes({ name: rule.id, classname: suite, time: '0' }),
    ...(first
      ? {
          failure: said(
            failing.length === 1 ? first.message : `${failing.length} findings: ${rule.title}`,
            first.severity,
            failing.map(sentence),
          ),
        }
      : rule.unknown > 0
        ? { error: said(unseen, 'unknown', reasons) }
        : rule.passed + rule.failed === 0
          ? { skipped: attributes({ message: 'applies to nothing here' }) }
          : {}),
    ...(accepted.length === 0
      ? {}
      : { 'system-out': text([`${accepted.length} suppressed by waivers:`, ...accepted.map(sentence)]) }),
    // Beside a failure there is no room for an error.
    ...(first && rule.unknown > 0 ? { 'system-err': text([`${unseen}:`, ...reasons]) } : {}),
  };
}

const said = (message: string, type: string, lines: readonly string[]): Case => ({
  ...attributes({ message: tame(message), type }),
  ...text(lines),
});

const sentence = ({ severity, target, message, fingerprint, causedBy, suppressed }: Finding): string =>
  `${severity} ${target.key}: ${message} (${fingerprint}${causedBy === null ? '' : `, explained by ${causedBy}`}${suppressed ? `, accepted until ${suppressed.expires} by ${suppressed.owner}: ${suppressed.reason}` : ''})`;

function text(all: readonly string[]): Case {
  const lines = all.slice(0, SHOWN).map(tame);
  if (all.length > SHOWN) lines.push(`and ${all.length - SHOWN} more of ${all.length}`);
  return { '#': lines.join('\n') };
}

const tame = (value: string): string => visible(shorten(value));

export const attributes = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`@${name}`, value]));
