import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { UpgradePlan } from '../model/upgrade-plan.ts';
import { type KubernetesVersion, parseKubernetesVersion } from '../parse/kubernetes-version.ts';
import { CHANGES_FILE, catalogue } from '../rules/load.ts';

const version = z.string().transform((text, context): KubernetesVersion => {
  const parsed = parseKubernetesVersion(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: 'custom', message: `"${text}" is no version such as "1.36"` });
  return z.NEVER;
});

const schema = z.strictObject({
  newest: version,
  changes: z.array(
    z.strictObject({
      subject: z.string().regex(/^[a-z0-9-]+$/),
      version,
      stage: z.enum(['deprecated', 'disabled', 'removed']),
      planned: z.boolean().default(false),
      what: z.string().min(10),
      flags: z.array(z.string().regex(/^[a-z0-9-]+$/)).default([]),
      references: z.array(z.strictObject({ title: z.string().min(3), url: z.string().regex(/^https:\/\//) })).min(1),
    }),
  ),
});

export type ChangesTable = z.infer<typeof schema>;

/** What minors of Kubernetes change (rules/upgrade/kubernetes-changes.yaml). The file is the package's own; a broken one is a bug and throws. */
export function readChanges(): ChangesTable {
  const file = join(catalogue.path, 'upgrade', CHANGES_FILE);
  const table = schema.parse(parse(readFileSync(file, 'utf8'), { maxAliasCount: 0 }));
  return { ...table, changes: [...table.changes].sort((a, b) => order(a.version) - order(b.version)) };
}

const order = ({ major, minor }: KubernetesVersion): number => major * 10_000 + minor;

/** An upgrade to `target`, with all that is known to change. */
export function planFor(target: KubernetesVersion): UpgradePlan {
  const { newest, changes } = readChanges();
  return { target, newest, changes };
}
