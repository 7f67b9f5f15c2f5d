import type { Match } from '../../../model/netfilter.ts';
import { parseNetwork } from '../numbers.ts';
import type { JsonObject } from './json-documents.ts';
import { isObject } from './json-documents.ts';
import type { TableReader } from './reader.ts';

const listOf = (right: unknown): readonly unknown[] =>
  Array.isArray(right) ? right : isObject(right) && Array.isArray(right['set']) ? right['set'] : [right];

/** `!` is the negated `in`: none of the flags. */
const equalities: ReadonlySet<string> = new Set(['==', '!=', 'in', '!']);

/** Comparisons that are no plain field: fib, ct status, ct original, ct direction, tcp flags, pkttype. */
export function otherMatch({ op, left, right }: JsonObject, reader: TableReader): Match | undefined {
  if (!isObject(left) || !equalities.has(String(op))) return undefined;
  const negated = op !== '==' && op !== 'in';
  if (isObject(left['fib'])) return fibMatch(left['fib'], right, negated);
  if (isObject(left['ct'])) return conntrackMatch(String(op), left['ct'], right, negated, reader);
  if (isObject(left['meta']) && left['meta']['key'] === 'pkttype') {
    const names = namesIn(right, packetTypes);
    if (names === undefined) return undefined;
    // Walks follow unicast packets: `host` and `unicast` are two names of that.
    const unicast = names.some((name) => name === 'host' || name === 'unicast');
    return { kind: 'always', negated: unicast === negated, what: 'unicast packet' };
  }
  return flagsMatch(String(op), left, right);
}

const packetTypes: ReadonlySet<string> = new Set(['host', 'unicast', 'broadcast', 'multicast', 'other', 'otherhost']);
const addressTypes: ReadonlySet<string> = new Set(
  'unspec unicast local broadcast anycast multicast blackhole unreachable prohibit throw nat xresolve'.split(' '),
);
const statuses: ReadonlySet<string> = new Set(
  'expected seen-reply assured confirmed snat dnat dying helper'.split(' '),
);

/** The names that are compared with; undefined where something else stands there (a named set). */
function namesIn(right: unknown, known: ReadonlySet<string>): readonly string[] | undefined {
  const names = listOf(right);
  return names.every((name): name is string => typeof name === 'string' && known.has(name)) ? names : undefined;
}

function fibMatch(fib: JsonObject, right: unknown, negated: boolean): Match | undefined {
  const flags = Array.isArray(fib['flags']) ? fib['flags'].map(String) : [String(fib['flags'])];
  if (fib['result'] === 'type') {
    const types = namesIn(right, addressTypes);
    if (types === undefined) return undefined;
    const side = flags.includes('saddr') ? 'source' : 'destination';
    return {
      kind: 'address-type',
      negated,
      side,
      types,
      limitIn: flags.includes('iif'),
      limitOut: flags.includes('oif'),
    };
  }
  if (fib['result'] === 'oif' && flags.includes('saddr') && flags.includes('iif')) {
    const exists =
      right === true || right === 'exists'
        ? true
        : right === false || right === 0 || right === 'missing'
          ? false
          : undefined;
    return exists === undefined ? undefined : { kind: 'reverse-path', negated: exists === negated };
  }
  return undefined;
}

function conntrackMatch(
  op: string,
  ct: JsonObject,
  right: unknown,
  negated: boolean,
  { family }: TableReader,
): Match | undefined {
  switch (ct['key']) {
    case 'status': {
      // `==` compares all bits at once, most of which nobody can tell.
      const names = op === 'in' || op === '!' ? namesIn(right, statuses) : undefined;
      return (
        names && {
          kind: 'conntrack-status',
          negated,
          statuses: names.map((name) => (name === 'dnat' || name === 'snat' ? name : 'other')),
        }
      );
    }
    case 'direction':
      if (right !== 'reply' && right !== 1 && right !== 'original' && right !== 0) return undefined;
      return {
        kind: 'conntrack-direction',
        negated,
        direction: right === 'reply' || right === 1 ? 'reply' : 'original',
      };
    case 'ip saddr':
    case 'ip daddr':
    case 'ip6 saddr':
    case 'ip6 daddr': {
      if (ct['dir'] !== 'original') return undefined;
      const prefix =
        isObject(right) && isObject(right['prefix'])
          ? `${right['prefix']['addr']}/${right['prefix']['len']}`
          : String(right);
      const network = parseNetwork(prefix, family);
      return (
        network && {
          kind: 'conntrack-original',
          negated,
          field: ct['key'].endsWith('saddr') ? 'source' : 'destination',
          networks: [network],
          ranges: [],
        }
      );
    }
    case 'proto-dst':
      if (ct['dir'] !== 'original' || typeof right !== 'number') return undefined;
      return {
        kind: 'conntrack-original',
        negated,
        field: 'destination-port',
        networks: [],
        ranges: [{ first: right, last: right }],
      };
    default:
      return undefined;
  }
}

const allFlags = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECN', 'CWR'];

/** `tcp flags syn`, `tcp flags & (fin | syn | rst | ack) == syn`. */
function flagsMatch(op: string, left: JsonObject, right: unknown): Match | undefined {
  const and = left['&'];
  const operand: unknown = Array.isArray(and) ? and[0] : left;
  const payload = isObject(operand) ? operand['payload'] : undefined;
  if (!isObject(payload) || payload['protocol'] !== 'tcp' || payload['field'] !== 'flags') return undefined;
  const set = flagNames(right);
  const any = op === 'in' || op === '!';
  const mask = Array.isArray(and) ? flagNames(and[1]) : any ? set : allFlags;
  // `in` with several flags asks for any of them.
  if (set === undefined || mask === undefined || (any && (set.length !== 1 || Array.isArray(and)))) return undefined;
  return { kind: 'tcp-flags', negated: op === '!=' || op === '!', mask, set };
}

function flagNames(json: unknown): readonly string[] | undefined {
  if (json === 0) return [];
  if (typeof json === 'string') return allFlags.includes(json.toUpperCase()) ? [json.toUpperCase()] : undefined;
  const parts = Array.isArray(json) ? json : isObject(json) ? json['|'] : undefined;
  if (!Array.isArray(parts)) return undefined;
  const names = parts.map(flagNames);
  return names.every((some) => some !== undefined) ? names.flat() : undefined;
}
