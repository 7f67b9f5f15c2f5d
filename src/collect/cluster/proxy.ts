import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

function variable(env: Environment, name: string): string | undefined {
  const value = env[name] ?? env[name.toLowerCase()];
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function inRange(host: string, entry: string): boolean {
  const [network = '', length = ''] = entry.split('/');
  const kind = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  const prefix = Number(length);
  if (isIP(network) === 0 || isIP(host) !== isIP(network) || !/^\d{1,3}$/.test(length)) return false;
  if (prefix > (kind === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, kind);
  return list.check(host, kind);
}

/** One entry of NO_PROXY, read as Go's httpproxy reads it: `*`, an address, a range, a domain (with or without its dot), each with a port. */
function excludes(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inRange(host, entry);
  const [, name = entry, wanted] = /^(.*?|\[.*\])(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (wanted !== undefined && wanted !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '').replace(/^\*/, '');
  if (bare === '') return false;
  if (bare.startsWith('.')) return host.endsWith(bare);
  return host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * The proxy on the way to a server, undefined for none: the kubeconfig's `proxy-url`, else HTTPS_PROXY (HTTP_PROXY for `http:`), unless
 * NO_PROXY or a loopback address says otherwise; the order and the meaning are those of kubectl.
 */
export function proxyFor(server: URL, proxyUrl: string | undefined, env: Environment): string | undefined {
  if (proxyUrl !== undefined && proxyUrl !== '') return proxyUrl;
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port === '' ? (server.protocol === 'http:' ? '80' : '443') : server.port;
  const proxy = variable(env, server.protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY');
  if (proxy === undefined || isLoopback(host)) return undefined;
  const exceptions = (variable(env, 'NO_PROXY') ?? '').toLowerCase().split(/[\s,]+/);
  if (exceptions.some((entry) => entry !== '' && excludes(entry, host, port))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}
