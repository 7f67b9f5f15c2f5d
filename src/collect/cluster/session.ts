import type { Dispatcher } from 'undici';
import { plain } from '../../snapshot/quote.ts';
import { ApiError } from './client-types.ts';
import { failureOf } from './connection-failure.ts';
import { type Credentials, credentialsOf, type Impersonation, sameTls } from './credentials.ts';
import { type DispatcherLimits, openDispatcher } from './dispatcher.ts';
import type { Place } from './failure.ts';
import { type ChosenContext, chooseContext, type KubeconfigOptions } from './kubeconfig.ts';
import { proxyFor } from './proxy.ts';

export interface SessionOptions extends KubeconfigOptions, Partial<DispatcherLimits> {
  /** In the place of the kubeconfig's own `as`. */
  readonly impersonate?: Impersonation;
  /** How long credentials are used before they are asked for again; default 60,000. */
  readonly credentialMilliseconds?: number;
  /** Ends a credentials plugin that is running; the error is `interrupted` then. */
  readonly signal?: AbortSignal;
}

const LIMITS: DispatcherLimits = {
  connections: 4,
  connectMilliseconds: 10_000,
  headersMilliseconds: 30_000,
  bodyMilliseconds: 20_000,
};

const CREDENTIAL_MILLISECONDS = 60_000;

/** Where requests go, with what, over which connections. */
export interface Session {
  readonly chosen: ChosenContext;
  readonly url: URL;
  readonly credentials: Credentials;
  readonly dispatcher: Dispatcher;
  readonly proxy: string | undefined;
  /** When its credentials are asked for again. */
  readonly until: number;
}

/**
 * The first; with `before`, the same with credentials that were asked for again. The context stays, whatever the user makes the current
 * one meanwhile; `anew` reads the kubeconfig once more and starts the plugin again, where the server refused what there was. Connections stay,
 * unless they were made with other certificates. Throws ApiError.
 */
export async function openSession(options: SessionOptions, before?: Session, anew = false): Promise<Session> {
  const context = before?.chosen.context ?? options.context;
  const chosen =
    before === undefined || anew
      ? await chooseContext({ ...options, ...(context === undefined ? {} : { context }) })
      : before.chosen;
  const url = urlOf(chosen);
  const credentials = await credentialsOf(chosen, options.impersonate, options.signal);
  const proxy = proxyFor(url, chosen.cluster.proxyUrl, options.env ?? process.env);
  const until = Date.now() + (options.credentialMilliseconds ?? CREDENTIAL_MILLISECONDS);
  const session = { chosen, url, credentials, proxy, until };
  if (before !== undefined && before.proxy === proxy && sameTls(before.credentials.tls, credentials.tls)) {
    return { ...session, dispatcher: before.dispatcher };
  }
  const limits = { ...LIMITS, ...Object.fromEntries(Object.entries(options).filter(([key]) => key in LIMITS)) };
  try {
    return { ...session, dispatcher: await openDispatcher(credentials.tls, proxy, limits) };
  } catch (error) {
    throw failureOf(error, placeOf(session, 'GET', '/')).error;
  }
}

function urlOf({ cluster, where }: ChosenContext): URL {
  const url = URL.parse(cluster.server);
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  throw new ApiError(`${where}: the server ${plain(cluster.server)} is no URL: correct it.`, 'configuration');
}

function withoutPassword(proxy: string): string {
  const url = URL.parse(proxy);
  return url === null ? plain(proxy.replace(/^.*@/, '')) : `${url.protocol}//${url.host}`;
}

/** What sentences say of a request. */
export function placeOf({ chosen, proxy }: Pick<Session, 'chosen' | 'proxy'>, method: string, path: string): Place {
  return {
    server: plain(chosen.cluster.server),
    method,
    path,
    proxy: proxy === undefined ? null : withoutPassword(proxy),
  };
}
