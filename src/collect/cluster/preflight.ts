import pLimit from 'p-limit';
import { plain } from '../../snapshot/quote.ts';
import { isRecord } from '../../snapshot/slim/keep.ts';
import { type ApiClient, ApiError } from './client-types.ts';
import { jsonOf } from './json-answer.ts';
import type { Permission } from './permissions.ts';

/** What the API server says of one permission. */
export interface Review {
  readonly permission: Permission;
  /** unknown: the server could not be asked. */
  readonly allowed: boolean | 'unknown';
  /** Why, where the server says so: the role that allows it, an authorizer's error. */
  readonly reason: string;
}

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** One question for each name: a rule with resourceNames allows them one by one. */
function attributesOf(permission: Permission): readonly Readonly<Record<string, string>>[] {
  const { group, resource, subresource, verb, namespace, names } = permission;
  const attributes = {
    group,
    resource,
    verb,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === null ? {} : { namespace }),
  };
  return names === undefined ? [attributes] : names.map((name) => ({ ...attributes, name }));
}

interface Limits {
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

async function ask(
  client: ApiClient,
  resourceAttributes: Readonly<Record<string, string>>,
  limits: Limits,
): Promise<Omit<Review, 'permission'>> {
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } };
  try {
    const { status } = jsonOf(await client.request({ method: 'POST', path: PATH, body, ...limits }), client, PATH);
    if (!isRecord(status) || typeof status.allowed !== 'boolean') {
      return { allowed: 'unknown', reason: 'the answer says nothing' };
    }
    const said = typeof status.reason === 'string' && status.reason !== '' ? status.reason : status.evaluationError;
    return { allowed: status.allowed, reason: typeof said === 'string' ? plain(said, 200) : '' };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { allowed: 'unknown', reason: error.message };
  }
}

/**
 * Asks the API server, with SelfSubjectAccessReviews (which every user may make), for each permission; nothing else is read and nothing is
 * made. In the order of `permissions`. Never throws an ApiError.
 */
export async function reviewPermissions(
  client: ApiClient,
  permissions: readonly Permission[],
  { milliseconds, signal, concurrency = 4 }: Limits & { readonly concurrency?: number },
): Promise<readonly Review[]> {
  const end = performance.now() + milliseconds;
  const limit = pLimit(concurrency);
  return Promise.all(
    permissions.map((permission) =>
      limit(async (): Promise<Review> => {
        let last: Omit<Review, 'permission'> = { allowed: 'unknown', reason: 'not asked' };
        for (const attributes of attributesOf(permission)) {
          const left = Math.max(1, Math.min(20_000, end - performance.now()));
          last = await ask(client, attributes, { milliseconds: left, signal });
          if (last.allowed !== true) break;
        }
        return { permission, ...last };
      }),
    ),
  );
}
