import { parseAddresses, parseLinks, parseNeighbours, parseRoutes } from '../parse/any-form.ts';
import { parseArp } from '../parse/arp.ts';
import { parseBridgeFdb } from '../parse/bridge-fdb.ts';
import { parseIpRule } from '../parse/ip-rule.ts';
import type { Family, Link, Route } from '../parse/records.ts';
import { parseResolvConf } from '../parse/resolv-conf.ts';
import { parseRouteTable } from '../parse/route-table.ts';
import { parseSockets } from '../parse/sockets.ts';
import { parseSysctl } from '../parse/sysctl.ts';
import { parseXfrmPolicies } from '../parse/xfrm-policy.ts';
import type { NetnsRecord } from '../snapshot/types.ts';
import { readCoreDns } from './health.ts';
import { lazy } from './lazy.ts';
import { linksOfTexts } from './links-of-texts.ts';
import type { NetfilterModel } from './netfilter.ts';
import { readNetfilter } from './netfilter-readings.ts';
import { mapReading, type Reading } from './reading.ts';
import { firstKnown, type OutputReader } from './readings.ts';
import type { LinkTable, NetworkNamespace, NodeModel, Pod } from './types.ts';

export interface NamespaceContext {
  /** Asked when a member needs it: the node is not finished while its namespaces are made. */
  readonly node: () => NodeModel;
  readonly reader: OutputReader;
  /** null for the host's namespace. */
  readonly record: NetnsRecord | null;
  readonly podOf: (netns: NetworkNamespace) => Pod | null;
}

/** Hand-made listings may be excerpts. */
export const EXCERPT = 'a listing made by hand, which may be an excerpt';

/** Makes the namespace; each member is parsed when it is first read. */
export function buildNamespace({ node, reader, record, podOf }: NamespaceContext): NetworkNamespace {
  const id = record?.id ?? 'host';
  const excerpt = { partial: EXCERPT };
  const links = lazy(() =>
    mapReading(
      firstKnown<readonly Link[]>(
        () => reader.read('ip-link', id, parseLinks),
        () => linksOfTexts(reader, id),
      ),
      linkTable,
    ),
  );
  const later = lazy(() => mapReading(reader.read('ip-link', id, parseLinks, { reading: 2 }), linkTable));
  const addresses = lazy(() =>
    firstKnown(
      () => reader.read('ip-addr', id, parseAddresses),
      () => reader.read('text:ip-addr', id, parseAddresses, excerpt),
      () => reader.read('text:ifconfig', id, parseAddresses, excerpt),
    ),
  );
  const ofFamily = (family: Family) => (routes: readonly Route[]) => routes.filter((route) => route.family === family);
  const routes = (family: Family) =>
    lazy(() =>
      firstKnown<readonly Route[]>(
        () => reader.read(`ip-route${family}`, id, (text) => parseRoutes(text, family)),
        () =>
          mapReading(
            reader.read('text:ip-route', id, (text) => parseRoutes(text, 4), excerpt),
            ofFamily(family),
          ),
        () => mapReading(reader.read('text:route', id, parseRouteTable, excerpt), ofFamily(family)),
      ),
    );
  const rules = (family: Family) =>
    lazy(() =>
      firstKnown(
        () => reader.read(`ip-rule${family}`, id, (text) => parseIpRule(text, family)),
        () => reader.read('text:ip-rule', id, (text) => parseIpRule(text, family), excerpt),
      ),
    );
  const xfrmPolicies = lazy(() => reader.read('xfrm-policy', id, parseXfrmPolicies));
  const neighbours = lazy(() =>
    firstKnown(
      () => reader.read('ip-neigh', id, parseNeighbours),
      () => reader.read('text:ip-neigh', id, parseNeighbours, excerpt),
      () => reader.read('text:arp', id, parseArp, excerpt),
    ),
  );
  const fdb = lazy(() => reader.read('bridge-fdb', id, parseBridgeFdb));
  const sysctls = lazy(() => reader.read('sysctl', id, parseSysctl, { keepPart: 'error' }));
  const sockets = lazy(() => reader.read('sockets', id, parseSockets));
  const netfilter = (family: Family) => lazy<Reading<NetfilterModel>>(() => readNetfilter(reader, id, family));
  const resolvConf = lazy(() => reader.read('resolv-conf', id, parseResolvConf));
  const coreDns = readCoreDns(reader, id);
  const pod = lazy(() => (record === null ? null : podOf(netns)));

  const netns: NetworkNamespace = {
    id,
    get node() {
      return node();
    },
    get label() {
      const it = pod();
      return it ? `${it.namespace}/${it.name}` : (record?.name ?? id);
    },
    name: record?.name ?? null,
    get pod() {
      return pod();
    },
    get links() {
      return links();
    },
    get laterLinks() {
      return later();
    },
    get addresses() {
      return addresses();
    },
    routes: perFamily(routes(4), routes(6)),
    policyRules: perFamily(rules(4), rules(6)),
    get xfrmPolicies() {
      return xfrmPolicies();
    },
    get neighbours() {
      return neighbours();
    },
    get fdb() {
      return fdb();
    },
    get sysctls() {
      return sysctls();
    },
    get sockets() {
      return sockets();
    },
    netfilter: perFamily(netfilter(4), netfilter(6)),
    get resolvConf() {
      return resolvConf();
    },
    coreDns,
  };
  return netns;
}

function perFamily<T>(four: () => T, six: () => T): Readonly<Record<Family, T>> {
  return {
    get 4() {
      return four();
    },
    get 6() {
      return six();
    },
  };
}

export function linkTable(all: readonly Link[]): LinkTable {
  return {
    all,
    byName: new Map(all.map((link) => [link.name, link])),
    byIndex: new Map(all.flatMap((link) => (link.index === null ? [] : [[link.index, link]]))),
  };
}
