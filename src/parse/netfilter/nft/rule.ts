import type { Match, Rule, Statement } from '../../../model/netfilter.ts';
import type { JsonObject } from './json-documents.ts';
import { isObject } from './json-documents.ts';
import { readMatch } from './matches.ts';
import type { TableReader } from './reader.ts';
import { ruleText } from './rule-text.ts';
import { readStatement } from './statements.ts';

/**
 * One `{"rule": …}`. Matches in front of the first statement with an effect are the rule's matches; later ones stand among the
 * statements, since nft works a rule off from left to right.
 */
export function readNftRule(body: JsonObject, number: number, reader: TableReader): Rule {
  const listed = body['expr'];
  const expressions: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const matches: Match[] = [];
  const statements: Statement[] = [];
  let packets: number | null = null;
  let bytes: number | null = null;
  const addMatches = (some: readonly Match[]): void => {
    if (statements.every(({ kind }) => kind === 'no-effect')) matches.push(...some);
    else for (const match of some) statements.push({ kind: 'match', match });
  };
  const unmodelled = (json: unknown): string => {
    const text = ruleText([json], undefined);
    reader.miss(`not modelled: ${text}`);
    return text;
  };

  for (const json of expressions) {
    if (!isObject(json)) {
      // nft prints as text what it has no JSON for.
      statements.push({ kind: 'unmodelled', text: unmodelled(json) });
      continue;
    }
    const { match, counter } = json;
    if (isObject(match)) {
      addMatches(readMatch(match, reader, () => ({ kind: 'unmodelled', negated: false, text: unmodelled(json) })));
      continue;
    }
    if (isObject(counter) && 'packets' in counter) {
      packets = Number(counter['packets']);
      bytes = Number(counter['bytes']);
    }
    if (isObject(json['xt']) && json['xt']['type'] === 'match') {
      if (json['xt']['name'] !== 'comment')
        addMatches([{ kind: 'unmodelled', negated: false, text: unmodelled(json) }]);
      continue;
    }
    const read = readStatement(json, reader);
    if (read === undefined) statements.push({ kind: 'unmodelled', text: unmodelled(json) });
    else {
      addMatches(read.matches);
      statements.push(read.statement);
    }
  }
  const { comment, handle } = body;
  return {
    number,
    // Thousands of rules are never quoted.
    get text(): string {
      return ruleText(expressions, comment);
    },
    packets,
    bytes,
    matches,
    statements,
    ...(typeof comment === 'string' ? { comment } : {}),
    ...(typeof handle === 'number' ? { handle } : {}),
  };
}
