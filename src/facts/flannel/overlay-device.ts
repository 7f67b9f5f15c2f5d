import { absent, known, type Reading, unknown } from '../../model/reading.ts';
import type { ClusterModel, NodeModel } from '../../model/types.ts';
import type { Family, Link } from '../../parse/records.ts';
import { type Backend, singleDevice } from './backend.ts';
import { netConf } from './net-conf.ts';

/** flannel names the device after the VNI (pkg/backend/vxlan/vxlan.go); one that stands under another VNI is still the device. */
export function deviceNameOf(
  node: NodeModel,
  backend: Backend,
  family: Family,
  annotatedVni: number | null,
  cluster: ClusterModel,
): string | null {
  if (backend !== 'vxlan') return family === 4 ? (singleDevice[backend] ?? null) : null;
  const prefix = family === 4 ? 'flannel.' : 'flannel-v6.';
  const config = netConf(cluster);
  const expected = `${prefix}${annotatedVni ?? (config.state === 'known' ? config.value.vni : null) ?? 1}`;
  const links = node.host.links;
  if (links.state !== 'known' || links.value.byName.has(expected)) return expected;
  const other = links.value.all.find(
    ({ name }) => name.startsWith(prefix) && /^\d{1,8}$/.test(name.slice(prefix.length)),
  );
  return other?.name ?? expected;
}

export function deviceOf(node: NodeModel, name: string | null): Reading<Link> {
  const links = node.host.links;
  if (links.state !== 'known') return links;
  const link = name === null ? undefined : links.value.byName.get(name);
  if (link) return known(link, links.source);
  return links.partial === undefined
    ? absent(`no device ${name ?? 'of flannel'}`, links.source)
    : unknown('ip-link', links.partial);
}
