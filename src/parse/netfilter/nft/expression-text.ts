import { isObject } from './json-documents.ts';

/** Writes expressions and statements of `nft -j` the way `nft list` prints them, so that findings can quote rules. */
export function expressionText(json: unknown): string {
  if (json === null) return '';
  if (typeof json === 'string') return json;
  if (typeof json === 'number' || typeof json === 'boolean') return String(json);
  if (Array.isArray(json)) return json.map(expressionText).join(',');
  if (!isObject(json)) return String(json);
  const [kind = '', body] = Object.entries(json)[0] ?? [];
  switch (kind) {
    case 'payload':
      return isObject(body)
        ? body['protocol'] === undefined
          ? `@${body['base']},${body['offset']},${body['len']}`
          : `${body['protocol']} ${body['field']}`
        : '';
    case 'meta':
      return isObject(body) ? metaText(String(body['key'])) : '';
    case 'ct':
      return isObject(body) ? `ct ${body['dir'] === undefined ? '' : `${body['dir']} `}${body['key']}` : '';
    case 'concat':
      return Array.isArray(body) ? body.map(expressionText).join(' . ') : '';
    case 'prefix':
      return isObject(body) ? `${expressionText(body['addr'])}/${body['len']}` : '';
    case 'range':
      return Array.isArray(body) ? body.map(expressionText).join('-') : '';
    case 'set':
      return Array.isArray(body) ? `{ ${body.map(elementText).join(', ')} }` : expressionText(body);
    case 'elem':
      return isObject(body) ? expressionText(body['val']) : '';
    case 'map':
      return isObject(body) ? `${expressionText(body['key'])} map ${expressionText(body['data'])}` : '';
    case 'numgen':
      return isObject(body) ? `numgen ${body['mode']} mod ${body['mod']}${offset(body['offset'])}` : '';
    case 'jhash':
      return isObject(body) ? `jhash ${expressionText(body['expr'])} mod ${body['mod']}${offset(body['offset'])}` : '';
    case 'symhash':
      return isObject(body) ? `symhash mod ${body['mod']}${offset(body['offset'])}` : '';
    case 'fib':
      return isObject(body)
        ? `fib ${Array.isArray(body['flags']) ? body['flags'].join(' . ') : String(body['flags'])} ${body['result']}`
        : '';
    case '&':
    case '|':
    case '^':
    case '<<':
    case '>>':
      return Array.isArray(body) ? body.map(operandText).join(` ${kind} `) : '';
    case 'goto':
    case 'jump':
      return isObject(body) ? `${kind} ${body['target']}` : kind;
    default:
      return body === null ? kind : `${kind} ${JSON.stringify(body)}`;
  }
}

const offset = (value: unknown): string => (typeof value === 'number' && value > 0 ? ` offset ${value}` : '');

/** nft prints these without `meta`. */
const bareMetas: ReadonlySet<string> = new Set(['iif', 'oif', 'iifname', 'oifname', 'skuid', 'skgid']);
const metaText = (key: string): string => (bareMetas.has(key) ? key : `meta ${key}`);

const operandText = (json: unknown): string => (typeof json === 'number' ? markText(json) : expressionText(json));

export const markText = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

function elementText(json: unknown): string {
  return Array.isArray(json) && json.length === 2
    ? `${expressionText(json[0])} : ${expressionText(json[1])}`
    : expressionText(json);
}
