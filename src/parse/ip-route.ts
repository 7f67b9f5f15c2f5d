import { parseIpRouteJson } from './ip-route-json.ts';
import { parseIpRouteText } from './ip-route-text.ts';
import { looksLikeJson } from './json-fields.ts';
import type { Parsed } from './parsed.ts';
import type { Family, Route } from './records.ts';

/** `ip [-4|-6] [-d] [-o] [-j] route show [table all]` of iproute2, and busybox's `ip route`. */
export function parseIpRoute(text: string, family: Family): Parsed<readonly Route[]> {
  return looksLikeJson(text) ? parseIpRouteJson(text, family) : parseIpRouteText(text, family);
}
