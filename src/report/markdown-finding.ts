import type { Finding, Fix } from '../evaluate/types.ts';
import { code, fence, html, link, paragraphs, prose } from './markdown-text.ts';
import { shorten } from './shorten.ts';

/** Findings under a root, items of a fact and steps of a fix that are told. */
const SHOWN = { folded: 10, items: 5, commands: 20 } as const;

/** A root in full, folded up. */
export function details(root: Finding, folded: readonly Finding[]): string {
  const { severity, message, rule, failureMode, target, fingerprint, fix, verify, references, remediation } = root;
  const more = folded.length - SHOWN.folded;
  return [
    `<details><summary><b>${severity}</b> ${html(shorten(message, 500))}</summary>`,
    '',
    `${code(rule)}${failureMode === null ? '' : ` ${failureMode}`} on ${code(shorten(target.key, 300))}, ${code(fingerprint)}`,
    '',
    ...root.evidence.map(evidenceLine),
    '',
    paragraphs(remediation),
    ...(fix.length === 0 ? [] : ['', fence(steps(fix), 'sh')]),
    ...(verify === '' ? [] : ['', paragraphs(verify)]),
    ...(folded.length === 0
      ? []
      : ['', `It explains ${folded.length} more:`, '', ...folded.slice(0, SHOWN.folded).map(foldedLine)]),
    ...(more > 0 ? [`- and ${more} more`] : []),
    ...(references.length === 0 ? [] : ['', ...references.map(({ title, url }) => `- ${link(title, url)}`)]),
    '',
    '</details>',
    '',
  ].join('\n');
}

const evidenceLine = ({ path, value, source }: Finding['evidence'][number]): string =>
  `- ${code(path)}: ${prose(shorten(evidence(value), 600))}${source === '' ? '' : ` (${prose(shorten(source, 600))})`}`;

const foldedLine = ({ severity, message }: Finding): string => `- ${severity}: ${prose(shorten(message, 500))}`;

function evidence(value: Finding['evidence'][number]['value']): string {
  if (!Array.isArray(value)) return value === null ? 'no value' : String(value);
  const items = value.slice(0, SHOWN.items).map((item) => `\`${JSON.stringify(item).replaceAll('`', "'")}\``);
  const more = value.length - SHOWN.items;
  return [
    `${value.length} ${value.length === 1 ? 'item' : 'items'}`,
    ...items,
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('; ');
}

function steps(fix: readonly Fix[]): readonly string[] {
  const more = fix.length - SHOWN.commands;
  return [
    ...fix.slice(0, SHOWN.commands).flatMap(commands),
    ...(more > 0 ? [`# and ${more} more of ${fix.length} steps`] : []),
  ];
}

const commands = (step: Fix): readonly string[] =>
  'run' in step
    ? [`# on ${shorten(step.on, 300)}`, ...shorten(step.run).split('\n')]
    : [`# on ${shorten(step.on, 300)}, by hand: ${shorten(step.manual).replaceAll('\n', ' ')}`];
