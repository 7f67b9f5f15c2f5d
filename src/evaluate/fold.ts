import { getOrMake } from '../facts/get-or-make.ts';
import type { Item, Scalar } from '../facts/types.ts';
import { severityRank } from '../rules/severity.ts';
import type { Rule } from '../rules/types.ts';
import { causeOfLastResort } from './last-resort.ts';
import type { Finding } from './types.ts';

/** A finding that does not know yet what caused it. */
export interface Draft {
  readonly rule: Rule;
  readonly finding: Omit<Finding, 'causedBy' | 'explains' | 'suppressed' | 'baseline'>;
  /** Nodes that the failing items name (`peer`, `node`); null where an item names none, or where no list fact failed. */
  readonly itemNodes: readonly string[] | null;
  /** The items that made the rule fail. */
  readonly items: readonly Item[];
}

/**
 * Folds findings under what caused them: one root for every group. A finding is caused by one of a rule in its `explainedBy`
 * that is about the same thing; causes of causes are followed to the root. Loading refuses circles in `explainedBy`, so the
 * way up ends.
 */
export function fold(drafts: readonly Draft[]): readonly Finding[] {
  const index = indexOf(drafts);
  const causes = new Map<Draft, Draft | undefined>(drafts.map((draft) => [draft, causeOf(draft, index)]));
  addCausesOfLastResort(drafts, causes);
  const rootOf = (draft: Draft): Draft => {
    let root = draft;
    for (let cause = causes.get(root); cause; cause = causes.get(root)) root = cause;
    return root;
  };
  const explained = new Map<Draft, number>();
  const roots = new Map<Draft, Draft>();
  for (const draft of drafts) {
    const root = rootOf(draft);
    if (root === draft) continue;
    roots.set(draft, root);
    explained.set(root, (explained.get(root) ?? 0) + 1);
  }
  const order = drafts
    .filter((draft) => !roots.has(draft))
    .sort(
      (a, b) => compareSeverity(a, b) || (explained.get(b) ?? 0) - (explained.get(a) ?? 0) || compareIdentity(a, b),
    );
  const position = new Map(order.map((root, place) => [root, place]));
  const positionOf = (folded: Draft): number => position.get(roots.get(folded) ?? folded) ?? 0;
  const folded = [...roots.keys()].sort(
    (a, b) => positionOf(a) - positionOf(b) || compareSeverity(a, b) || compareIdentity(a, b),
  );
  return [...order, ...folded].map((draft) => ({
    ...draft.finding,
    causedBy: roots.get(draft)?.finding.fingerprint ?? null,
    explains: explained.get(draft) ?? 0,
    suppressed: null,
    baseline: null,
  }));
}

/** Only what stands without them explains rules of last resort, so that the way up ends. */
function addCausesOfLastResort(drafts: readonly Draft[], causes: Map<Draft, Draft | undefined>): void {
  const lastly = drafts.filter((draft) => draft.rule.lastResort && causes.get(draft) === undefined);
  if (lastly.length === 0) return;
  const restsOnOne = (draft: Draft | undefined): boolean =>
    draft !== undefined && (draft.rule.lastResort || restsOnOne(causes.get(draft)));
  const losing = drafts.filter((draft) => !restsOnOne(draft)).sort(compareIdentity);
  for (const draft of lastly) causes.set(draft, causeOfLastResort(draft, losing));
}

const compareSeverity = (a: Draft, b: Draft): number => severityRank(a.rule.severity) - severityRank(b.rule.severity);

function compareIdentity(a: Draft, b: Draft): number {
  const identity = ({ finding }: Draft): string =>
    [finding.target.key, finding.rule, finding.target.node ?? '', finding.target.name ?? '', finding.message].join(
      '\0',
    );
  const [left, right] = [identity(a), identity(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Findings by rule, then by node ('' for those about no node). */
type Index = ReadonlyMap<string, ReadonlyMap<string, readonly Draft[]>>;

function indexOf(drafts: readonly Draft[]): Index {
  const index = new Map<string, Map<string, Draft[]>>();
  for (const draft of [...drafts].sort(compareIdentity)) {
    const byNode = getOrMake(index, draft.rule.id, () => new Map<string, Draft[]>());
    const node = draft.finding.target.node ?? '';
    getOrMake(byNode, node, (): Draft[] => []).push(draft);
  }
  return index;
}

/** The likeliest cause: in the order of `explainedBy`, what is about the same thing before what is about all peers. */
function causeOf(draft: Draft, index: Index): Draft | undefined {
  for (const { rule, device } of draft.rule.explainedBy) {
    if (device !== null) continue;
    const same = [
      ...(index.get(rule)?.get(draft.finding.target.node ?? '') ?? []),
      ...(index.get(rule)?.get('') ?? []),
    ];
    const cause = same.find((candidate) => candidate !== draft && isSameThing(draft, candidate));
    if (cause) return cause;
  }
  return causeByDevice(draft, index) ?? causeAtPeers(draft, index) ?? causeAtServices(draft, index);
}

function isSameThing({ finding: { target } }: Draft, { finding: { target: cause } }: Draft): boolean {
  if (cause.kind === 'cluster') return true;
  if (target.kind === cause.kind && target.kind !== 'node')
    return target.key === cause.key && target.name === cause.name;
  return target.node !== undefined && target.node === cause.node;
}

/** Every failing item is about a device that causes on the node name, be they one cause or several: two devices are two matters. */
function causeByDevice(draft: Draft, index: Index): Draft | undefined {
  const devices = draft.items.map((item) => item.device ?? null);
  const causes = draft.rule.explainedBy.flatMap(({ rule, device: fields }) =>
    fields === null
      ? []
      : (index.get(rule)?.get(draft.finding.target.node ?? '') ?? [])
          .filter((cause) => cause !== draft)
          .map((cause) => ({ cause, named: devicesIn(cause.items, fields) })),
  );
  const explains = (device: Scalar | null) => causes.find(({ named }) => named.has(device));
  if (devices.length === 0 || !devices.every(explains)) return undefined;
  return causes.find(({ named }) => devices.some((device) => named.has(device)))?.cause;
}

/** A field may name several: `eth0, eth1`; no name of a device has a blank in it. */
function devicesIn(items: readonly Item[], fields: readonly string[]): ReadonlySet<Scalar | null> {
  return new Set(
    items.flatMap((item) =>
      fields.flatMap((field) => {
        const value = item[field];
        return typeof value === 'string' ? value.split(', ') : [];
      }),
    ),
  );
}

/** Every failing item is about a node that a cause is about: one node, or several with a cause each. */
function causeAtPeers(draft: Draft, index: Index): Draft | undefined {
  const nodes = draft.itemNodes ?? (draft.finding.target.peer === undefined ? null : [draft.finding.target.peer]);
  if (!nodes || nodes.length === 0) return undefined;
  const causes = nodes.map((node) =>
    draft.rule.explainedBy
      .map(({ rule, device }) => (device === null ? index.get(rule)?.get(node)?.[0] : undefined))
      .find((cause) => cause && cause !== draft),
  );
  return causes.every((cause) => cause !== undefined) ? causes[0] : undefined;
}

/** Every failing item names a Service (`service`: namespace/name, with or without `:port`) that a cause is about. */
function causeAtServices(draft: Draft, index: Index): Draft | undefined {
  const services = new Set(draft.items.map(({ service }) => service));
  if (services.size === 0) return undefined;
  const candidates = draft.rule.explainedBy.flatMap(({ rule, device }) =>
    device === null ? (index.get(rule)?.get('') ?? []) : [],
  );
  const causes = [...services].map((service) =>
    candidates.find((cause) => cause !== draft && cause.finding.target.kind === 'service' && isService(cause, service)),
  );
  return causes.every((cause) => cause !== undefined) ? causes[0] : undefined;
}

function isService({ finding: { target } }: Draft, service: Scalar | null | undefined): boolean {
  if (typeof service !== 'string') return false;
  const name = `${target.namespace}/${target.name}`;
  return (
    service === name ||
    target.key === `service/${service}` ||
    (service.startsWith(`${name}:`) && target.key === `service/${name}`)
  );
}
