import { extname } from 'node:path';
import { CollectError } from '../types.ts';
import { parseDestination } from './destination.ts';
import { readInventoryYaml } from './inventory-yaml.ts';

/** A machine for SSH as a file names it. `address` is what parseDestination takes: `host`, `user@host:port`, `[fd00::1]:22`. */
export interface Host {
  readonly name: string;
  readonly address: string;
}

/** What an inventory says of one machine; the names are Ansible's. */
export type HostVariables = ReadonlyMap<string, string>;

/**
 * Reads a file of hosts: a plain list (`n1=192.0.2.1`, or a host alone), or an Ansible inventory in its INI or YAML form, of which
 * `ansible_host`, `ansible_user` and `ansible_port` of the hosts themselves are taken. Ranges (`node[1:9]`) are written out.
 * Throws CollectError with file and line for what cannot be read.
 */
export function parseHosts(text: string, file: string): readonly Host[] {
  const found = isYaml(text, file) ? readInventoryYaml(text, file) : readLines(text, file);
  const hosts = new Map<string, Host>();
  for (const [name, variables] of found) {
    // A machine may be in several groups, with what is to be known of it in one of them.
    if (hosts.has(name) && variables.size === 0) continue;
    hosts.set(name, { name, address: addressOf(name, variables) });
  }
  return [...hosts.values()];
}

function isYaml(text: string, file: string): boolean {
  if (['.yml', '.yaml', '.json'].includes(extname(file))) return true;
  return /^(---|[A-Za-z_][A-Za-z0-9_-]*:\s*$)/m.test(text) && !/^\[/m.test(text);
}

function addressOf(name: string, variables: HostVariables): string {
  const host = variables.get('ansible_host') ?? variables.get('ansible_ssh_host') ?? name;
  const user = variables.get('ansible_user') ?? variables.get('ansible_ssh_user');
  const port = variables.get('ansible_port') ?? variables.get('ansible_ssh_port');
  const place = port === undefined ? host : host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return user === undefined ? place : `${user}@${place}`;
}

function readLines(text: string, file: string): readonly (readonly [string, HostVariables])[] {
  const found: (readonly [string, HostVariables])[] = [];
  let section = '';
  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const line = whole.replace(/(^|\s)[#;].*$/, '').trim();
    const heading = /^\[([^\]]*)\]$/.exec(line);
    if (heading) section = heading[1] ?? '';
    // `[group:vars]` and `[group:children]` name no machines.
    else if (line !== '' && !section.includes(':')) found.push(...hostLine(line, `${file}:${index + 1}`));
  }
  return found;
}

function hostLine(line: string, where: string): readonly (readonly [string, HostVariables])[] {
  const [first = '', ...words] = line.split(/\s+/);
  const equals = first.indexOf('=');
  if (equals > 0 && words.length === 0) {
    return [[first.slice(0, equals), new Map([['ansible_host', first.slice(equals + 1)]])]];
  }
  const variables = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at <= 0)
      throw new CollectError(
        `${where}: "${word.slice(0, 80)}" is no variable of a host: write NAME=ADDRESS, or an Ansible inventory's "name ansible_host=ADDRESS".`,
      );
    variables.set(word.slice(0, at), word.slice(at + 1).replace(/^(["'])(.*)\1$/, '$2'));
  }
  // `core@n1:2222` is the machine n1.
  const destination = parseDestination(first);
  if (destination?.user !== undefined || destination?.port !== undefined) {
    const { host, user, port } = destination;
    const own = [
      ...(user === undefined ? [] : [['ansible_user', user]]),
      ...(port === undefined ? [] : [['ansible_port', `${port}`]]),
    ];
    return [[host, new Map([...(own as [string, string][]), ...variables])]];
  }
  return expandRange(first, where).map((name) => [name, variables]);
}

const MOST_OF_RANGE = 5000;

/** `node[01:12].example` and `db[a:c]` are several names. An IPv6 address in brackets is none. */
export function expandRange(pattern: string, where: string): readonly string[] {
  const match = /^([^[\]]*)\[(\d{1,6}|[a-z]):(\d{1,6}|[a-z])\]([^[\]]*)$/.exec(pattern);
  if (!match) return [pattern];
  const [, before = '', from = '', to = '', after = ''] = match;
  const numbers = /^\d/.test(from) && /^\d/.test(to);
  const [first, last] = numbers ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)];
  if (last < first || last - first >= MOST_OF_RANGE || /^\d/.test(from) !== /^\d/.test(to)) {
    throw new CollectError(
      `${where}: the range ${pattern.slice(0, 80)} names no hosts, or more than ${MOST_OF_RANGE}.`,
    );
  }
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const part = numbers ? `${first + i}`.padStart(from.length, '0') : String.fromCharCode(first + i);
    return `${before}${part}${after}`;
  });
}
