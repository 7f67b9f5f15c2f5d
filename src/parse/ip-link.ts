import { parseIpLinkJson } from './ip-link-json.ts';
import { parseIpLinkText } from './ip-link-text.ts';
import { looksLikeJson } from './json-fields.ts';
import type { Parsed } from './parsed.ts';
import type { Link } from './records.ts';

/** `ip [-s] [-s] [-d] [-o] [-j] link show` of iproute2, and busybox's `ip link`. */
export function parseIpLink(text: string): Parsed<readonly Link[]> {
  return looksLikeJson(text) ? parseIpLinkJson(text) : parseIpLinkText(text);
}

/** A device of which nothing but the name is known. */
export function bareLink(name: string): Link {
  return {
    index: null,
    name,
    mtu: 0,
    flags: [],
    operstate: null,
    linkType: null,
    mac: null,
    master: null,
    kind: undefined,
    lower: null,
    lowerIndex: null,
    lowerNetnsid: null,
    vxlan: null,
    bridge: null,
    bridgePort: null,
    counters: null,
    promiscuity: null,
  };
}
