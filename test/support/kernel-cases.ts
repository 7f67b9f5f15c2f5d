import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A case on a real kernel, as far as it says which rules it shows. */
export interface KernelCase {
  /** `test/cluster/cases/dns.ts` */
  readonly file: string;
  readonly name: string;
  /** The first root that it expects. */
  readonly rule: string;
  /** Rules whose findings it expects folded under that. */
  readonly explains: readonly string[];
  /** Whether it says what is lost, at once or after an event. */
  readonly loses: boolean;
}

/** All faults of the lab and of the real cluster, whichever list of whichever file they stand in. */
export async function kernelCases(): Promise<readonly KernelCase[]> {
  const found = new Map<unknown, KernelCase>();
  for (const folder of ['test/lab/cases', 'test/cluster/cases']) {
    const url = new URL(`../../${folder}/`, import.meta.url);
    for (const name of readdirSync(url)
      .sort()
      .filter((one) => one !== 'index.ts')) {
      const module: unknown = await import(/* @vite-ignore */ fileURLToPath(new URL(name, url)));
      // Lists are joined in other files: what counts is where a case was found first.
      for (const list of Object.values(module as object))
        for (const one of Array.isArray(list) ? (list as readonly unknown[]) : [])
          if (isCase(one) && !found.has(one)) found.set(one, describe(one, `${folder}/${name}`));
    }
  }
  return [...found.values()];
}

interface Case {
  readonly name: string;
  readonly rule: string;
  readonly explains?: readonly string[];
  /** Those of story 004 look for its symptoms instead. */
  readonly breaks?: readonly string[];
  readonly latent?: unknown;
  readonly loses?: unknown;
}

const describe = ({ name, rule, explains = [], breaks, latent, loses }: Case, file: string): KernelCase => ({
  file,
  name,
  rule,
  explains,
  loses: breaks?.length !== 0 || latent !== undefined || loses !== undefined,
});

const isCase = (one: unknown): one is Case =>
  typeof one === 'object' && one !== null && 'name' in one && 'rule' in one && 'inject' in one;
