import type { Statement } from '../../../model/netfilter.ts';
import { isObject } from './json-documents.ts';

const target = (body: unknown): string => (isObject(body) ? String(body['target'] ?? '') : '');

/** `{"goto": {"target": "x"}}`, `{"drop": null}`; undefined for what is no verdict. */
export function verdictOf(json: unknown): Statement | undefined {
  if (!isObject(json)) return undefined;
  if ('accept' in json) return { kind: 'accept' };
  if ('drop' in json) return { kind: 'drop' };
  if ('return' in json) return { kind: 'return' };
  if ('continue' in json) return { kind: 'continue' };
  if ('jump' in json) return { kind: 'jump', chain: target(json['jump']) };
  if ('goto' in json) return { kind: 'goto', chain: target(json['goto']) };
  return undefined;
}
