import type { Statement } from '../../../model/netfilter.ts';
import { fieldsOf, modulusOf } from './fields.ts';
import type { JsonObject } from './json-documents.ts';
import { isObject } from './json-documents.ts';
import { mapName } from './map-name.ts';
import { markStatement } from './mark-expression.ts';
import { requirements } from './matches.ts';
import { natStatement } from './nat.ts';
import type { ReadStatement } from './read-statement.ts';
import type { TableReader } from './reader.ts';
import { verdictOf } from './verdicts.ts';

/** Changes nothing that the walk follows. */
const withoutEffect: ReadonlySet<string> = new Set([
  'counter',
  'log',
  'quota',
  'set',
  'map',
  'flow',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'last',
  'dup',
  'secmark',
  'meter',
]);

/** Header fields that no later rule and no route is decided by. */
const harmlessFields: ReadonlySet<string> = new Set([
  'dscp',
  'ttl',
  'hoplimit',
  'ecn',
  'maxseg',
  'priority',
  'nftrace',
  'label',
  'event',
  'secmark',
  'pkttype',
]);

/** One statement of a rule; undefined when it is not modelled. */
export function readStatement(json: JsonObject, reader: TableReader): ReadStatement | undefined {
  const verdict = verdictOf(json);
  if (verdict !== undefined) return plain(verdict);
  const [kind = '', body] = Object.entries(json)[0] ?? [];
  if (withoutEffect.has(kind)) return plain({ kind: 'no-effect', text: kind });
  const fields = isObject(body) ? body : {};
  switch (kind) {
    case 'notrack':
      return plain({ kind: 'notrack' });
    case 'reject':
      return plain({ kind: 'reject', with: typeof fields['expr'] === 'string' ? fields['expr'] : null });
    case 'limit':
    case 'ct count':
      // One packet of an idle client is below every limit.
      return plain({
        kind: 'match',
        match: { kind: 'always', negated: fields['inv'] === true, what: 'rate limit not reached' },
      });
    case 'dnat':
    case 'snat':
    case 'masquerade':
    case 'redirect':
      return natStatement(kind, fields, reader);
    case 'vmap':
      return verdictMap(fields, reader);
    case 'mangle':
      return mangle(fields);
    case 'xt':
      return fields['name'] === 'comment' ? plain({ kind: 'no-effect', text: 'comment' }) : undefined;
    default:
      return undefined;
  }
}

const plain = (statement: Statement): ReadStatement => ({ matches: [], statement });

function mangle({ key, value }: JsonObject): ReadStatement | undefined {
  const mark = markStatement(key, value);
  if (mark !== undefined) return plain(mark);
  const body = isObject(key) ? Object.values(key)[0] : undefined;
  const name = isObject(body) ? String(body['field'] ?? body['key'] ?? '') : '';
  return harmlessFields.has(name) ? plain({ kind: 'no-effect', text: `set ${name}` }) : undefined;
}

function verdictMap({ key, data }: JsonObject, reader: TableReader): ReadStatement | undefined {
  const fields = fieldsOf(key);
  const matches = requirements(fields, reader);
  if (matches === undefined)
    return { matches: [{ kind: 'always', negated: true, what: 'the other family' }], statement: { kind: 'continue' } };
  const names = fields.map(({ field }) => field);
  if (names.includes('unmodelled')) return undefined;
  const map = mapName(data, names, reader);
  return map === undefined
    ? undefined
    : { matches, statement: { kind: 'verdict-map', map, fields: names, modulus: modulusOf(key) } };
}
