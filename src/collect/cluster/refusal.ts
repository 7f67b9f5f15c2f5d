import { plain, quoted } from '../../snapshot/quote.ts';
import { isRecord } from '../../snapshot/slim/keep.ts';
import { ApiError, type ApiErrorKind } from './client-types.ts';
import { type Failure, type Place, withoutQuery } from './failure.ts';

interface StatusObject {
  readonly kind: 'Status';
  readonly message?: unknown;
}

function statusOf(body: Buffer): StatusObject | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isRecord(value) && value.kind === 'Status' ? (value as unknown as StatusObject) : undefined;
  } catch {
    return undefined;
  }
}

const KINDS: Readonly<Record<number, ApiErrorKind>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'absent',
  409: 'conflict',
  410: 'gone',
  429: 'busy',
};

/** Seconds, or a date: what RFC 9110 allows. In milliseconds. */
export function retryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

export interface RefusedAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  readonly retryAfter: number | null;
  readonly location: string | undefined;
  /** What is known of the credentials' end. */
  readonly expired?: string | undefined;
}

/** What an answer of 300 and above means, and any HTML page. */
export function refusalOf(answer: RefusedAnswer, place: Place): Failure {
  const { status, type, body } = answer;
  const doing = `${place.method} ${withoutQuery(place.path)}`;
  const html = type.includes('html') || /^\s*<(?:!doctype|html)/i.test(body.subarray(0, 100).toString('latin1'));
  const again = status === 429 ? 'patiently' : status >= 500 && status !== 501 ? 'few' : 'never';
  const failure = (kind: ApiErrorKind, message: string, object?: unknown): Failure => ({
    error: new ApiError(message, kind, status, object),
    again,
    untouched: status === 429,
    after: answer.retryAfter,
  });
  if (html || (status >= 300 && status < 400)) {
    const title = /<title[^>]{0,100}>([^<]{1,100})/i.exec(body.subarray(0, 4000).toString('utf8'))?.[1]?.trim();
    const page = html
      ? `a web page${title ? ` (${quoted(title, 60)})` : ''}`
      : `a redirect to ${plain(answer.location ?? 'nowhere', 100)}`;
    const way =
      place.proxy === null
        ? 'check the server, HTTPS_PROXY and NO_PROXY'
        : `the proxy ${place.proxy} is on the way; check it`;
    return failure(
      'foreign',
      `${place.server} answers ${doing} with ${page}, status ${status}, and is no API server or is behind a proxy: ${way}.`,
    );
  }
  const object = statusOf(body);
  const said =
    typeof object?.message === 'string'
      ? plain(object.message, 400).replace(/\.$/, '')
      : plain(body.subarray(0, 200).toString('utf8').trim(), 200);
  const words = said === '' ? '' : ` (${said})`;
  const kind = KINDS[status] ?? (status >= 500 ? 'busy' : 'refused');
  switch (kind) {
    case 'unauthorized': {
      const why = answer.expired === undefined ? words : `: ${answer.expired}`;
      return failure(
        kind,
        `${place.server} does not accept the credentials${why}: renew them (log in again, or ask for a new kubeconfig).`,
        object,
      );
    }
    case 'forbidden':
      if (said.includes('"system:anonymous"')) {
        return failure(
          'unauthorized',
          `${place.server} takes the request for anonymous: the kubeconfig's user has no credentials that it knows.`,
          object,
        );
      }
      return failure(kind, `${doing} is forbidden${words}: "netlint rbac" prints the role that allows it.`, object);
    case 'absent':
      return failure(kind, `${place.server} has no ${withoutQuery(place.path)}${words}.`, object);
    case 'busy':
      return failure(
        kind,
        `${place.server} answers ${doing} with ${status}${words}: it is overloaded or not ready; try again later.`,
        object,
      );
    default:
      return failure(kind, `${place.server} refuses ${doing} with ${status}${words}.`, object);
  }
}
