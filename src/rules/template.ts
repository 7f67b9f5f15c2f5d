/**
 * Text with values in it:
 *   {{node.name}}                      a fact
 *   {{param.minPeers}}                 a parameter of the rule
 *   {{node.x | count}}                 number of items of a list fact
 *   {{node.x | each}}                  its items, each as `field value, field value`
 *   {{node.x | each: '{{item.ip}}'}}   its items, each as the inner text says
 *   {{item.ip}}                        a field of the item (inside `each`, or in a fix with `each:`)
 *   {{item.rule | words}}              a field that is several words of a command (fix only)
 */
export interface Template {
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fact'; readonly name: string; readonly at: number }
  | { readonly kind: 'count'; readonly name: string; readonly at: number }
  | { readonly kind: 'each'; readonly name: string; readonly item: Template | null; readonly at: number }
  | { readonly kind: 'item'; readonly field: string; readonly words: boolean; readonly at: number }
  | { readonly kind: 'parameter'; readonly name: string; readonly at: number };

export interface TemplateMistake {
  /** Offset in the template's text. */
  readonly at: number;
  readonly message: string;
}

const name = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** Splits a text into its parts. Mistakes in the form are handed to `mistake`; names are checked by the caller. */
export function parseTemplate(text: string, mistake: (mistake: TemplateMistake) => void, base = 0): Template {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (;;) {
    const open = text.indexOf('{{', from);
    if (open < 0) break;
    if (open > from) parts.push({ kind: 'text', text: text.slice(from, open) });
    const close = endOfExpression(text, open + 2);
    if (close < 0) {
      mistake({ at: base + open, message: '"{{" is never closed; write {{fact}} or {{fact | each: \'…\'}}' });
      return { parts };
    }
    const part = parseExpression(text.slice(open + 2, close), base + open, mistake, base + open + 2);
    if (part) parts.push(part);
    from = close + 2;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return { parts };
}

/** Index of the `}}` that closes the expression; braces inside quotes do not count. */
function endOfExpression(text: string, from: number): number {
  let quote = '';
  for (let i = from; i < text.length; i++) {
    const character = text.charAt(i);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '}' && text.charAt(i + 1) === '}') return i;
  }
  return -1;
}

function parseExpression(
  expression: string,
  at: number,
  mistake: (mistake: TemplateMistake) => void,
  base: number,
): TemplatePart | null {
  const refuse = (message: string): null => {
    mistake({ at, message });
    return null;
  };
  const bar = expression.indexOf('|');
  const subject = (bar < 0 ? expression : expression.slice(0, bar)).trim();
  const filter = bar < 0 ? '' : expression.slice(bar + 1).trim();
  if (!name.test(subject))
    return refuse(`"{{${subject}}}" is no name; write {{node.name}}, {{item.field}} or {{param.name}}`);
  if (subject.startsWith('item.')) {
    if (filter !== '' && filter !== 'words')
      return refuse(`unknown filter "${filter}" for an item field; only "words" is possible here`);
    return { kind: 'item', field: subject.slice('item.'.length), words: filter === 'words', at };
  }
  if (subject.startsWith('param.')) {
    if (filter !== '') return refuse('a parameter has no filters');
    return { kind: 'parameter', name: subject.slice('param.'.length), at };
  }
  if (filter === '') return { kind: 'fact', name: subject, at };
  if (filter === 'count') return { kind: 'count', name: subject, at };
  if (filter === 'each') return { kind: 'each', name: subject, item: null, at };
  const each = /^each\s*:\s*(?:'([^']*)'|"([^"]*)")$/.exec(filter);
  if (!each) return refuse(`unknown filter "${filter.slice(0, 60)}"; possible are count, each and each: '…'`);
  const inner = each[1] ?? each[2] ?? '';
  const innerAt = base + expression.lastIndexOf(inner);
  return { kind: 'each', name: subject, item: parseTemplate(inner, mistake, innerAt), at };
}

/** Every part, those inside `each` too, with the list fact whose item they see. */
export function* partsOf(
  template: Template,
  list: string | null = null,
): Generator<{ part: TemplatePart; list: string | null }> {
  for (const part of template.parts) {
    yield { part, list };
    if (part.kind === 'each' && part.item) yield* partsOf(part.item, part.name);
  }
}
