import type { Dispatcher } from 'undici';
import { plain } from '../../snapshot/quote.ts';
import { type ApiAnswer, type ApiClient, ApiError, type ApiRequest } from './client-types.ts';
import { type Credentials, credentialsOf, type Impersonation, sameTls, whatExpired } from './credentials.ts';
import { type DispatcherLimits, openDispatcher } from './dispatcher.ts';
import { exchangeOnce } from './exchange.ts';
import { type Failure, failureOf, type Place } from './failure.ts';
import { type ChosenContext, chooseContext, type KubeconfigOptions } from './kubeconfig.ts';
import { proxyFor } from './proxy.ts';
import { pause, waitBefore } from './retry.ts';

export interface ConnectOptions extends KubeconfigOptions, Partial<DispatcherLimits> {
  /** In the place of the kubeconfig's own `as`. */
  readonly impersonate?: Impersonation;
  /** Ask for gzip. Default: only where the server is not on this machine or in this cluster. */
  readonly compression?: boolean;
  /** How long credentials are used before they are asked for again; default 60,000. */
  readonly credentialMilliseconds?: number;
  /** `netlint/0.1.0`. */
  readonly userAgent?: string;
}

const LIMITS: DispatcherLimits = {
  connections: 4,
  connectMilliseconds: 10_000,
  headersMilliseconds: 30_000,
  bodyMilliseconds: 20_000,
};

const DEFAULT_MILLISECONDS = 30_000;
const DEFAULT_CAP = 256 * 1024 * 1024;
const CREDENTIAL_MILLISECONDS = 60_000;

interface Session {
  readonly chosen: ChosenContext;
  readonly credentials: Credentials;
  readonly dispatcher: Dispatcher;
  readonly proxy: string | undefined;
  readonly until: number;
}

function originOf({ cluster, where }: ChosenContext): URL {
  const url = URL.parse(cluster.server);
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
  throw new ApiError(`${where}: the server ${plain(cluster.server)} is no URL: correct it.`, 'configuration');
}

function withoutPassword(proxy: string): string {
  const url = URL.parse(proxy);
  return url === null ? plain(proxy.replace(/^.*@/, '')) : `${url.protocol}//${url.host}`;
}

/** gzip saves a slow line nine tenths of a list, and costs both sides more than it saves where there is no line. */
function wantsCompression(chosen: ChosenContext, options: ConnectOptions, url: URL): boolean {
  if (options.compression !== undefined) return options.compression;
  if (chosen.context === null || chosen.extras.has(`cluster/${chosen.cluster.name}`)) return false;
  return !/^(?:localhost|127\..*|\[::1\])$/.test(url.hostname);
}

/**
 * Connects to the API server of a kubeconfig's context. Nothing is sent yet. Throws ApiError: configuration (no kubeconfig, no such
 * context, a credentials plugin that is missing or fails), tls (a certificate that cannot be read, an `http:` server).
 */
export async function connect(options: ConnectOptions = {}): Promise<ApiClient> {
  const limits = { ...LIMITS, ...Object.fromEntries(Object.entries(options).filter(([key]) => key in LIMITS)) };
  const keep = options.credentialMilliseconds ?? CREDENTIAL_MILLISECONDS;
  let session = await openSession();
  let renewal: Promise<Session> | null = null;
  let reached = false;
  let closed = false;

  /** Everything is read anew. Connections stay, unless they were made with other certificates. */
  async function openSession(before?: Session): Promise<Session> {
    const chosen = await chooseContext(options);
    const url = originOf(chosen);
    const credentials = await credentialsOf(chosen, options.impersonate);
    const proxy = proxyFor(url, chosen.cluster.proxyUrl, options.env ?? process.env);
    const until = Date.now() + keep;
    if (before !== undefined && before.proxy === proxy && sameTls(before.credentials.tls, credentials.tls)) {
      return { chosen, credentials, proxy, until, dispatcher: before.dispatcher };
    }
    try {
      return { chosen, credentials, proxy, until, dispatcher: await openDispatcher(credentials.tls, proxy, limits) };
    } catch (error) {
      throw failureOf(error, placeOf({ chosen, proxy }, 'GET', '/')).error;
    }
  }

  function placeOf({ chosen, proxy }: Pick<Session, 'chosen' | 'proxy'>, method: string, path: string): Place {
    return {
      server: plain(chosen.cluster.server),
      method,
      path,
      proxy: proxy === undefined ? null : withoutPassword(proxy),
    };
  }

  /** One renewal at a time, whoever asks. */
  async function current(refused?: Session): Promise<Session> {
    if (refused === undefined ? Date.now() < session.until : refused !== session) return session;
    renewal ??= openSession(session)
      .then((renewed) => {
        // Requests that are on the way end on the old connections.
        if (renewed.dispatcher !== session.dispatcher) session.dispatcher.close().catch(() => {});
        session = renewed;
        return renewed;
      })
      .finally(() => {
        renewal = null;
      });
    return renewal;
  }

  async function tryOnce(request: ApiRequest, used: Session, signal: AbortSignal): Promise<ApiAnswer | Failure> {
    const { chosen, credentials, dispatcher } = used;
    const url = originOf(chosen);
    const method = request.method ?? 'GET';
    const place = placeOf(used, method, request.path);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    try {
      const answer = await exchangeOnce({
        dispatcher,
        origin: url.origin,
        // A server behind a path (Rancher and others): `https://host/k8s/clusters/c-1`.
        path: url.pathname === '/' ? request.path : `${url.pathname.replace(/\/$/, '')}${request.path}`,
        method,
        headers: {
          accept: request.accept ?? 'application/json',
          'user-agent': options.userAgent ?? 'netlint',
          ...(wantsCompression(chosen, options, url) ? { 'accept-encoding': 'gzip' } : {}),
          ...(body === undefined
            ? {}
            : { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' }),
          ...credentials.headers,
        },
        body,
        cap: request.cap ?? DEFAULT_CAP,
        memory: request.memory ?? { bytes: Buffer.alloc(0) },
        signal,
        place,
        expired: () => whatExpired(credentials, Date.now()),
      });
      reached = true;
      return answer;
    } catch (error) {
      return failureOf(error, place);
    }
  }

  async function request(asked: ApiRequest): Promise<ApiAnswer> {
    const milliseconds = asked.milliseconds ?? DEFAULT_MILLISECONDS;
    const deadline = Date.now() + milliseconds;
    const time = new AbortController();
    const stop = () => time.abort();
    const timer = setTimeout(stop, milliseconds);
    asked.signal?.addEventListener('abort', stop, { once: true });
    const place = placeOf(session, asked.method ?? 'GET', asked.path);
    const over = (last: Failure | null): ApiError => {
      if (asked.signal?.aborted || closed)
        return new ApiError(`${place.method} ${place.path} was interrupted.`, 'interrupted');
      if (last !== null && last.error.kind !== 'timeout') return last.error;
      const seconds = Math.round(milliseconds / 100) / 10;
      return new ApiError(
        `${place.server} did not answer ${place.method} ${asked.path.split('?')[0]} within ${seconds} s: the API server hangs or is overloaded; try again later.`,
        'timeout',
      );
    };
    let last: Failure | null = null;
    let renewed = false;
    try {
      for (let tries = 1; ; tries += 1) {
        if (asked.signal?.aborted || closed || Date.now() >= deadline) throw over(last);
        const used = await current();
        const result = await tryOnce(asked, used, time.signal);
        if (!('error' in result)) return result;
        if (time.signal.aborted || closed) throw over(last);
        last = result;
        if (result.error.kind === 'unauthorized' && result.error.status === 401 && !renewed) {
          renewed = true;
          await current(used);
          continue;
        }
        const wait = waitBefore(tries + 1, result, { get: place.method === 'GET', reached });
        if (wait === null || Date.now() + wait >= deadline) throw result.error;
        await pause(wait, time.signal);
      }
    } finally {
      clearTimeout(timer);
      asked.signal?.removeEventListener('abort', stop);
    }
  }

  return {
    server: plain(session.chosen.cluster.server),
    context: session.chosen.context,
    request,
    close: async () => {
      closed = true;
      await session.dispatcher.destroy();
    },
  };
}
