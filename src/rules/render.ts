import type { FactValue, Item, Scalar } from '../facts/types.ts';
import { quoteWord, quoteWords } from './shell-quote.ts';
import type { Template, TemplatePart } from './template.ts';

export interface RenderContext {
  readonly fact: (name: string) => FactValue;
  readonly parameter: (name: string) => Scalar | undefined;
  readonly item?: Item;
  /** Prose that people copy commands from: values are quoted as a shell needs them. */
  readonly quoting?: boolean;
}

/** A message names this many items and counts the rest; the evidence has them all. */
const SHOWN_ITEMS = 10;

/** For people: values as they are (each report makes them safe for its medium). */
export function renderText(template: Template, context: RenderContext): string {
  return template.parts.map((part) => textOf(part, context)).join('');
}

function textOf(part: TemplatePart, context: RenderContext): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'fact':
      return describe(context.fact(part.name), context);
    case 'count': {
      const fact = context.fact(part.name);
      return fact.state === 'list' ? String(fact.items.length) : describe(fact, context);
    }
    case 'each':
      return eachOf(part.name, part.item, context);
    case 'item':
      return scalarText(context.item?.[part.field] ?? null, context);
    case 'parameter':
      return scalarText(context.parameter(part.name) ?? null, context);
  }
}

function eachOf(name: string, template: Template | null, context: RenderContext): string {
  const fact = context.fact(name);
  if (fact.state !== 'list') return describe(fact, context);
  if (fact.items.length === 0) return 'none';
  const shown = fact.items
    .slice(0, SHOWN_ITEMS)
    .map((item) => (template ? renderText(template, { ...context, item }) : itemText(item)));
  const rest = fact.items.length - shown.length;
  return shown.join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}

/** `peer n2, ip 10.0.0.2`; fields without a value are left out. */
function itemText(item: Item): string {
  return Object.entries(item)
    .filter(([, value]) => value !== null)
    .map(([field, value]) => `${field} ${value}`)
    .join(', ');
}

function describe(fact: FactValue, context: RenderContext): string {
  switch (fact.state) {
    case 'value':
      return scalarText(fact.value, context);
    case 'list':
      return String(fact.items.length);
    case 'absent':
      return 'none';
    case 'unknown':
      return 'unknown';
  }
}

function scalarText(value: Scalar | null, { quoting }: RenderContext): string {
  if (value === null) return 'none';
  if (!quoting) return String(value);
  const quoted = quoteWord(String(value));
  return 'text' in quoted ? quoted.text : `(a value that ${quoted.refused})`;
}

export type RenderedCommand =
  | { readonly command: string }
  /** A value is not known for this item: the step does not concern it. */
  | { readonly skipped: string }
  /** A value that must not be pasted into a shell. */
  | { readonly refused: string };

/** For a shell: every value quoted as one word (`words`: as several). */
export function renderCommand(template: Template, context: RenderContext): RenderedCommand {
  let command = '';
  for (const part of template.parts) {
    if (part.kind === 'text') {
      command += part.text;
      continue;
    }
    const { name, value } = commandValue(part, context);
    if (value === null) return { skipped: name };
    const quoted = part.kind === 'item' && part.words ? quoteWords(String(value)) : quoteWord(String(value));
    if ('refused' in quoted) return { refused: `${name} ${quoted.refused}` };
    command += quoted.text;
  }
  return { command };
}

function commandValue(
  part: Exclude<TemplatePart, { kind: 'text' }>,
  context: RenderContext,
): { name: string; value: Scalar | null } {
  if (part.kind === 'item') return { name: `item.${part.field}`, value: context.item?.[part.field] ?? null };
  if (part.kind === 'parameter') return { name: `param.${part.name}`, value: context.parameter(part.name) ?? null };
  const fact = context.fact(part.name);
  return { name: part.name, value: fact.state === 'value' ? fact.value : null };
}
