import type { NodeModel } from '../../model/types.ts';
import { setting } from '../../walk/sysctl.ts';
import { listOf } from '../fact-value.ts';
import { defineFact, type FactContext, type Item } from '../types.ts';
import { decidedOn, podPaths } from './pod-paths.ts';
import { undecidedOn } from './undecided.ts';

const sources = [
  'sysctl',
  'ip-route4',
  'ip-rule4',
  'ip-link',
  'ip-addr',
  'iptables-nft-save4',
  'iptables-legacy-save4',
];

export const facts = [
  defineFact({
    name: 'node.forwarding.blocked',
    target: 'node',
    type: 'list',
    fields: { key: 'string', device: 'string', family: 'integer', destination: 'ip' },
    doc: 'Sysctls of the node that make it drop packets of pods which it would have to forward: one item a sysctl, with the device that they come in through and one destination. Empty where forwarding is off and nothing needs it.',
    sources,
    compute: ({ node }, context) => {
      const items = new Map<string, Item>();
      for (const { path, outcome } of decidedOn(context, node)) {
        const by = outcome.decidedBy;
        if (by?.layer !== 'sysctl' || by.netns !== node.host.label || by.sysctl === undefined) continue;
        if (!by.sysctl.endsWith('.forwarding') && by.sysctl !== 'net.ipv4.ip_forward') continue;
        if (!items.has(by.sysctl))
          items.set(by.sysctl, {
            key: by.sysctl,
            device: by.device ?? null,
            family: path.family,
            destination: path.destination,
          });
      }
      const silent = items.size === 0 ? offWithPods(node, context) : null;
      return listOf(
        silent === null ? [...items.values()] : [silent],
        silent === null ? undecidedOn(context, node) : [],
      );
    },
  }),
] as const;

/** No walk could say anything, but the node has a pod network and forwards nothing at all: that needs no walk. */
function offWithPods(node: NodeModel, context: FactContext): Item | null {
  if (setting(node.host, 'net.ipv4.ip_forward') !== 0 || setting(node.host, 'net.ipv4.conf.all.forwarding') === 1)
    return null;
  const cidrs = node.kubernetes.state === 'known' ? node.kubernetes.value.podCidrs : [];
  const four = cidrs.find((cidr) => !cidr.includes(':'));
  const walked = podPaths(context).some(
    (path) => path.from === node && path.outcomes.some((one) => one.disposition !== 'insufficient-information'),
  );
  if (four === undefined || walked || !bridgesPods(node)) return null;
  return { key: 'net.ipv4.ip_forward', device: null, family: 4, destination: null };
}

/** eBPF and OVS data planes may route without the kernel's forwarding; a Linux bridge with an address of its own does not. */
function bridgesPods(node: NodeModel): boolean {
  const { links, addresses } = node.host;
  if (links.state !== 'known' || addresses.state !== 'known') return false;
  return links.value.all.some(
    (link) => link.kind === 'bridge' && addresses.value.some((one) => one.device === link.name && one.family === 4),
  );
}
