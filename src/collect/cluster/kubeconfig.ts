import { accessSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { plain, quoted } from '../../snapshot/quote.ts';
import { ApiError } from './client-types.ts';
import type { Extras } from './kubeconfig-extras.ts';
import { type Cluster, type Context, loadFile, type User } from './kubeconfig-file.ts';

export interface KubeconfigOptions {
  /** A file; else those of KUBECONFIG, else ~/.kube/config, else the ServiceAccount of the pod that netlint runs in. */
  readonly kubeconfig?: string;
  /** Default: the current context. */
  readonly context?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A context that was chosen, with what client-node does not read of it. */
export interface ChosenContext {
  readonly config: KubeConfig;
  readonly cluster: Cluster;
  readonly user: User;
  /** Null inside a pod. */
  readonly context: string | null;
  /** Where it was read from, for sentences. */
  readonly where: string;
  readonly extras: Extras;
}

const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

function wrong(message: string): ApiError {
  return new ApiError(message, 'configuration');
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Files that are read one over the other: of what has the same name the first counts, as kubectl does it. */
function filesOf({ kubeconfig, env = process.env }: KubeconfigOptions): readonly string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) {
    const there = listed.filter(isThere);
    if (there.length > 0) return there;
    throw wrong(
      `KUBECONFIG names ${plain(listed.join(', '))}, which is not there: correct it or give --kubeconfig FILE.`,
    );
  }
  const usual = join(env.HOME ?? homedir(), '.kube', 'config');
  return isThere(usual) ? [usual] : [];
}

function firstByName<T extends { readonly name: string }>(lists: readonly (readonly T[])[]): T[] {
  const found = new Map<string, T>();
  for (const item of lists.flat()) if (!found.has(item.name)) found.set(item.name, item);
  return [...found.values()];
}

function namesOf(contexts: readonly Context[]): string {
  const names = contexts.map(({ name }) => plain(name, 60));
  if (names.length === 0) return 'it has none';
  return `it has ${names.slice(0, 8).join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}`;
}

function choose(config: KubeConfig, wanted: string | undefined, where: string, extras: Extras): ChosenContext {
  const name = wanted ?? config.getCurrentContext();
  if (!name) {
    throw wrong(`${where} has no current context: choose one with --context (${namesOf(config.getContexts())}).`);
  }
  const context = config.getContexts().find((candidate) => candidate.name === name);
  if (context === undefined) {
    throw wrong(
      `${where} has no context ${quoted(name)}: choose one with --context (${namesOf(config.getContexts())}).`,
    );
  }
  config.setCurrentContext(name);
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw wrong(`${where}: context ${quoted(name)} names the cluster ${quoted(context.cluster)}, which is not there.`);
  }
  const named = config.getCurrentUser();
  if (named === null && context.user) {
    throw wrong(`${where}: context ${quoted(name)} names the user ${quoted(context.user)}, which is not there.`);
  }
  return { config, cluster, user: named ?? withoutUser(config, context), context: name, where, extras };
}

/** client-node leaves out even the cluster's certificates where a context has no user. */
function withoutUser(config: KubeConfig, context: Context): User {
  const user = { name: '' };
  config.loadFromOptions({
    clusters: config.getClusters(),
    users: [user],
    contexts: [{ ...context, user: '' }],
    currentContext: context.name,
  });
  return user;
}

/**
 * Finds and reads the kubeconfig and chooses the context. Read anew each time, so that what rotates (certificates, tokens) is seen.
 * Throws ApiError (configuration).
 */
export async function chooseContext(options: KubeconfigOptions): Promise<ChosenContext> {
  const files = filesOf(options);
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  if (files.length === 0) {
    const env = options.env ?? process.env;
    if (!env.KUBERNETES_SERVICE_HOST || !isThere(SERVICE_ACCOUNT_TOKEN)) {
      throw wrong(
        'No kubeconfig was found (KUBECONFIG is not set, ~/.kube/config is not there): give --kubeconfig FILE.',
      );
    }
    config.loadFromCluster();
    if (options.context !== undefined) {
      throw wrong(
        `--context ${plain(options.context)} needs a kubeconfig, and none was found: give --kubeconfig FILE.`,
      );
    }
    const chosen = choose(config, undefined, "the pod's ServiceAccount", new Map());
    return { ...chosen, context: null };
  }
  const loaded = files.map((file) => loadFile(file, new KubeConfig()));
  config.loadFromOptions({
    clusters: firstByName(loaded.map(({ clusters }) => clusters)),
    users: firstByName(loaded.map(({ users }) => users)),
    contexts: firstByName(loaded.map(({ contexts }) => contexts)),
    currentContext: loaded.find(({ current }) => current !== undefined)?.current,
  });
  const extras = new Map(loaded.flatMap((one) => [...one.extras]).reverse());
  return choose(config, options.context, plain(files.join(', ')), extras);
}
