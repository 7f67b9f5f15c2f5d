import type { Dispatcher } from 'undici';
import type { TlsMaterial } from './credentials.ts';

export interface DispatcherLimits {
  /** Most TCP connections at a time. */
  readonly connections: number;
  /** For the connection, for the headers of an answer, and between two pieces of its body. */
  readonly connectMilliseconds: number;
  readonly headersMilliseconds: number;
  readonly bodyMilliseconds: number;
}

/**
 * One pool of kept-alive connections. client-node makes a new one for every request. HTTP/1.1: a list of 3 MB gains nothing from streams
 * that share a connection, and the time limits are per connection.
 */
export async function openDispatcher(
  tls: TlsMaterial,
  proxy: string | undefined,
  limits: DispatcherLimits,
): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import('undici');
  const connect = { ...tls, timeout: limits.connectMilliseconds, keepAlive: true, keepAliveInitialDelay: 30_000 };
  const options = {
    connections: limits.connections,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: 30_000,
    connectTimeout: limits.connectMilliseconds,
    headersTimeout: limits.headersMilliseconds,
    bodyTimeout: limits.bodyMilliseconds,
  };
  if (proxy === undefined) return new Agent({ ...options, connect });
  return new ProxyAgent({ ...options, uri: proxy.replace(/^socks5h:/, 'socks5:'), requestTls: connect });
}
