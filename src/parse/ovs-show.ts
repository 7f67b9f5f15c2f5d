import type { OvsBridge, OvsController, OvsInterface, OvsPort } from '../model/types.ts';
import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

export interface OvsListing {
  readonly bridges: readonly OvsBridge[];
  readonly managers: readonly OvsController[];
  readonly version: string | null;
}

type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? Draft<E>[] : T[K] };

/**
 * `ovs-vsctl show`. It prints `is_connected: true` or nothing, never `false`; port state (`admin_state`, `ofport`) is not in it.
 * Lines that begin with `#` are people's notes in a copied listing.
 */
export function parseOvsShow(text: string): Parsed<OvsListing> {
  const notes = newNotes();
  const bridges: Draft<OvsBridge>[] = [];
  const managers: Draft<OvsController>[] = [];
  let version: string | null = null;
  let remote: Draft<OvsController> | undefined;
  let port: Draft<OvsPort> | undefined;
  let current: Draft<OvsInterface> | undefined;
  for (const { number, text: line } of linesOf(text)) {
    const { keyword, value } = partsOf(line);
    const bridge = bridges.at(-1);
    if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(line.trim()) || line.trimStart().startsWith('#'))
      continue;
    if (keyword === 'Bridge') {
      bridges.push({ name: value, failMode: null, datapathType: null, ports: [], controllers: [] });
      remote = port = current = undefined;
    } else if (keyword === 'Manager' || keyword === 'Controller') {
      remote = { target: value, connected: false, role: null, status: {} };
      if (keyword === 'Manager') managers.push(remote);
      else if (bridge) bridge.controllers.push(remote);
      else notes.add(number, line, 'a controller outside of a bridge');
    } else if (keyword === 'Port' && bridge) {
      port = { name: value, tag: null, interfaces: [] };
      bridge.ports.push(port);
      remote = current = undefined;
    } else if (keyword === 'Interface' && port) {
      current = interfaceOf(value);
      port.interfaces.push(current);
    } else if (keyword === 'ovs_version:') version = value;
    else if (keyword === 'is_connected:' && remote) remote.connected = value === 'true';
    else if (keyword === 'fail_mode:' && bridge)
      bridge.failMode = value === 'secure' || value === 'standalone' ? value : null;
    else if (keyword === 'datapath_type:' && bridge) bridge.datapathType = value;
    else if (keyword === 'tag:' && port) port.tag = Number(value);
    else if (keyword === 'type:' && current) current.type = value;
    else if (keyword === 'options:' && current) current.options = optionsOf(value);
    else if (keyword === 'error:' && current) current.error = value;
    else if (!/^(?:trunks|vlan_mode|role|status|lacp|bond_mode|ptp|qos|ingress_policing_\w+|protocols):$/.test(keyword))
      notes.add(number, line, 'not a line of ovs-vsctl show');
  }
  return notes.parsed({ bridges, managers, version });
}

const interfaceOf = (name: string): Draft<OvsInterface> => ({
  name,
  type: '',
  ofport: null,
  error: null,
  adminState: null,
  linkState: null,
  options: {},
  externalIds: {},
  macInUse: null,
});

/** First word and the rest without its quotes; names are quoted only where they look like numbers, and always by old versions. */
function partsOf(line: string): { keyword: string; value: string } {
  const trimmed = line.trim();
  const at = trimmed.search(/\s/);
  if (at < 0) return { keyword: trimmed, value: '' };
  return { keyword: trimmed.slice(0, at), value: unquoted(trimmed.slice(at).trim()) };
}

function unquoted(text: string): string {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).replace(/\\(.)/g, '$1')
    : text;
}

/** `{key="7", remote_ip="192.168.10.162"}`. */
function optionsOf(text: string): Record<string, string> {
  const pairs = text.replace(/^\{|\}$/g, '').matchAll(/([^=,\s]{1,100})=("(?:[^"\\]|\\.){0,1000}"|[^,]{0,1000})/g);
  return Object.fromEntries([...pairs].map(([, key = '', value = '']) => [key, unquoted(value.trim())]));
}
