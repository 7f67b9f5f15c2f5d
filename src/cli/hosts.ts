import { existsSync, readFileSync } from 'node:fs';
import { type Host, parseHosts } from '../collect/nodes/ssh/host-list.ts';
import { CollectError, type NodeTarget } from '../collect/nodes/types.ts';
import { isNodeName, NODE_NAME_RULE } from '../snapshot/names.ts';
import { UsageError } from './exit-codes.ts';

/** The machines of `--hosts`: each word is `NAME=HOST`, a host alone, a file (a list of these, or an Ansible inventory), or several of these with commas between them. */
export function hostsOf(words: readonly string[]): readonly Host[] {
  const hosts = new Map<string, Host>();
  for (const word of words.flatMap(partsOf)) {
    for (const host of hostsIn(word)) {
      if (!isNodeName(host.name)) {
        throw new UsageError(
          `--hosts ${word}: ${JSON.stringify(host.name)} is no node name: use ${NODE_NAME_RULE}, or write NAME=HOST.`,
        );
      }
      hosts.set(host.name, host);
    }
  }
  if (hosts.size === 0) throw new UsageError(`--hosts ${words.join(' ')} names no host.`);
  return [...hosts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** No host and no node name has a comma in it; the name of a file may. */
const partsOf = (word: string): readonly string[] =>
  word.includes(',') && !existsSync(word) ? word.split(',').filter((part) => part !== '') : [word];

/** A word that is a file's name is that file. */
function hostsIn(word: string): readonly Host[] {
  try {
    return parseHosts(fileOf(word) ?? word, word);
  } catch (error) {
    if (error instanceof CollectError) throw new UsageError(error.message);
    throw error;
  }
}

function fileOf(word: string): string | undefined {
  try {
    return readFileSync(word, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' && !word.includes('/')) return undefined;
    throw new UsageError(
      `--hosts ${word} cannot be read (${error instanceof Error ? error.message : error}): give a file, or NAME=HOST.`,
    );
  }
}

/**
 * The machines that SSH goes to: those named, and which Node each is where the cluster has one of that name or address. Without the
 * cluster's Nodes (undefined), each is taken for the Node of its name.
 */
export function targetsOfHosts(
  hosts: readonly Host[],
  nodes: readonly NodeTarget[] | undefined,
): readonly NodeTarget[] {
  return hosts.map(({ name, address }) => {
    const host = withoutPort(address);
    const node = nodes?.find((each) => each.name === name) ?? nodes?.find(({ addresses }) => addresses.includes(host));
    return {
      name: node?.name ?? name,
      kubernetesNode: nodes === undefined ? name : (node?.name ?? null),
      addresses: [address],
      operatingSystem: node?.operatingSystem ?? null,
    };
  });
}

/** Without the user, too. */
function withoutPort(destination: string): string {
  const host = destination.slice(destination.lastIndexOf('@') + 1);
  const [, bracketed, plain] = /^\[([^\]]*)\](?::\d+)?$|^([^:]*):\d+$/.exec(host) ?? [];
  return bracketed ?? plain ?? host;
}
