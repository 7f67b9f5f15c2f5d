import { createHash } from 'node:crypto';

/** Identity of a finding over time: rule, target, and what else the rule tells findings apart by. 16 hex digits. */
export function fingerprintOf(rule: string, key: string, discriminator: string | null): string {
  const parts = discriminator === null ? [rule, key] : [rule, key, discriminator];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);
}
