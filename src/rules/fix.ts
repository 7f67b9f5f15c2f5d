import type { Item } from '../facts/types.ts';
import type { RenderContext } from './render.ts';
import { renderCommand, renderText } from './render.ts';
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

function renderStep(step: FixStep, context: RenderContext): RenderedFix | undefined {
  const on = renderText(step.on, context);
  if ('manual' in step.action) return { on, manual: renderText(step.action.manual, { ...context, quoting: true }) };
  const rendered = renderCommand(step.action.run, context);
  if ('command' in rendered) return { on, run: rendered.command };
  if ('skipped' in rendered) return undefined;
  return {
    on,
    manual: `${rendered.refused}, so this is nothing to paste: ${renderText(step.action.run, { ...context, quoting: true })}`,
  };
}
