import { plain } from '../quote.ts';
import type { ApiObject, ManifestSource } from '../types.ts';

/** What was found so far in the inputs. */
export interface ClusterDraft {
  /** By resource, then by namespace and name: what is given twice counts once, the later one. */
  readonly objects: Map<string, Map<string, ApiObject>>;
  /** Resources that came as a list: only of those it is known that nothing is missing. */
  readonly listed: Set<string>;
  readonly cut: Set<string>;
  readonly foreign: Map<string, number>;
  readonly refused: Map<string, string>;
  readonly problems: string[];
  secrets: number;
}

/** Objects that nobody lists as a whole: the few named ConfigMaps, the answer of `/version`. */
const NEVER_LISTED: ReadonlySet<string> = new Set(['configmaps', 'ciliumconfig', 'versions']);

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

function sourceOf(draft: ClusterDraft, resource: string, objects: number): ManifestSource {
  const id = `cluster/${resource}`;
  if (draft.cut.has(resource))
    return { id, status: 'partial', reason: 'the list is one page of several: the rest was not given' };
  if (draft.listed.has(resource) || NEVER_LISTED.has(resource)) return { id, status: 'ok' };
  return {
    id,
    status: 'partial',
    reason: `given as ${counted(objects, 'single object')}, not as a list: there may be more`,
  };
}

/** What the manifest says of the cluster's part. */
export function sourcesOf(draft: ClusterDraft): ManifestSource[] {
  const sources = [...draft.objects].map(([resource, objects]) => sourceOf(draft, resource, objects.size));
  for (const [kind, count] of [...draft.foreign].sort()) {
    const reason = `${counted(count, 'object')} of a kind that netlint does not read`;
    sources.push({ id: `cluster/${plain(kind.toLowerCase(), 100)}`, status: 'skipped', reason });
  }
  if (draft.secrets > 0) {
    const reason = `${counted(draft.secrets, 'Secret')} in the input left out: netlint never keeps Secrets`;
    sources.push({ id: 'cluster/secrets', status: 'skipped', reason });
  }
  const told = new Set(sources.map(({ id }) => id));
  for (const [resource, reason] of draft.refused) {
    if (!told.has(`cluster/${resource}`)) sources.push({ id: `cluster/${resource}`, status: 'failed', reason });
  }
  if (draft.problems.length > 0) {
    sources.push({ id: 'cluster/unread', status: 'failed', reason: draft.problems.join('; ') });
  }
  return sources;
}
