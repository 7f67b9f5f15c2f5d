import { readFileSync } from 'node:fs';
import type { Outputs } from './read-model.ts';

/** Real outputs of the healthy overlay; see test/walk/fixtures/README.md. */
export const overlayOutputs = JSON.parse(
  readFileSync(new URL('../fixtures/overlay.json', import.meta.url), 'utf8'),
) as Outputs;

/** The same with one output replaced, or taken away where `text` is null. */
export function changed(outputs: Outputs, node: string, key: string, text: string | null): Outputs {
  const { [key]: old, ...rest } = outputs[node] ?? {};
  const command = typeof old === 'object' ? old.command : undefined;
  return {
    ...outputs,
    [node]: text === null ? rest : { ...rest, [key]: { text, ...(command === undefined ? {} : { command }) } },
  };
}

/** What an output says, as its tool printed it. */
export function textOf(outputs: Outputs, node: string, key: string): string {
  const output = outputs[node]?.[key];
  return typeof output === 'string' ? output : (output?.text ?? '');
}
