import { expressionText, markText } from './expression-text.ts';
import type { JsonObject } from './json-documents.ts';
import { isObject } from './json-documents.ts';

/** One rule in nft's own words: `ip saddr 10.244.0.0/16 accept comment "pods"`. */
export function ruleText(expressions: readonly unknown[], comment: unknown): string {
  const parts = expressions.map(statementText);
  if (typeof comment === 'string') parts.push(`comment "${comment}"`);
  return parts.filter((part) => part !== '').join(' ');
}

function statementText(json: unknown): string {
  if (!isObject(json)) return expressionText(json);
  const [kind = '', body] = Object.entries(json)[0] ?? [];
  if (!isObject(body)) return body === null ? kind : (namedText(kind, body) ?? expressionText(json));
  switch (kind) {
    case 'match':
      return matchText(body);
    case 'vmap':
      return `${expressionText(body['key'])} vmap ${expressionText(body['data'])}`;
    case 'mangle':
      return `${expressionText(body['key'])} set ${value(body['value'])}`;
    case 'counter':
      return `counter packets ${body['packets']} bytes ${body['bytes']}`;
    case 'reject':
      return rejectText(body);
    case 'dnat':
    case 'snat':
      return natText(kind, body);
    case 'masquerade':
    case 'redirect':
      return [kind, body['port'] === undefined ? '' : `to :${expressionText(body['port'])}`, flagsText(body['flags'])]
        .filter(Boolean)
        .join(' ');
    case 'log':
      return typeof body['prefix'] === 'string' ? `log prefix "${body['prefix']}"` : 'log';
    case 'limit':
      return `limit rate ${body['inv'] === true ? 'over ' : ''}${body['rate']}${body['rate_unit'] === undefined ? '' : ` ${body['rate_unit']}`}/${body['per']}`;
    case 'quota':
      return `quota ${body['inv'] === true ? 'over ' : ''}${body['val']} ${body['val_unit']}`;
    case 'ct count':
      return `ct count ${body['inv'] === true ? 'over ' : ''}${body['val']}`;
    case 'set':
      return `${body['op']} ${expressionText(body['set'])} { ${expressionText(body['elem'])}${asked(body['stmt'])} }`;
    case 'meter':
      return `meter ${body['name']} { ${expressionText(body['key'])}${asked(body['stmt'])} }`;
    case 'xt':
      return `xt ${body['type']} ${body['name']}`;
    default:
      return expressionText(json);
  }
}

/** `limit name "lo"`, `quota name "q"`: objects of the table. */
const namedText = (kind: string, body: unknown): string | undefined =>
  typeof body === 'string' && ['limit', 'quota', 'counter'].includes(kind) ? `${kind} name "${body}"` : undefined;

/** What stands with an element of a set: a limit, a counter. */
const asked = (statements: unknown): string =>
  (Array.isArray(statements) ? statements : [statements])
    .filter(isObject)
    .map((statement) => ` ${statementText(statement)}`)
    .join('');

function matchText({ op, left, right }: JsonObject): string {
  const operator = op === '==' || op === 'in' ? '' : `${op} `;
  const isMark = isObject(left) && ('&' in left || (isObject(left['meta']) && left['meta']['key'] === 'mark'));
  return `${expressionText(left)} ${operator}${isMark ? value(right) : expressionText(right)}`;
}

const value = (json: unknown): string => (typeof json === 'number' ? markText(json) : expressionText(json));

function rejectText({ type, expr }: JsonObject): string {
  if (type === undefined) return 'reject';
  if (type === 'tcp reset') return 'reject with tcp reset';
  // What nft prints for its default is the bare word.
  if (expr === 'port-unreachable') return 'reject';
  return `reject with ${type} ${expressionText(expr)}`;
}

function natText(kind: string, body: JsonObject): string {
  const { addr, port, family } = body;
  const inMap = isObject(addr) && 'map' in addr;
  const withFamily = inMap && typeof family === 'string' ? `${family} ` : '';
  const address = addr === undefined ? '' : expressionText(addr);
  const bracketed = port !== undefined && address.includes(':') && !inMap ? `[${address}]` : address;
  return [
    `${kind} ${withFamily}to ${bracketed}${port === undefined ? '' : `:${expressionText(port)}`}`,
    flagsText(body['flags']),
  ]
    .filter(Boolean)
    .join(' ');
}

function flagsText(flags: unknown): string {
  return Array.isArray(flags) ? flags.join(',') : typeof flags === 'string' ? flags : '';
}
