import { plain } from '../../snapshot/quote.ts';
import { ApiError, type ApiErrorKind } from './client-types.ts';
import { type Failure, type Place, withoutQuery } from './failure.ts';

function fail(
  kind: ApiErrorKind,
  message: string,
  { again = 'never', untouched = false }: { again?: Failure['again']; untouched?: boolean } = {},
): Failure {
  return { error: new ApiError(message, kind), again, untouched, after: null };
}

/** Node's TLS errors, and what to do about each. */
const TLS_SENTENCES: readonly (readonly [code: RegExp, sentence: string])[] = [
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired: renew it on the control plane'],
  [/^CERT_NOT_YET_VALID$/, 'its certificate is not valid yet: compare the clocks of both machines'],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    'its certificate is for other names: use one of them as server, or set tls-server-name in the kubeconfig',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_|^CERT_(?:UNTRUSTED|SIGNATURE_FAILURE|REJECTED)|INVALID_CA|AUTHORITY/,
    "its certificate is not signed by the kubeconfig's certificate authority: is this another cluster, or a proxy that opens TLS?",
  ],
  [
    /PACKET_LENGTH_TOO_LONG|WRONG_VERSION_NUMBER|HTTP_REQUEST|EPROTO/,
    'it does not speak TLS on that port: correct the server in the kubeconfig',
  ],
  [
    /ALERT_(?:CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA)|CERTIFICATE_(?:REQUIRED|EXPIRED)|ALERT_NUMBER_4[2-9]|ALERT_NUMBER_116/,
    'it refuses the client certificate: renew the one of the kubeconfig',
  ],
  [/^ERR_OSSL|PEM|KEY_VALUES_MISMATCH/, "the kubeconfig's certificate or key cannot be read: correct it"],
];

function isTls(code: string): boolean {
  return /^(?:ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|EPROTO$)/.test(
    code,
  );
}

/** The innermost error that has a code: undici and fetch wrap what the socket said. */
function codeOf(error: unknown): { readonly code: string; readonly message: string } {
  for (let inner = error, depth = 0; depth < 5 && inner instanceof Error; inner = inner.cause, depth += 1) {
    const known = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
    if (inner instanceof AggregateError && known === '') return codeOf(inner.errors[0]);
    if (known !== '' && (inner.cause === undefined || known !== 'UND_ERR'))
      return { code: known, message: inner.message };
  }
  return { code: '', message: error instanceof Error ? error.message : String(error) };
}

const CONNECTION_WAS_NEVER_MADE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
  'EAI_AGAIN',
]);

/** What an exception of the HTTP client means. */
export function failureOf(thrown: unknown, place: Place): Failure {
  if (thrown instanceof ApiError) return { error: thrown, again: 'never', untouched: false, after: null };
  const { code, message } = codeOf(thrown);
  const way = place.proxy === null ? '' : ` through the proxy ${place.proxy}`;
  const at = `${place.server}${way}`;
  const doing = `${place.method} ${withoutQuery(place.path)}`;
  const refusal = /Proxy response \((\d{3})\)|Proxy Authentication Required \((\d{3})\)/.exec(message);
  if (refusal !== null) {
    const status = refusal[1] ?? refusal[2];
    return fail(
      'foreign',
      `The proxy ${place.proxy ?? ''} answers ${status} and lets no connection through to ${place.server}: correct proxy-url, HTTPS_PROXY or NO_PROXY.`,
    );
  }
  if (isTls(code)) {
    const [, sentence] = TLS_SENTENCES.find(([pattern]) => pattern.test(code) || pattern.test(message)) ?? [];
    return fail(
      'tls',
      `${at}: ${sentence ?? 'the TLS handshake failed: check its certificates and those of the kubeconfig'} (${code}).`,
    );
  }
  if (code === 'ENOTFOUND') {
    return fail(
      'unreachable',
      `${at}: the name cannot be resolved: correct the server in the kubeconfig, or connect the VPN.`,
    );
  }
  if (CONNECTION_WAS_NEVER_MADE.has(code)) {
    const what = code === 'ECONNREFUSED' ? 'refuses the connection' : 'cannot be reached';
    return fail(
      'unreachable',
      `${at} ${what} (${code}): is the API server up, the address right and the network open?`,
      {
        again: 'patiently',
        untouched: true,
      },
    );
  }
  if (/TIMEOUT/.test(code)) {
    return fail(
      'timeout',
      `${at} did not answer ${doing} in time: the API server hangs or is overloaded; try again later.`,
      { again: 'once' },
    );
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') {
    return fail(
      'foreign',
      `${at} answers ${doing} with headers longer than netlint reads: look for what adds them (a proxy, a load balancer).`,
    );
  }
  if (code.startsWith('HPE_')) {
    return fail('foreign', `${at} does not answer in HTTP: correct the server in the kubeconfig.`);
  }
  if (
    /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|ERR_STREAM_PREMATURE_CLOSE|UND_ERR_ABORTED|Z_BUF_ERROR|ECONNABORTED)$/.test(
      code,
    )
  ) {
    return fail(
      'unreachable',
      `${at} cut the connection during ${doing}: try again, or look for what closes it (a load balancer, a restart).`,
      {
        again: 'patiently',
      },
    );
  }
  return fail('unreachable', `${at}: ${doing} failed (${plain(code === '' ? message : `${code}: ${message}`, 200)}).`, {
    again: 'few',
  });
}
