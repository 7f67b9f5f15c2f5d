import { parseDocument } from 'yaml';
import { CollectError } from '../types.ts';
import { expandRange, type HostVariables } from './host-list.ts';

type Found = (readonly [string, HostVariables])[];

/** Groups may be nested; a file that goes deeper than this is none that a person wrote. */
const DEEPEST = 20;

/**
 * The machines of an Ansible inventory in YAML: `all: { hosts: { n1: { ansible_host: 192.0.2.1 } }, children: { … } }`.
 * Throws CollectError when the file is no YAML, or has no hosts where they should be.
 */
export function readInventoryYaml(text: string, file: string): readonly (readonly [string, HostVariables])[] {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) {
    throw new CollectError(
      `${file}:${error.linePos?.[0].line ?? 1}: this is no YAML (${error.message.split('\n')[0]}).`,
    );
  }
  let groups: unknown;
  try {
    groups = document.toJS({ maxAliasCount: 100, mapAsMap: true });
  } catch {
    throw new CollectError(
      `${file}: this YAML unfolds to more than any inventory has, or names an anchor that is not there.`,
    );
  }
  const found: Found = [];
  for (const group of values(groups)) readGroup(group, file, found, 0);
  return found;
}

function readGroup(group: unknown, file: string, found: Found, depth: number): void {
  if (!(group instanceof Map) || depth > DEEPEST) return;
  const hosts = group.get('hosts');
  if (hosts !== undefined && hosts !== null && !(hosts instanceof Map)) {
    throw new CollectError(`${file}: "hosts" of a group must have the hosts' names as keys ("n1:").`);
  }
  for (const [name, variables] of hosts ?? []) {
    for (const each of expandRange(String(name), file)) found.push([each, variablesOf(variables)]);
  }
  for (const child of values(group.get('children'))) readGroup(child, file, found, depth + 1);
}

const values = (map: unknown): Iterable<unknown> => (map instanceof Map ? map.values() : []);

function variablesOf(map: unknown): HostVariables {
  const variables = new Map<string, string>();
  for (const [key, value] of map instanceof Map ? map : []) {
    if (typeof value === 'string' || typeof value === 'number') variables.set(String(key), String(value));
  }
  return variables;
}
