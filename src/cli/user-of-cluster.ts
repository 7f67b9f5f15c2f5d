import type { ApiClient } from '../collect/cluster/client-types.ts';
import { ApiError } from '../collect/cluster/client-types.ts';
import { isRecord } from '../snapshot/slim/keep.ts';

/** Who the API server takes us for. */
export interface User {
  readonly name: string;
}

const PATH = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

/** More than names of users have, and little enough for a table's head and a role. */
const LONGEST_NAME = 500;

/** Null where the server does not say (older than 1.28), or says what nobody is called. */
export async function userOf(
  client: ApiClient,
  limits: { readonly milliseconds: number; readonly signal: AbortSignal },
): Promise<User | null> {
  try {
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const answer: unknown = JSON.parse(
      (await client.request({ method: 'POST', path: PATH, body, ...limits })).body.toString('utf8'),
    );
    const status = isRecord(answer) && isRecord(answer.status) ? answer.status : {};
    const info = isRecord(status.userInfo) ? status.userInfo : {};
    return typeof info.username === 'string' && info.username.length <= LONGEST_NAME ? { name: info.username } : null;
  } catch (error) {
    if (error instanceof ApiError || error instanceof SyntaxError) return null;
    throw error;
  }
}

type Manifest = Readonly<Record<string, unknown>>;

/** Binds roles to the user instead of netlint's own ServiceAccount. */
export function withSubject(manifests: readonly Manifest[], user: User | null): readonly Manifest[] {
  const subject = subjectOf(user?.name ?? 'WRITE THE USER HERE');
  return manifests.map((manifest) => ('subjects' in manifest ? { ...manifest, subjects: [subject] } : manifest));
}

function subjectOf(name: string): Manifest {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? [];
  return namespace !== undefined && account !== undefined
    ? { kind: 'ServiceAccount', name: account, namespace }
    : { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name };
}
