import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { ApiError } from './client-types.ts';
import { credentialError, preparePlugin } from './exec-plugin.ts';
import type { ChosenContext } from './kubeconfig.ts';

/** What a request carries; strings and Buffers, so that two of them can be compared. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly tls: TlsMaterial;
}

export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly pfx?: string | Buffer;
  readonly passphrase?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

const TLS_MEMBERS = ['ca', 'cert', 'key', 'pfx', 'passphrase', 'servername', 'rejectUnauthorized'] as const;

export interface Impersonation {
  readonly user: string;
  readonly groups?: readonly string[];
}

function impersonationHeaders(
  { user, extras }: ChosenContext,
  impersonate: Impersonation | undefined,
): Record<string, string | string[]> {
  const extra = impersonate === undefined ? extras.get(`user/${user.name}`) : undefined;
  const name = impersonate?.user ?? user.impersonateUser;
  if (!name) return {};
  const groups = impersonate?.groups ?? extra?.impersonateGroups ?? [];
  return {
    'impersonate-user': name,
    ...(groups.length > 0 ? { 'impersonate-group': [...groups] } : {}),
    ...(extra?.impersonateUid === undefined ? {} : { 'impersonate-uid': extra.impersonateUid }),
    ...Object.fromEntries(
      [...(extra?.impersonateExtra ?? [])].map(([key, values]) => [
        `impersonate-extra-${encodeURIComponent(key).toLowerCase()}`,
        [...values],
      ]),
    ),
  };
}

/**
 * Asks client-node for the context's credentials: certificates, a token (of a file, a plugin, a provider), a password. Throws ApiError
 * (configuration; tls for a plain `http:` server that the kubeconfig does not allow; interrupted by the signal).
 */
export async function credentialsOf(
  chosen: ChosenContext,
  impersonate: Impersonation | undefined,
  signal?: AbortSignal,
): Promise<Credentials> {
  const { cluster, user, where, extras } = chosen;
  if (cluster.server.startsWith('http:') && !cluster.skipTLSVerify) {
    throw new ApiError(
      `${where}: the server ${cluster.server} would be asked without encryption: use https, or set insecure-skip-tls-verify there.`,
      'tls',
    );
  }
  preparePlugin(chosen, signal);
  const options: RequestOptions = {};
  const started = Date.now();
  try {
    await chosen.config.applyToHTTPSOptions(options);
    const tokenFile = extras.get(`user/${user.name}`)?.tokenFile;
    const headers: Record<string, string | string[]> = {};
    for (const [key, value] of Object.entries((options.headers ?? {}) as Record<string, unknown>)) {
      if (typeof value === 'string') headers[key.toLowerCase()] = value.trim();
    }
    if (tokenFile !== undefined && headers.authorization === undefined) {
      headers.authorization = `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`;
    }
    if (typeof options.auth === 'string' && headers.authorization === undefined) {
      headers.authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
    }
    // client-node takes `null` and credentials without content for an answer, and the server's 401 would blame the user.
    const nothing = headers.authorization === undefined && options.cert === undefined;
    if (user.exec && (nothing || headers.authorization === 'Bearer [object Object]'))
      throw new TypeError('no credentials');
    const tls = Object.fromEntries(
      TLS_MEMBERS.flatMap((member) => (options[member] === undefined ? [] : [[member, options[member]]])),
    ) as TlsMaterial;
    return { headers: { ...headers, ...impersonationHeaders(chosen, impersonate) }, tls };
  } catch (error) {
    if (signal?.aborted) throw new ApiError('The credentials plugin was interrupted.', 'interrupted');
    throw credentialError(chosen, error, Date.now() - started);
  }
}

export function sameTls(a: TlsMaterial, b: TlsMaterial): boolean {
  return TLS_MEMBERS.every((member) => String(a[member]) === String(b[member]));
}

/** When a client certificate or a JSON web token ended, where it has: the reason for a 401 that nobody else tells. */
export function whatExpired({ tls, headers }: Credentials, now: number): string | undefined {
  const ended = (what: string, at: number) => `${what} ended on ${new Date(at).toISOString().slice(0, 16)}Z`;
  try {
    if (tls.cert !== undefined) {
      const until = Date.parse(new X509Certificate(tls.cert).validTo);
      if (until < now) return ended('the client certificate', until);
    }
    const token = /^Bearer [\w-]+\.([\w-]+)\./.exec(String(headers.authorization ?? ''))?.[1];
    const claims: unknown = token === undefined ? {} : JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    const until = (claims as { readonly exp?: unknown }).exp;
    if (typeof until === 'number' && until * 1000 < now) return ended('the token', until * 1000);
  } catch {
    // No certificate that Node can read, no JSON: then nothing is known of its end.
  }
  return undefined;
}
