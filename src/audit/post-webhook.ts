import { openDispatcher } from '../collect/cluster/dispatcher.ts';
import { proxyFor } from '../collect/cluster/proxy.ts';
import { pause } from '../collect/cluster/retry.ts';
import { plain } from '../snapshot/quote.ts';

export interface WebhookLimits {
  /** For all tries together. */
  readonly milliseconds: number;
  readonly userAgent: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

const TRIES = 4;
const FIRST_WAIT = 500;

type Answer = { readonly why: string; readonly again: boolean } | null;

/** It may hold a password, so it is in no sentence. */
const isProxy = (address: string): boolean => /^(?:https?|socks5h?):$/.test(URL.parse(address)?.protocol ?? '');

/**
 * Posts a JSON document, through the proxy that the environment names. Tries again, waiting twice as long each time, where nobody answered, and
 * after 408, 429 and 5xx. Redirects are not followed: an address that moved may have gone to somebody else. Gives null where it was
 * taken, else the reason, which never has more of the address than its origin: the rest of it may be a secret.
 */
export async function postWebhook(url: URL, body: string, limits: WebhookLimits): Promise<string | null> {
  const over = AbortSignal.timeout(limits.milliseconds);
  const proxy = proxyFor(url, undefined, limits.env ?? process.env);
  const share = Math.max(1000, Math.min(10_000, limits.milliseconds));
  if (proxy !== undefined && !isProxy(proxy))
    return 'HTTPS_PROXY or HTTP_PROXY is no address that begins with http://, https:// or socks5://; correct it';
  const dispatcher = await openDispatcher({}, proxy, {
    connections: 1,
    connectMilliseconds: share,
    headersMilliseconds: limits.milliseconds,
    bodyMilliseconds: share,
  });
  let last = 'no answer';
  try {
    for (let tries = 1; tries <= TRIES && !over.aborted; tries++) {
      const answer = await post();
      if (answer === null) return null;
      // At the end of the time an answer that came before says more than that there is none now.
      if (!over.aborted) last = answer.why;
      if (!answer.again) break;
      if (tries < TRIES) await pause(FIRST_WAIT * 2 ** (tries - 1), over);
    }
    return over.aborted ? `${last} within ${limits.milliseconds / 1000} s` : last;
  } finally {
    await dispatcher.destroy();
  }

  async function post(): Promise<Answer> {
    try {
      const { statusCode, body: answer } = await dispatcher.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': limits.userAgent },
        body,
        signal: over,
      });
      // Nothing that it says is of use, and there may be much of it.
      answer.on('error', () => {}).destroy();
      return judge(statusCode);
    } catch (error) {
      return { why: plain(error instanceof Error ? error.message : String(error)), again: true };
    }
  }
}

function judge(status: number): Answer {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400)
    return {
      why: `it answers ${status}, and redirects are not followed; give the address that it leads to`,
      again: false,
    };
  return { why: `it answers ${status}`, again: status === 408 || status === 429 || status >= 500 };
}
