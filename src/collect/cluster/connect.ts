import { plain } from '../../snapshot/quote.ts';
import { type ApiAnswer, type ApiClient, ApiError, type ApiRequest } from './client-types.ts';
import { failureOf } from './connection-failure.ts';
import { whatExpired } from './credentials.ts';
import { exchangeOnce } from './exchange.ts';
import { type Failure, withoutQuery } from './failure.ts';
import { pause, waitBefore } from './retry.ts';
import { openSession, placeOf, type Session, type SessionOptions } from './session.ts';

export interface ConnectOptions extends SessionOptions {
  /** Ask for gzip. Default: only where the server is not on this machine or in this cluster. */
  readonly compression?: boolean;
  /** `netlint/0.1.0`. */
  readonly userAgent?: string;
}

const DEFAULT_MILLISECONDS = 30_000;
const DEFAULT_CAP = 256 * 1024 * 1024;

/** gzip saves a slow line nine tenths of a list, and costs both sides more than it saves where there is no line. */
function wantsCompression({ chosen, url }: Session, { compression }: ConnectOptions): boolean {
  if (compression !== undefined) return compression;
  if (chosen.context === null || chosen.extras.has(`cluster/${chosen.cluster.name}`)) return false;
  return !/^(?:localhost|127\..*|\[::1\])$/.test(url.hostname);
}

async function tryOnce(
  session: Session,
  options: ConnectOptions,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<ApiAnswer | Failure> {
  const { url, credentials, dispatcher } = session;
  const method = request.method ?? 'GET';
  const place = placeOf(session, method, request.path);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  try {
    return await exchangeOnce({
      dispatcher,
      origin: url.origin,
      // A server behind a path (Rancher and others): `https://host/k8s/clusters/c-1`.
      path: url.pathname === '/' ? request.path : `${url.pathname.replace(/\/$/, '')}${request.path}`,
      method,
      headers: {
        accept: request.accept ?? 'application/json',
        'user-agent': options.userAgent ?? 'netlint',
        ...(wantsCompression(session, options) ? { 'accept-encoding': 'gzip' } : {}),
        ...(body === undefined ? {} : { 'content-type': type }),
        ...credentials.headers,
      },
      body,
      cap: request.cap ?? DEFAULT_CAP,
      memory: request.memory ?? { bytes: Buffer.alloc(0) },
      signal,
      place,
      expired: () => whatExpired(credentials, Date.now()),
    });
  } catch (error) {
    return failureOf(error, place);
  }
}

/** What `work` gives, or undefined as soon as the signal comes. */
function orStop<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/**
 * Connects to the API server of a kubeconfig's context. Nothing is sent yet. Throws ApiError: configuration (no kubeconfig, no such
 * context, a credentials plugin that is missing or fails), tls (a certificate that cannot be read, an `http:` server), interrupted (by `options.signal`).
 */
export async function connect(options: ConnectOptions = {}): Promise<ApiClient> {
  if (options.signal?.aborted) throw new ApiError('Connecting was interrupted.', 'interrupted');
  let session = await openSession(options);
  // An interruption ends the first plugin alone: clearing up still needs credentials.
  const end = new AbortController();
  let renewal: Promise<Session> | null = null;
  let reached = false;
  let closed = false;

  /** The session with credentials of the last minute, or, after a refusal, with others. One renewal at a time, whoever asks. */
  async function current(refused?: Session): Promise<Session> {
    if (refused === undefined ? Date.now() < session.until : refused !== session) return session;
    const old = session;
    renewal ??= openSession({ ...options, signal: end.signal }, old, refused !== undefined)
      .then((renewed) => {
        // Requests that are on the way end on the old connections.
        if (renewed.dispatcher !== old.dispatcher) old.dispatcher.close().catch(() => {});
        session = renewed;
        return renewed;
      })
      .finally(() => {
        renewal = null;
      });
    return renewal;
  }

  async function request(asked: ApiRequest): Promise<ApiAnswer> {
    const milliseconds = asked.milliseconds ?? DEFAULT_MILLISECONDS;
    const deadline = Date.now() + milliseconds;
    const time = new AbortController();
    const stop = () => time.abort();
    const timer = setTimeout(stop, milliseconds);
    asked.signal?.addEventListener('abort', stop, { once: true });
    const { server, method } = placeOf(session, asked.method ?? 'GET', asked.path);
    const what = `${method} ${withoutQuery(asked.path)}`;
    const over = (last: Failure | null): ApiError => {
      if (asked.signal?.aborted || closed) return new ApiError(`${what} was interrupted.`, 'interrupted');
      if (last !== null && last.error.kind !== 'timeout') return last.error;
      const seconds = Math.round(milliseconds / 100) / 10;
      return new ApiError(
        `${server} did not answer ${what} within ${seconds} s: the API server hangs or is overloaded; try again later.`,
        'timeout',
      );
    };
    let last: Failure | null = null;
    let renewed = false;
    try {
      for (let tries = 1; ; tries += 1) {
        if (asked.signal?.aborted || closed || Date.now() >= deadline) throw over(last);
        const used = await orStop(current(), time.signal);
        if (used === undefined) throw over(last);
        const result = await tryOnce(used, options, asked, time.signal);
        if (!('error' in result)) {
          reached = true;
          return result;
        }
        if (time.signal.aborted || closed) throw over(last);
        last = result;
        reached ||= result.error.status !== null;
        if (result.error.kind === 'unauthorized' && result.error.status === 401 && !renewed) {
          renewed = true;
          await orStop(current(used), time.signal);
          continue;
        }
        const wait = waitBefore(tries + 1, result, { get: method === 'GET', reached });
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
      end.abort();
      await session.dispatcher.destroy();
    },
  };
}
