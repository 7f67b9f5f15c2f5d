import type { ReportingDescriptor } from 'sarif';
import type { Finding, Result, RuleOutcomes } from '../evaluate/types.ts';
import { visible, visibleLines } from './escape.ts';
import { areaOf } from './group.ts';
import { isWebAddress, link, paragraphs } from './markdown-text.ts';
import { levels } from './sarif-result.ts';
import { shorten } from './shorten.ts';

/** Every rule that was judged, in the order of the result. */
export function descriptors({ findings, rules }: Result): ReportingDescriptor[] {
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  return rules.map((rule) => descriptor(rule, byRule.get(rule.id) ?? []));
}

function descriptor(
  { id, title, failureMode, severity }: RuleOutcomes,
  findings: readonly Finding[],
): ReportingDescriptor {
  const [first] = findings;
  const address = first?.references.find(({ url }) => isWebAddress(url));
  return {
    id,
    name: id.replaceAll(/(?:^|[/-])([a-z0-9]?)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: `${title}${failureMode === null ? '' : ` (${failureMode})`}.` },
    // What to do is told by a finding of the rule; where there is none, the command tells it.
    help: first ? helpOf(first, findings) : { text: `netlint explain ${id}`, markdown: `\`netlint explain ${id}\`` },
    ...(address ? { helpUri: address.url } : {}),
    defaultConfiguration: { level: levels[severity] },
    ...(failureMode === null
      ? {}
      : {
          relationships: [
            { target: { id: failureMode, toolComponent: { name: 'netlint failure modes' } }, kinds: ['relevant'] },
          ],
        }),
    properties: { tags: ['kubernetes', 'network', areaOf(id)], 'problem.severity': problem[severity], severity },
  };
}

/** A rule's words may name the target: then they are said to be about the first one. */
function helpOf(
  { remediation, verify, references, target }: Finding,
  findings: readonly Finding[],
): NonNullable<ReportingDescriptor['help']> {
  const isShared = findings.every((each) => each.remediation === remediation && each.verify === verify);
  const about = isShared ? [] : [`For ${shorten(target.key, 300)}:`];
  const words = [...about, remediation, verify].filter((part) => part !== '');
  return {
    text: [
      ...words.map((part) => visibleLines(shorten(part))),
      references.map(({ title, url }) => visible(`${title}: ${url}`)).join('\n'),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    markdown: [...words.map(paragraphs), references.map(({ title, url }) => `- ${link(title, url)}`).join('\n')]
      .filter((part) => part !== '')
      .join('\n\n'),
  };
}

const problem = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'recommendation',
  info: 'recommendation',
} as const;
