import { listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type Item } from '../types.ts';
import { podPaths } from './pod-paths.ts';
import { undecidedOn } from './undecided.ts';

/** Examples that a message can bear. */
const SHOWN = 5;

export const facts = [
  defineFact({
    name: 'node.bridgeNf.lostAnswers',
    target: 'node',
    type: 'list',
    fields: { key: 'string', module: 'string', service: 'string', address: 'ip', port: 'integer', endpoint: 'ip' },
    doc: "Services whose answers get past the node's NAT because bridged frames are not shown to iptables: pod and endpoint are on the same bridge, and the answer comes from the endpoint's address instead of the Service's. `module` is set where the sysctl is missing because br_netfilter is not loaded.",
    sources: [
      'sysctl',
      'ip-link',
      'bridge-fdb',
      'iptables-nft-save4',
      'iptables-legacy-save4',
      'nft-ruleset',
      'cluster/services',
      'cluster/endpointslices',
    ],
    compute: ({ node }, context) => {
      const { services, endpoints } = context.cluster;
      if (services.state === 'unknown') return unknownBecause(services);
      if (endpoints.state === 'unknown') return unknownBecause(endpoints);
      const items = new Map<string, Item>();
      for (const path of podPaths(context)) {
        if (path.from !== node || path.service === null) continue;
        for (const outcome of path.outcomes) {
          const by = outcome.decidedBy;
          if (outcome.direction !== 'reply' || by?.sysctl === undefined || !by.sysctl.startsWith('net.bridge.'))
            continue;
          const { name, address, port } = path.service;
          const module = by.text.includes('missing') ? 'br_netfilter' : null;
          if (items.size < SHOWN && !items.has(path.service.name)) {
            items.set(path.service.name, {
              key: by.sysctl,
              module,
              service: name,
              address,
              port,
              endpoint: outcome.packet.source,
            });
          }
        }
      }
      return listOf([...items.values()], undecidedOn(context, node, { withServices: true }));
    },
  }),
] as const;
