import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { plain, reasonOf } from '../../snapshot/quote.ts';
import { isRecord } from '../../snapshot/slim/keep.ts';
import { ApiError } from './client-types.ts';
import { type Extras, extrasOf } from './kubeconfig-extras.ts';

export type Cluster = NonNullable<ReturnType<KubeConfig['getCurrentCluster']>>;
export type User = NonNullable<ReturnType<KubeConfig['getCurrentUser']>>;
export type Context = ReturnType<KubeConfig['getContexts']>[number];

function wrong(message: string): ApiError {
  return new ApiError(message, 'configuration');
}

/** The YAML library quotes the lines around a mistake; a kubeconfig's lines are secrets, so only the place is told. */
function reasonOfYaml(error: unknown): string {
  if (error instanceof TypeError) return 'a member is missing or is of the wrong type';
  if (typeof error !== 'object' || error === null || !('mark' in error)) return reasonOf(error);
  const { mark, reason } = error as { readonly mark?: { readonly line?: number }; readonly reason?: string };
  return plain(`${reason ?? 'no valid YAML'}, line ${(mark?.line ?? 0) + 1}`);
}

/** client-node takes any YAML as it comes: a number as a name, a list as a token. */
function checkTexts(list: string, entries: readonly object[]): void {
  for (const entry of entries) {
    for (const [member, value] of Object.entries(entry)) {
      if (['exec', 'authProvider', 'skipTLSVerify'].includes(member) || value === undefined || value === null) continue;
      if (typeof value !== 'string') throw new Error(`in ${list}, ${member} is no text`);
    }
  }
}

function checkPlugins(users: readonly User[]): void {
  for (const { exec } of users as readonly { readonly exec?: unknown }[]) {
    if (exec === undefined || exec === null) continue;
    if (!isRecord(exec) || typeof exec.command !== 'string') throw new Error('in users, exec has no command');
    const { args, env } = exec;
    const isTexts = Array.isArray(args) && args.every((word) => typeof word === 'string');
    if (!isTexts && args !== undefined && args !== null) throw new Error('in users, args of exec is no list of texts');
    if (!Array.isArray(env) ? env !== undefined && env !== null : !env.every(isRecord))
      throw new Error('in users, env of exec is no list of name and value');
  }
}

export interface Loaded {
  readonly clusters: Cluster[];
  readonly users: User[];
  readonly contexts: Context[];
  readonly extras: Extras;
  readonly current: string | undefined;
}

/** Reads one file into a fresh KubeConfig. Throws ApiError (configuration). */
export function loadFile(file: string, config: KubeConfig): Loaded {
  if (file === '') throw wrong('--kubeconfig has no file: give one, or leave the option out.');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw wrong(`The kubeconfig ${plain(file)} cannot be read (${reasonOf(error)}): give another with --kubeconfig.`);
  }
  const folder = dirname(resolve(file));
  try {
    const extras = extrasOf(text, folder);
    config.loadFromString(text);
    config.makePathsAbsolute(folder);
    const users = config.getUsers();
    checkTexts('clusters', config.getClusters());
    checkTexts('users', users);
    checkPlugins(users);
    checkTexts('contexts', config.getContexts());
    checkTexts('the file', [{ 'current-context': config.getCurrentContext() }]);
    for (const { exec } of users) {
      // As kubectl does it: a path with a slash counts from the kubeconfig, a bare name is looked for in PATH.
      if (exec?.command?.includes('/') && !isAbsolute(exec.command)) exec.command = join(folder, exec.command);
    }
    return {
      clusters: config.getClusters(),
      users,
      contexts: config.getContexts(),
      extras,
      current: config.getCurrentContext() || undefined,
    };
  } catch (error) {
    throw wrong(
      `${plain(file)} is no kubeconfig (${reasonOfYaml(error)}): correct it or give another with --kubeconfig.`,
    );
  }
}
