import { parseIpRuleJson } from './ip-rule-json.ts';
import { parseIpRuleText } from './ip-rule-text.ts';
import { looksLikeJson } from './json-fields.ts';
import type { Parsed } from './parsed.ts';
import type { Family, PolicyRule } from './records.ts';

/** `ip [-4|-6] [-j] rule show` of iproute2. busybox's is refused line by line where it hides what a rule does. */
export function parseIpRule(text: string, family: Family): Parsed<readonly PolicyRule[]> {
  return looksLikeJson(text) ? parseIpRuleJson(text, family) : parseIpRuleText(text, family);
}
