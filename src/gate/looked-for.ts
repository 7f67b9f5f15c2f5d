import { matchesGlob } from '../evaluate/glob.ts';
import type { Result, UnknownOutcome } from '../evaluate/types.ts';
import { EXPIRED_WAIVER } from '../evaluate/types.ts';

/** A finding of another scan, as far as it can be looked for in this one. */
export interface Sought {
  readonly rule: string;
  readonly target: string;
}

/**
 * Tells why a result cannot say whether an earlier finding is gone; null where somebody looked. A finding that is not there any
 * more is fixed only then.
 */
export function createSight(result: Result): (sought: Sought) => string | null {
  const { scope, snapshot } = result;
  const judged = new Set(result.rules.map(({ id }) => id));
  const off = new Set(scope.off);
  const unknown = new Map(result.unknown.map((outcome) => [`${outcome.rule}\0${outcome.target}`, outcome]));
  const nodes = new Set(snapshot.nodes);
  // What could not be listed is unknown as `device/n3/host/*`: a `*` in place of what follows a separator.
  const unknownOf = ({ rule, target }: Sought): UnknownOutcome | undefined =>
    unknown.get(`${rule}\0${target}`) ??
    [...target.matchAll(/^|(?<=[/>])/g)]
      .map(({ index }) => unknown.get(`${rule}\0${target.slice(0, index)}*`))
      .find((gap) => gap !== undefined);

  return (sought) => {
    const { rule, target } = sought;
    if (rule === EXPIRED_WAIVER) return null;
    if (off.has(rule)) return 'the rule is turned off';
    if (!judged.has(rule))
      return scope.rules.length > 0 ? 'the rule was not asked for (--rule)' : 'there is no such rule any more';
    if (!isSelected(target, scope)) return 'the scan was narrowed (--node, --namespace)';
    const gap = unknownOf(sought);
    if (gap) return gap.reason === '' ? `${gap.missing} is missing` : gap.reason;
    const node = nodeIn(target);
    if (node !== null && !nodes.has(node) && !knowsNodes(result)) return `node ${node} is not in the snapshot`;
    return null;
  };
}

/** Whether a node that the result does not have is none of the cluster. */
export const knowsNodes = ({ coverage }: Result): boolean =>
  coverage.sources.some(({ id, status }) => id === 'cluster/nodes' && status === 'ok');

/** Tells whether a rule was judged wherever it applies, so that what is not found is not there. */
export function createCompleteness({ scope, rules, unknown }: Result): (rule: string) => boolean {
  const narrowed = scope.rules.length + scope.nodes.length + scope.namespaces.length > 0;
  const judged = new Set(rules.map(({ id }) => id));
  for (const { rule } of unknown) judged.delete(rule);
  return (rule) => !narrowed && judged.has(rule);
}

/** The node that a key names; keys of pods and Services name none. */
export function nodeIn(key: string): string | null {
  const [kind = '', first = ''] = key.split('/', 2);
  if (kind === 'peer') return first.split('>', 1)[0] ?? null;
  return kind === 'node' || kind === 'device' || kind === 'bridge' ? first : null;
}

/** True where a narrowed scan has certainly looked at the target. */
function isSelected(key: string, { nodes, namespaces }: Result['scope']): boolean {
  const any = (name: string | null, globs: readonly string[]): boolean =>
    globs.length === 0 || (name !== null && globs.some((glob) => matchesGlob(name, glob)));
  const [kind = '', first = ''] = key.split('/', 2);
  if (kind === 'pod' || kind === 'service') return nodes.length === 0 && any(first, namespaces);
  if (kind === 'device' && namespaces.length > 0) return false;
  return any(nodeIn(key), nodes);
}
