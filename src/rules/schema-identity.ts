import type { Checker } from './checker.ts';
import type { Names } from './schema-fact.ts';
import { readFactName } from './schema-fact.ts';
import type { MissingProof, Reference, Rule } from './types.ts';
import type { YamlMap, YamlValue } from './yaml-source.ts';

/* What names a rule and ties it to other things: its id, pairs, causes, evidence, references and what stands in for a proof. */

/** The id, which must be the file's path below its rules folder. */
export function readId(check: Checker, node: YamlValue | undefined, expected: string): string | undefined {
  const id = node && check.text(node, 'id');
  if (id === undefined || !node) return undefined;
  // A file right in a user's folder has no area of its own: `area/name` is fine there, too.
  const matches = id === expected || (!expected.includes('/') && id.endsWith(`/${expected}`));
  if (!matches)
    return check.error(node.at, `id "${id}" is not the file's path; write id: ${expected}, or move the file`);
  if (!/^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/.test(id))
    return check.error(node.at, `id "${id}" may have lower-case letters, digits, "-" and "/" only`);
  return id;
}

/** Undefined when it is wrong, null when the rule is not about pairs. */
export function readAmong(
  check: Checker,
  root: YamlMap,
  node: YamlValue | undefined,
  names: Names,
): string | null | undefined {
  if (names.target !== 'peer')
    return node ? check.error(node.at, 'only a rule with target: peer says among which pairs it looks') : null;
  if (!node)
    return check.error(
      root.at,
      'a rule with target: peer needs "among": a list fact of the node whose items have a field "peer"',
    );
  const fact = readFactName(check, node, { ...names, target: 'node' });
  if (!fact) return undefined;
  if (fact.type !== 'list' || !fact.fields || !('peer' in fact.fields))
    return check.error(node.at, `${fact.name} is no list whose items have a field "peer"`);
  return fact.name;
}

/** Names of rules, or `{ rule, device: [fields] }`. Whether rules and fields exist is checked once all are loaded. */
export function readRuleNames(check: Checker, node: YamlValue | undefined): Rule['explainedBy'] {
  const list = node && check.list(node, 'explainedBy');
  return (list?.items ?? []).flatMap((item) => {
    const map = item.kind === 'map' ? check.map(item, 'a rule in explainedBy', ['rule', 'device']) : undefined;
    const name = map ? check.required(map, 'rule', 'an entry of explainedBy') : item;
    const rule = name && check.text(name, 'a rule in explainedBy');
    const device = map ? readDeviceFields(check, map) : null;
    return rule === undefined || device === undefined ? [] : [{ rule, device, at: item.at }];
  });
}

function readDeviceFields(check: Checker, map: YamlMap): readonly string[] | undefined {
  const node = check.required(map, 'device', 'an entry of explainedBy with "rule"');
  const list = node && check.list(node, 'device');
  if (!list) return undefined;
  if (list.items.length === 0) return check.error(list.at, 'device is empty; name the fields that hold devices');
  return list.items.flatMap((item) => check.text(item, 'a field in device') ?? []);
}

/** false where it is not written. */
export function readSwitch(check: Checker, node: YamlValue | undefined, what: string): boolean {
  if (!node) return false;
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  check.error(node.at, `${what} is true or false`);
  return false;
}

export function readEvidence(check: Checker, node: YamlValue | undefined, names: Names): readonly string[] {
  const list = node && check.list(node, 'evidence');
  return (list?.items ?? []).flatMap((item) => readFactName(check, item, names)?.name ?? []);
}

export function readReferences(check: Checker, node: YamlValue | undefined): readonly Reference[] {
  const list = node && check.list(node, 'references');
  return (list?.items ?? []).flatMap((item) => {
    const map = check.map(item, 'a reference', ['title', 'url']);
    const titleNode = map && check.required(map, 'title', 'a reference');
    const urlNode = map && check.required(map, 'url', 'a reference');
    const title = titleNode && check.text(titleNode, 'title');
    const url = urlNode && check.text(urlNode, 'url');
    if (!title || !url || !urlNode) return [];
    if (!/^https?:\/\//.test(url)) check.error(urlNode.at, `url "${url}" does not start with https://`);
    return [{ title, url }];
  });
}

/** Null where the rule says nothing of it. */
export function readProof(check: Checker, node: YamlValue | undefined): MissingProof | null {
  const map = node && check.map(node, 'proof', ['none', 'fixture']);
  const [none, fixture] = (['none', 'fixture'] as const).map((key) => {
    const value = map && check.required(map, key, 'proof');
    return value && check.text(value, key);
  });
  return none === undefined || fixture === undefined ? null : { none, fixture };
}
