import type { LinkTable } from '../../model/types.ts';
import { fromReading, listOf } from '../fact-value.ts';
import { isUp } from '../nic/link-state.ts';
import { defineFact, type Item, type TargetOf } from '../types.ts';
import { type PodVeth, podVeths } from './pod-veth.ts';

export const vethSources = ['ip-link', 'ip-addr', 'ip-route4', 'ip-route6', 'cni-config', 'cluster/pods'] as const;
export const vethFields = { pod: 'string', device: 'string', inner: 'string', bridge: 'string' } as const;

function overVeths(describe: (veth: PodVeth, host: LinkTable) => Item | undefined) {
  return ({ node }: TargetOf<'node'>) =>
    fromReading(node.host.links, (host) => {
      const { veths, unseen } = podVeths(node, host);
      return listOf(
        veths.map((veth) => describe(veth, host)).filter((item) => item !== undefined),
        unseen,
      );
    });
}

export const vethItem = ({ netns, inner, outer, bridge }: PodVeth): Item => ({
  pod: netns.label,
  device: outer.name,
  inner: inner.name,
  bridge,
});

const rewiredFields = { ...vethFields, hairpin: 'string' } as const;

/** A port that comes into a bridge anew has hairpin off; `on` where the bridge's other ports have it on. */
const rewired = (veth: PodVeth, host: LinkTable): Item => ({
  ...vethItem(veth),
  hairpin: host.all.some(({ master, bridgePort }) => master === veth.bridge && bridgePort?.hairpin) ? 'on' : null,
});

export const vethFacts = [
  defineFact({
    name: 'node.cni.detachedVeths',
    target: 'node',
    type: 'list',
    fields: rewiredFields,
    doc: 'Host ends of pod veths that belong to no bridge although their pod has its gateway on one (`bridge`). `hairpin` is `on` where the other ports of that bridge have it.',
    sources: vethSources,
    compute: overVeths((veth, host) =>
      veth.bridge !== null && veth.outer.master === null ? rewired(veth, host) : undefined,
    ),
  }),
  defineFact({
    name: 'node.cni.misplacedVeths',
    target: 'node',
    type: 'list',
    fields: { ...rewiredFields, master: 'string' },
    doc: "Host ends of pod veths that belong to another bridge (`master`) than the one with the pod's gateway (`bridge`, whose other ports have `hairpin` on or not).",
    sources: vethSources,
    compute: overVeths((veth, host) => {
      const { master } = veth.outer;
      if (
        veth.bridge === null ||
        master === null ||
        master === veth.bridge ||
        host.byName.get(master)?.kind !== 'bridge'
      )
        return undefined;
      return { ...rewired(veth, host), master };
    }),
  }),
  defineFact({
    name: 'node.cni.downVeths',
    target: 'node',
    type: 'list',
    fields: vethFields,
    doc: 'Host ends of pod veths that are administratively down.',
    sources: vethSources,
    compute: overVeths((veth) => (isUp(veth.outer) ? undefined : vethItem(veth))),
  }),
  defineFact({
    name: 'node.cni.downPodDevices',
    target: 'node',
    type: 'list',
    fields: { ...vethFields, netns: 'string' },
    doc: 'Devices inside pods that are administratively down. `netns` is the name under /run/netns, empty where the namespace has none.',
    sources: vethSources,
    compute: overVeths((veth) =>
      isUp(veth.inner) ? undefined : { ...vethItem(veth), netns: veth.netns.name ?? null },
    ),
  }),
] as const;
