import { matchesGlob } from '../evaluate/glob.ts';
import type { AnyFact } from '../facts/registry.ts';
import { allFacts } from '../facts/registry.ts';
import { nearest } from '../rules/suggest.ts';
import { UsageError } from './exit-codes.ts';

/** Prints the declarations of facts; nothing is computed. */
export function listFacts(glob: string, format: 'text' | 'json'): void {
  const facts = allFacts.filter(({ name }) => matchesGlob(name, glob));
  if (facts.length === 0) {
    const near = nearest(
      glob,
      allFacts.map(({ name }) => name),
    );
    throw new UsageError(
      `no fact is named ${glob}${near ? `; did you mean ${near}?` : '; "netlint facts" lists them all.'}`,
    );
  }
  process.stdout.write(
    format === 'json'
      ? `${JSON.stringify(facts.map(declaration), null, 2)}\n`
      : `${facts.map(describe).join('\n\n')}\n`,
  );
}

const declaration = ({ name, target, type, unit, values, fields, doc, sources }: AnyFact) => ({
  name,
  target,
  type,
  unit: unit ?? null,
  values: values ?? null,
  fields: fields ?? null,
  doc,
  sources,
});

function describe(fact: AnyFact): string {
  const { name, type, unit, values, fields, doc, sources } = fact;
  const lines = [`${name}  ${type}${unit ? ` in ${unit}` : ''}`, `  ${doc}`];
  if (values) lines.push(`  values: ${values.join(', ')}`);
  if (fields)
    lines.push(
      `  items: ${Object.entries(fields)
        .map(([field, kind]) => `${field} (${kind})`)
        .join(', ')}`,
    );
  lines.push(`  from: ${sources.length > 0 ? sources.join(', ') : 'the target itself'}`);
  return lines.join('\n');
}
