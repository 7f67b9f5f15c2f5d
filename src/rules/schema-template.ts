import type { AnyFact } from '../facts/registry.ts';
import type { Checker } from './checker.ts';
import type { Names } from './schema-fact.ts';
import { resolveFact } from './schema-fact.ts';
import { hint } from './suggest.ts';
import type { Template, TemplatePart } from './template.ts';
import { parseTemplate, partsOf } from './template.ts';
import type { YamlScalar, YamlValue } from './yaml-source.ts';

/** Where a template stands: which list's items `{{item.x}}` means there, and whether a shell will read it. */
export interface TemplatePlace {
  readonly what: string;
  readonly list: AnyFact | null;
  readonly command: boolean;
}

export const emptyTemplate: Template = { parts: [] };

/** Reads a text with `{{…}}` in it and checks every name; mistakes are reported where they stand in the file. */
export function readTemplate(
  check: Checker,
  node: YamlValue,
  names: Names,
  place: TemplatePlace,
): Template | undefined {
  const text = check.text(node, place.what);
  if (text === undefined || node.kind !== 'scalar') return undefined;
  const before = check.problems.length;
  const offset = offsetsIn(check, node, text);
  const template = parseTemplate(text, ({ at, message }) => void check.error(offset(at), `${place.what}: ${message}`));
  for (const { part, list } of partsOf(template)) {
    if (part.kind === 'text') continue;
    checkPart(check, part, offset(part.at), names, place, list);
  }
  if (place.command) checkQuotes(check, template, offset);
  return check.problems.length === before ? template : undefined;
}

function checkPart(
  check: Checker,
  part: Exclude<TemplatePart, { kind: 'text' }>,
  at: number,
  names: Names,
  place: TemplatePlace,
  innerList: string | null,
): void {
  if (part.kind === 'parameter') {
    if (!names.parameters.has(part.name))
      check.error(
        at,
        `the rule has no parameter "${part.name}"${hint(part.name, [...names.parameters.keys()], '; declare it under params')}`,
      );
    return;
  }
  if (part.kind === 'item') {
    const list = innerList === null ? place.list : names.facts.get(innerList);
    if (part.words && !place.command) check.error(at, '"words" is for commands; leave it out here');
    if (!list)
      return void (
        innerList === null &&
        check.error(
          at,
          `${place.what} has no item here; write {{fact | each: '{{item.${part.field}}}'}}${place.command ? ', or give the step an "each: fact"' : ''}`,
        )
      );
    const fields = Object.keys(list.fields ?? {});
    if (!fields.includes(part.field))
      check.error(
        at,
        `items of ${list.name} have no field "${part.field}"${hint(part.field, fields, `; they have ${fields.join(', ')}`)}`,
      );
    return;
  }
  const fact = resolveFact(check, part.name, at, names);
  if (!fact) return;
  if (part.kind === 'fact' && fact.type === 'list')
    check.error(at, `${fact.name} is a list; write {{${fact.name} | each}} or {{${fact.name} | count}}`);
  if (part.kind !== 'fact' && fact.type !== 'list') check.error(at, `${fact.name} is no list; write {{${fact.name}}}`);
  if (place.command && part.kind !== 'fact')
    check.error(at, 'a command is for one item; give the step an "each: fact" and use {{item.field}}');
}

/** A value is quoted as a word of its own; inside quotes of the command that would end them and let the value be code. */
function checkQuotes(check: Checker, template: Template, offset: (at: number) => number): void {
  let open = '';
  for (const part of template.parts) {
    if (part.kind !== 'text') {
      if (open !== '')
        return void check.error(
          offset(part.at),
          `a value stands inside ${open}quotes${open} of the command; values are quoted by netlint, so put it outside`,
        );
      continue;
    }
    for (const character of part.text) {
      if (open === '' && (character === "'" || character === '"' || character === '`')) open = character;
      else if (character === open) open = '';
    }
  }
}

/** Maps an offset in a scalar's value to the file: the n-th `{{` of the value is the n-th `{{` of what is written. */
function offsetsIn(check: Checker, node: YamlScalar, text: string): (at: number) => number {
  return (at) => {
    const count = text.slice(0, at + 2).split('{{').length - 1;
    let offset = node.at - 1;
    for (let n = 0; n < count; n++) {
      const next = check.source.text.indexOf('{{', offset + 1);
      if (next < 0 || next >= node.end) return node.at;
      offset = next;
    }
    return Math.max(offset, node.at);
  };
}
