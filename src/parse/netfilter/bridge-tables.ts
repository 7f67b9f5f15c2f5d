import type { Parsed } from '../parsed.ts';
import { listedObjects } from './nft/json-documents.ts';

/**
 * Names of the bridge-family tables that can stop a frame: those with a rule, or with a chain whose policy is drop. Empty tables are
 * common (any use of ebtables leaves them) and decide nothing.
 */
export function parseDecidingBridgeTables(text: string): Parsed<readonly string[]> {
  const names = new Set<string>();
  for (const { kind, body } of listedObjects(text).objects) {
    if (body['family'] !== 'bridge') continue;
    if (kind === 'rule' || (kind === 'chain' && body['policy'] === 'drop')) names.add(String(body['table']));
  }
  return { value: [...names].sort(), notUnderstood: [] };
}
