import { isIPv6 } from 'node:net';

/** Where SSH goes. Names come from the cluster, a file or an inventory: data of strangers. */
export interface Destination {
  readonly host: string;
  readonly user?: string;
  readonly port?: number;
}

/**
 * Letters, digits, and what addresses have. Nothing else may reach `ssh`: it puts the name into the commands of the user's own
 * configuration (ProxyCommand with %h), which a shell reads (CVE-2023-51385), and one that begins with `-` would be an option.
 */
const HOST = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,252}$/;
const USER = /^[A-Za-z0-9_][A-Za-z0-9._@+-]{0,63}$/;
const ZONE = /^[A-Za-z0-9._-]{1,15}$/;

/**
 * `host`, `user@host`, `host:22`, `[fd00::1]:22`, `fd00::1`, `fe80::1%eth0`. Undefined for anything else: that is given to no program.
 */
export function parseDestination(text: string): Destination | undefined {
  const at = text.lastIndexOf('@');
  const user = at < 0 ? undefined : text.slice(0, at);
  if (user !== undefined && !isUserName(user)) return undefined;
  const split = splitPort(text.slice(at + 1));
  if (!split || !(HOST.test(split.host) || isAddress6(split.host))) return undefined;
  return { ...split, ...(user === undefined ? {} : { user }) };
}

export const isUserName = (text: string): boolean => USER.test(text);

function splitPort(text: string): { readonly host: string; readonly port?: number } | undefined {
  const bracketed = /^\[([^\]]{1,80})\](?::(\d{1,5}))?$/.exec(text);
  const plain = bracketed ?? /^([^:]{1,253})(?::(\d{1,5}))?$/.exec(text);
  if (!plain) return isAddress6(text) ? { host: text } : undefined;
  const [, host = '', digits] = plain;
  if (bracketed && !isAddress6(host)) return undefined;
  if (digits === undefined) return { host };
  const port = Number(digits);
  return port >= 1 && port <= 65535 ? { host, port } : undefined;
}

function isAddress6(text: string): boolean {
  const [address = '', zone, more] = text.split('%');
  return more === undefined && isIPv6(address) && (zone === undefined || ZONE.test(zone));
}
