import { plain } from '../../snapshot/quote.ts';
import { isRecord } from '../../snapshot/slim/keep.ts';
import { slim } from '../../snapshot/slim.ts';
import type { ApiObject, SourceStatus } from '../../snapshot/types.ts';
import { type ApiClient, ApiError } from './client-types.ts';
import { jsonOf } from './json-answer.ts';
import { readPages } from './pages.ts';
import { type ApiResource, listPath, type NamedObject, qualified } from './resources.ts';

/** How the reading of one resource ended. */
export interface ResourceEnd {
  readonly status: SourceStatus;
  readonly reason?: string;
  /** Kept for what follows from it: was nothing heard at all? */
  readonly error: ApiError | null;
  readonly clockOffsetMs: number | null;
}

export interface ResourceRequest {
  readonly version: string;
  readonly pageSize: number;
  readonly milliseconds: number;
  readonly signal: AbortSignal;
  /** What may be left out of a list, and how the rest is changed before it is slimmed. */
  readonly keep: (object: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>> | undefined;
  readonly onObjects: (objects: readonly ApiObject[]) => void;
}

const ok = (clockOffsetMs: number | null): ResourceEnd => ({ status: 'ok', error: null, clockOffsetMs });

/** The rule of a role that would allow it, in words: `apiGroups [""], resources ["pods"], verbs ["list"]`. */
export function ruleInWords({ group, resource, named }: ApiResource): string {
  const names = [...new Set(named?.map(({ name }) => name))];
  const only = names.length === 0 ? '' : `, resourceNames ${JSON.stringify(names)}`;
  return `apiGroups ["${group}"], resources ["${resource}"], verbs ["${named === undefined ? 'list' : 'get'}"]${only}`;
}

/** Who may not do what, as the server says it: `User "x" cannot list resource "pods" …`. */
function refusalIn({ answer, message }: ApiError): string {
  const said = isRecord(answer) && typeof answer.message === 'string' ? answer.message : message;
  return plain(said.replace(/^.*? is forbidden: /s, '').replace(/\.$/, ''), 300);
}

/** One sentence about what is missing. */
export function reasonFor(resource: ApiResource, error: ApiError, items: number): string {
  if (error.kind === 'forbidden') {
    return `forbidden (${refusalIn(error)}); a role with ${ruleInWords(resource)} allows it`;
  }
  if (error.kind === 'absent') return `the API server does not serve ${qualified(resource)}`;
  return items === 0 ? error.message : `only ${items} were read: ${error.message}`;
}

/** So many objects are given on at once: few enough to be gone before the collector of garbage calls them old. */
const BATCH = 50;

/** Reads a list. Never throws an ApiError. */
export async function readList(
  client: ApiClient,
  resource: ApiResource,
  { version, pageSize, milliseconds, signal, keep, onObjects }: ResourceRequest,
): Promise<ResourceEnd> {
  let strange = 0;
  const end = await readPages(client, {
    path: listPath(resource, version),
    limit: pageSize,
    milliseconds,
    signal,
    onItems: (items, kind) => {
      let objects: ApiObject[] = [];
      try {
        for (const item of items) {
          const whole = isRecord(item) ? keep({ ...kind, ...item }) : undefined;
          const object = whole === undefined ? undefined : slim(resource.id, whole);
          if (object !== undefined) {
            objects.push(object);
            if (objects.length === BATCH) {
              onObjects(objects);
              objects = [];
            }
          } else if (!isRecord(item) || whole !== undefined) strange += 1;
        }
      } finally {
        // Also where the page ends in rubbish.
        onObjects(objects);
      }
    },
  });
  if (end.error === null) {
    if (strange === 0) return ok(end.clockOffsetMs);
    const reason = `${strange} of ${end.items} entries of the list are no API objects`;
    return { status: 'partial', reason, error: null, clockOffsetMs: end.clockOffsetMs };
  }
  const { error, items, clockOffsetMs } = end;
  const status = items > 0 ? 'partial' : error.kind === 'absent' ? 'skipped' : 'failed';
  return { status, reason: reasonFor(resource, error, items), error, clockOffsetMs };
}

/** Reads the few objects that are known by name. One that is not there is no fault. */
export async function readNamed(
  client: ApiClient,
  resource: ApiResource,
  names: readonly NamedObject[],
  { version, milliseconds, signal, onObjects }: Omit<ResourceRequest, 'pageSize' | 'keep'>,
): Promise<ResourceEnd> {
  const deadline = performance.now() + milliseconds;
  const failed: { readonly name: string; readonly error: ApiError }[] = [];
  const objects: ApiObject[] = [];
  let clockOffsetMs: number | null = null;
  for (const { namespace, name } of names) {
    const path = `${listPath({ ...resource, namespace }, version)}/${name}`;
    try {
      const answer = await client.request({ path, milliseconds: Math.max(1, deadline - performance.now()), signal });
      if (answer.date !== null) clockOffsetMs = answer.date - Date.now();
      const object = slim(resource.id, jsonOf(answer, client, path));
      if (object !== undefined) objects.push(object);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.kind !== 'absent') failed.push({ name: `${namespace}/${name}`, error });
    }
  }
  onObjects(objects);
  const [first] = failed;
  if (first === undefined) return ok(clockOffsetMs);
  const unread = failed.map(({ name }) => name).join(', ');
  const reason = `${unread}: ${reasonFor(resource, first.error, 0)}`;
  return { status: failed.length === names.length ? 'failed' : 'partial', reason, error: first.error, clockOffsetMs };
}
