import type { Item } from '../facts/types.ts';
import type { RenderContext } from './render.ts';
import { renderCommand, renderText } from './render.ts';
import type { Template } from './template.ts';
import type { FixStep } from './types.ts';

export type RenderedFix =
  | { readonly on: string; readonly run: string }
  | { readonly on: string; readonly manual: string };

/**
 * The steps of a fix with their values, each once, in the order of the rule. A step whose item lacks a value is left out; one
 * with a value that must not be pasted into a shell becomes something to do by hand.
 */
export function renderFix(steps: readonly FixStep[], context: RenderContext): readonly RenderedFix[] {
  const rendered = new Map<string, RenderedFix>();
  for (const step of steps) {
    for (const item of itemsOf(step, context)) {
      const fix = renderStep(step, item ? { ...context, item } : context);
      if (fix) rendered.set(JSON.stringify(fix), fix);
    }
  }
  return [...rendered.values()];
}

function itemsOf(step: FixStep, context: RenderContext): readonly (Item | undefined)[] {
  if (step.each === null) return [undefined];
  const list = context.fact(step.each);
  return list.state === 'list' ? list.items : [];
}

function renderStep({ on, action }: FixStep, context: RenderContext): RenderedFix | undefined {
  const template = 'run' in action ? action.run : action.manual;
  if (lacksValue(on, context) || lacksValue(template, context)) return undefined;
  const where = renderText(on, context);
  const prose = () => renderText(template, { ...context, quoting: true });
  if ('manual' in action) return { on: where, manual: prose() };
  const rendered = renderCommand(template, context);
  if ('command' in rendered) return { on: where, run: rendered.command };
  if ('skipped' in rendered) return undefined;
  return { on: where, manual: `${rendered.refused}, so this is nothing to paste: ${prose()}` };
}

/** True when the item has no value for a field that the step uses: the step is about another kind of item. */
const lacksValue = ({ parts }: Template, { item }: RenderContext): boolean =>
  parts.some((part) => part.kind === 'item' && (item?.[part.field] ?? null) === null);
