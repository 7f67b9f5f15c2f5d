import type { Corefile, CorefilePlugin, CorefileServer } from '../parse/corefile.ts';

/** Who answers for the names of a cluster's domain. */
export type ZoneAnswer =
  | { readonly state: 'served' }
  /** The plugin kubernetes is there, for these zones, and no other plugin may answer. */
  | { readonly state: 'unserved'; readonly zones: readonly string[] }
  | { readonly state: 'unknown'; readonly reason: string };

/** Plugins that may make up names, or turn them into others, before the plugin kubernetes or in its place. */
const answering: ReadonlySet<string> = new Set(['rewrite', 'template', 'file', 'auto', 'secondary', 'etcd', 'hosts']);

/**
 * The server block of the longest zone that holds the domain is asked, and in it the plugin kubernetes for the zones that it names, else for those
 * of its block (coredns: core/dnsserver/server.go, plugin/kubernetes/setup.go).
 */
export function zoneAnswer({ servers, imports }: Corefile, domain: string): ZoneAnswer {
  const wanted = normal(domain);
  const asked = servers
    .flatMap((server) => server.zones.map(({ zone }) => ({ server, zone })))
    .filter(({ zone }) => holds(zone, wanted))
    .toSorted((a, b) => labels(b.zone) - labels(a.zone));
  const longest = labels(asked[0]?.zone ?? '.');
  const blocks = asked.filter(({ zone }) => labels(zone) === longest).map(({ server }) => server);
  const zones = [...new Set(blocks.flatMap(kubernetesZones))];
  if (zones.some((zone) => zone === wanted || zone === '.')) return { state: 'served' };
  if (imports.length > 0) return { state: 'unknown', reason: `the Corefile imports ${imports[0]}, which nobody read` };
  const other = blocks.flatMap(({ plugins }) => plugins).find((plugin) => mayAnswer(plugin, wanted));
  if (other !== undefined)
    return { state: 'unknown', reason: `the plugin ${other.name} may answer for ${wanted}, which is not modelled` };
  const all = [...new Set(servers.flatMap(kubernetesZones))].filter((zone) => !zone.endsWith('.arpa'));
  return all.length === 0
    ? { state: 'unknown', reason: 'the Corefile has no plugin kubernetes' }
    : { state: 'unserved', zones: all.sort() };
}

const normal = (zone: string): string => (zone === '.' ? zone : zone.toLowerCase().replace(/\.$/, ''));
const labels = (zone: string): number => (zone === '.' ? 0 : zone.split('.').length);
const holds = (zone: string, name: string): boolean => zone === '.' || name === zone || name.endsWith(`.${zone}`);

const kubernetesZones = ({ plugins, zones }: CorefileServer): readonly string[] =>
  plugins
    .filter(({ name }) => name === 'kubernetes')
    .flatMap(({ args }) => (args.length > 0 ? args.map(normal) : zones.map(({ zone }) => zone)));

/** `forward .` hands on what the block does not know; one for the domain itself answers in its place. */
function mayAnswer({ name, args: [zone = '.'] }: CorefilePlugin, wanted: string): boolean {
  if (name === 'forward' || name === 'proxy') return zone !== '.' && holds(normal(zone), wanted);
  return answering.has(name);
}
