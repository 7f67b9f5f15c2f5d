import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { sizeInWords } from '../../snapshot/limits.ts';
import { type ApiAnswer, ApiError, type BodyMemory } from './client-types.ts';
import { type Failure, type Place, withoutQuery } from './failure.ts';
import { refusalOf, retryAfter } from './refusal.ts';

const unzip = promisify(gunzip);

export interface Exchange {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly path: string;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | undefined;
  readonly cap: number;
  readonly memory: BodyMemory;
  readonly signal: AbortSignal;
  readonly place: Place;
  /** Asked for when the server answers 401. */
  readonly expired: () => string | undefined;
}

function header(headers: Dispatcher.ResponseData['headers'], name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function tooBig({ place, cap }: Exchange): ApiError {
  return new ApiError(
    `${place.server} answers ${place.method} ${withoutQuery(place.path)} with more than ${sizeInWords(cap)}: the rest was not read.`,
    'refused',
  );
}

const SMALLEST_BODY = 16 * 1024;

async function bodyOf(response: Dispatcher.ResponseData, exchange: Exchange): Promise<Buffer> {
  const { memory, cap } = exchange;
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    const end = bytes + chunk.length;
    if (end > cap) throw tooBig(exchange);
    if (end > memory.bytes.length) {
      const more = Buffer.allocUnsafeSlow(Math.max(end, 2 * memory.bytes.length, SMALLEST_BODY));
      memory.bytes.copy(more, 0, 0, bytes);
      memory.bytes = more;
    }
    chunk.copy(memory.bytes, bytes);
    bytes = end;
  }
  const body = memory.bytes.subarray(0, bytes);
  if (header(response.headers, 'content-encoding') !== 'gzip') return body;
  try {
    return await unzip(body, { maxOutputLength: cap });
  } catch (error) {
    if (error instanceof RangeError) throw tooBig(exchange);
    // An end that is missing is a connection that was cut.
    if (error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR') throw error;
    throw new ApiError(
      `${exchange.place.server} answers ${exchange.place.method} ${withoutQuery(exchange.place.path)} with damaged gzip data: look for what changes answers on the way (a proxy, a load balancer).`,
      'foreign',
      response.statusCode,
    );
  }
}

/** Sends one request and reads the whole answer. Throws what the socket throws. */
export async function exchangeOnce(exchange: Exchange): Promise<ApiAnswer | Failure> {
  const { dispatcher, origin, path, method, headers, body, signal, place } = exchange;
  const response = await dispatcher.request({ origin, path, method, headers, body: body ?? null, signal });
  const { statusCode: status } = response;
  const type = header(response.headers, 'content-type') ?? '';
  const content = await bodyOf(response, exchange);
  const said = header(response.headers, 'date');
  const date = said === undefined ? Number.NaN : Date.parse(said);
  if (status < 300 && !type.includes('text/html')) {
    return { status, body: content, date: Number.isNaN(date) ? null : date };
  }
  return refusalOf(
    {
      status,
      type,
      body: content,
      retryAfter: retryAfter(header(response.headers, 'retry-after'), Date.now()),
      location: header(response.headers, 'location'),
      expired: status === 401 ? exchange.expired() : undefined,
    },
    place,
  );
}
