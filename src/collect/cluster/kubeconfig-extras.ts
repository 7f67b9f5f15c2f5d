import { isAbsolute, join } from 'node:path';
import { parse } from 'yaml';
import { isRecord } from '../../snapshot/slim/keep.ts';

/** Settings that kubectl honours and client-node does not read. */
export interface UserExtras {
  /** Absolute path of a file with a bearer token. */
  readonly tokenFile?: string;
  readonly impersonateGroups?: readonly string[];
  readonly impersonateUid?: string;
  readonly impersonateExtra?: ReadonlyMap<string, readonly string[]>;
}

/** By `user/NAME`, and `cluster/NAME` for clusters whose answers must come uncompressed. */
export type Extras = ReadonlyMap<string, UserExtras>;

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function userExtras(user: Readonly<Record<string, unknown>>, folder: string): UserExtras {
  const { tokenFile } = user;
  const uid = user['as-uid'];
  const groups = textsOf(user['as-groups']);
  const extra = user['as-user-extra'];
  return {
    ...(typeof tokenFile === 'string' && tokenFile !== ''
      ? { tokenFile: isAbsolute(tokenFile) ? tokenFile : join(folder, tokenFile) }
      : {}),
    ...(groups.length > 0 ? { impersonateGroups: groups } : {}),
    ...(typeof uid === 'string' ? { impersonateUid: uid } : {}),
    ...(isRecord(extra)
      ? { impersonateExtra: new Map(Object.entries(extra).map(([key, values]) => [key, textsOf(values)])) }
      : {}),
  };
}

function entriesOf(config: Readonly<Record<string, unknown>>, list: string, member: string) {
  const items = Array.isArray(config[list]) ? config[list] : [];
  return items.flatMap((item: unknown) => {
    const body = isRecord(item) ? item[member] : undefined;
    return isRecord(item) && typeof item.name === 'string' && isRecord(body) ? [[item.name, body] as const] : [];
  });
}

/** Reads them from a kubeconfig's text. What is no YAML is left to client-node, which says so. */
export function extrasOf(text: string, folder: string): Extras {
  let config: unknown;
  try {
    config = parse(text, { maxAliasCount: 100, logLevel: 'silent' });
  } catch {
    return new Map();
  }
  if (!isRecord(config)) return new Map();
  const extras = new Map<string, UserExtras>();
  for (const [name, user] of entriesOf(config, 'users', 'user')) extras.set(`user/${name}`, userExtras(user, folder));
  for (const [name, cluster] of entriesOf(config, 'clusters', 'cluster')) {
    if (cluster['disable-compression'] === true) extras.set(`cluster/${name}`, {});
  }
  return extras;
}
