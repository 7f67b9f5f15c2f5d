import { isRecord } from '../../snapshot/slim/keep.ts';
import { type ApiClient, ApiError } from './client-types.ts';
import { readListAnswer } from './list-items.ts';

export interface PagedRequest {
  /** `/api/v1/pods`. */
  readonly path: string;
  /** Objects a page. */
  readonly limit: number;
  readonly accept?: string;
  /** For the whole list. */
  readonly milliseconds: number;
  readonly signal: AbortSignal;
  /** A page's objects one by one, with the kind and version that a list says once for all. Not kept here. */
  readonly onItems: (items: Iterable<unknown>, kind: ListKind) => void;
  /** The list begins anew: what came so far may be outdated. */
  readonly onRestart?: () => void;
}

export interface ListKind {
  readonly apiVersion?: string;
  readonly kind?: string;
}

export interface PagedEnd {
  readonly items: number;
  readonly pages: number;
  /** Why the rest is missing; null when all came. */
  readonly error: ApiError | null;
  /** The server's clock minus this machine's at the last page, milliseconds. */
  readonly clockOffsetMs: number | null;
}

/** For one page, with all tries: a server that asks for patience for a minute gets it. */
const PAGE_MILLISECONDS = 75_000;
/** How often a list may begin anew, and how often its token may be replaced, before it is given up. */
const MOST_RESTARTS = 2;
const MOST_RENEWALS = 20;
/** Three times what Kubernetes is made for; more is no list of a cluster, and does not fit into memory either. */
const MOST_ITEMS = 450_000;

interface Page {
  readonly items: Iterable<unknown>;
  readonly next: string;
  readonly kind: ListKind;
  readonly clockOffsetMs: number | null;
}

function kindOf({ kind, apiVersion }: Readonly<Record<string, unknown>>): ListKind {
  if (typeof kind !== 'string' || !kind.endsWith('List') || typeof apiVersion !== 'string') return {};
  return { apiVersion, kind: kind.slice(0, -'List'.length) };
}

/** The token with which an expired list may go on: its rest is of another moment. As of apiserver's `NewResourceExpired`. */
function renewedToken({ kind, answer }: ApiError): string | undefined {
  const metadata = kind === 'gone' && isRecord(answer) && isRecord(answer.metadata) ? answer.metadata : {};
  const token = metadata['continue'];
  return typeof token === 'string' && token !== '' ? token : undefined;
}

function noList({ server }: ApiClient, path: string, status: number): ApiError {
  const sentence = `${server} answers GET ${path} with something that is no list: is it an API server, or is a proxy on the way?`;
  return new ApiError(sentence, 'foreign', status);
}

function endless({ server }: ApiClient, path: string): ApiError {
  return new ApiError(`${server} answers GET ${path} with a list that does not end.`, 'foreign', 200);
}

/**
 * Reads a list page by page. While one page is looked at, the next is on its way. Never throws an ApiError: a list that ends early says why.
 */
export async function readPages(client: ApiClient, request: PagedRequest): Promise<PagedEnd> {
  const { path, limit, accept, signal } = request;
  const deadline = performance.now() + request.milliseconds;
  let items = 0;
  let pages = 0;
  let restarts = 0;
  let renewals = 0;
  let clockOffsetMs: number | null = null;
  // Two pages are in memory at most: the one that is looked at, and the one that is on its way.
  const memories = [{ bytes: Buffer.alloc(0) }, { bytes: Buffer.alloc(0) }] as const;

  async function page(token: string): Promise<Page> {
    const query = `?limit=${limit}${token === '' ? '' : `&continue=${encodeURIComponent(token)}`}`;
    const milliseconds = Math.max(1, Math.min(PAGE_MILLISECONDS, deadline - performance.now()));
    const answer = await client.request({
      path: `${path}${query}`,
      milliseconds,
      signal,
      memory: memories[pages % 2 === 0 ? 0 : 1],
      ...(accept === undefined ? {} : { accept }),
    });
    const offset = answer.date === null ? null : answer.date - Date.now();
    const list = readListAnswer(answer.body);
    if (list === undefined) throw noList(client, path, answer.status);
    const metadata = isRecord(list.head.metadata) ? list.head.metadata : {};
    const next = metadata['continue'];
    return {
      items: list.items,
      next: typeof next === 'string' ? next : '',
      kind: kindOf(list.head),
      clockOffsetMs: offset,
    };
  }

  function* counted(found: Iterable<unknown>): Generator<unknown> {
    for (const item of found) {
      items += 1;
      yield item;
    }
  }

  let given = '';
  let coming = page('');
  for (;;) {
    let got: Page;
    try {
      got = await coming;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const token = renewedToken(error);
      if (token !== undefined && renewals < MOST_RENEWALS) {
        renewals += 1;
        coming = page(token);
        continue;
      }
      if (error.kind === 'gone' && restarts < MOST_RESTARTS) {
        restarts += 1;
        items = 0;
        given = '';
        request.onRestart?.();
        coming = page('');
        continue;
      }
      return { items, pages, error, clockOffsetMs };
    }
    pages += 1;
    clockOffsetMs = got.clockOffsetMs ?? clockOffsetMs;
    const isEndless = got.next !== '' && (got.next === given || items > MOST_ITEMS);
    if (got.next !== '' && !isEndless) {
      given = got.next;
      coming = page(got.next);
      // Its failure is looked at in the next round.
      coming.catch(() => {});
    }
    try {
      request.onItems(counted(got.items), got.kind);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return { items, pages, error: noList(client, path, 200), clockOffsetMs };
    }
    if (isEndless) return { items, pages, error: endless(client, path), clockOffsetMs };
    if (got.next === '') return { items, pages, error: null, clockOffsetMs };
  }
}
