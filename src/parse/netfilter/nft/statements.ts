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
import { maybe, setUpdate, statefulMatch } from './stateful.ts';
import { verdictOf } from './verdicts.ts';

/** Changes nothing that the walk follows, and never ends its rule, unless what it refers to is looked up in a map. */
const withoutEffect: ReadonlySet<string> = new Set([
  'counter',
  'log',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'last',
  'dup',
  'secmark',
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
  const fields = isObject(body) ? body : {};
  if (withoutEffect.has(kind)) return 'map' in fields ? maybe(json) : plain({ kind: 'no-effect', text: kind });
  switch (kind) {
    case 'notrack':
      return plain({ kind: 'notrack' });
    case 'reject':
      return plain({ kind: 'reject', with: typeof fields['expr'] === 'string' ? fields['expr'] : null });
    case 'limit':
    case 'quota':
    case 'ct count':
      return plain({ kind: 'match', match: statefulMatch(json) });
    case 'set':
    case 'map':
    case 'meter':
      return setUpdate(json, fields, reader);
    case 'flow':
      // A connection that cannot be offloaded ends the rule (nft_flow_offload_eval).
      return maybe(json);
    case 'dnat':
    case 'snat':
    case 'masquerade':
    case 'redirect':
      return natStatement(kind, fields, reader);
    case 'vmap':
      return verdictMap(fields, reader);
    case 'mangle':
      return mangle(json, fields, reader);
    case 'xt':
      return fields['name'] === 'comment' ? plain({ kind: 'no-effect', text: 'comment' }) : undefined;
    default:
      return undefined;
  }
}

const plain = (statement: Statement): ReadStatement => ({ matches: [], statement });

function mangle(json: JsonObject, { key, value }: JsonObject, reader: TableReader): ReadStatement | undefined {
  const mark = markStatement(key, value);
  if (mark !== undefined) return plain(mark);
  const [kind, body] = isObject(key) ? (Object.entries(key)[0] ?? []) : [];
  if (!isObject(body)) return undefined;
  const name = String((kind === 'tcp option' ? body['name'] : undefined) ?? body['field'] ?? body['key'] ?? '');
  if (!harmlessFields.has(name)) return undefined;
  // What is not in the map that gives the value ends the rule.
  if (isObject(value) && 'map' in value) return maybe(json);
  const matches =
    kind === 'tcp option'
      ? [{ kind: 'protocol', negated: false, protocols: ['tcp'] } as const]
      : requirements(fieldsOf(key), reader);
  return matches && { matches, statement: { kind: 'no-effect', text: `set ${name}` } };
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
