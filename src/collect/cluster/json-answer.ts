import { isRecord } from '../../snapshot/slim/keep.ts';
import { type ApiAnswer, type ApiClient, ApiError } from './client-types.ts';
import { withoutQuery } from './failure.ts';

/** An answer's JSON object. Throws ApiError (foreign) for anything else. */
export function jsonOf(
  answer: ApiAnswer,
  { server }: Pick<ApiClient, 'server'>,
  path: string,
): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(answer.body.toString('utf8'));
  } catch {
    // Told below.
  }
  if (isRecord(value)) return value;
  throw new ApiError(
    `${server} answers GET ${withoutQuery(path)} with something that is no JSON object: is it an API server, or is a proxy on the way?`,
    'foreign',
    answer.status,
  );
}
