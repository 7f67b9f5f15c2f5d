import type { NodeModel, Pod, Service } from '../../model/types.ts';
import { podToService } from '../../walk/flows.ts';
import { clusterDns } from '../dns/cluster-dns.ts';
import { absentBecause, fromReading, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type TargetOf } from '../types.ts';
import { decide, isolating, type World } from './decide.ts';
import { isUndecided, some } from './kleene.ts';
import { namesOf, policiesMoved, policiesOn } from './policies.ts';
import { portOf } from './port-of.ts';

export const egressFacts = [
  defineFact({
    name: 'pod.policy.dnsDenied',
    target: 'pod',
    type: 'list',
    fields: { policies: 'string', protocol: 'string', port: 'integer', server: 'string', allows: 'string' },
    doc: "NetworkPolicies (`policies`) that keep the pod from asking the cluster's DNS: they isolate it for egress and none of their rules allows UDP (or TCP) to a port of its servers. `allows` is `nothing` where they allow the pod no connection at all, `addresses` where only addresses (ipBlock), `something` else: then it is likely to need names. Absent where no policy engine was seen on the node, for pods with the node's network and for those that do not ask the cluster's DNS. Policies of an engine's own kinds are not looked at; where its chains are in iptables, a packet is taken through them.",
    sources: [
      'cluster/networkpolicies',
      'cluster/pods',
      'cluster/namespaces',
      'cluster/services',
      'cluster/endpointslices',
      'processes',
    ],
    compute: (target, context) => dnsDenied(target, context),
  }),
] as const;

function dnsDenied({ pod, node, netns }: TargetOf<'pod'>, context: FactContext): FactValue {
  if (pod.hostNetwork) return absentBecause("the pod uses its node's network, which policies leave alone");
  if (pod.dnsPolicy !== 'ClusterFirst') return absentBecause(`its dnsPolicy is ${pod.dnsPolicy}`);
  const policies = policiesOn(context, node);
  if (policies.state === 'absent') return absentBecause(policies.reason);
  if (policies.state === 'unknown') return unknownBecause(policies);
  const { world } = policies;
  if (isolating(world, pod, 'egress').length === 0) return absentBecause('no policy isolates the pod for egress');
  return fromReading(clusterDns(context), ({ pods: servers, service }) => {
    const own = netns.resolvConf;
    // Pods that ask a cache on their node are another matter: whether policies see it is up to the engine.
    const asked = own.state === 'known' ? own.value.nameservers : service.clusterIps;
    if (!asked.some((server) => service.clusterIps.includes(server)))
      return absentBecause('the pod does not ask the Service of the cluster DNS');
    if (servers.length === 0) return absentBecause('the cluster DNS has no pods');
    const moved = policiesMoved(context, [pod, ...servers]);
    if (moved !== null) return unknownBecause({ missing: 'cluster/networkpolicies', reason: moved });
    if (walkSaysAllowed(context, netns, service)) return listOf([]);
    const items: Item[] = [];
    for (const { protocol, targetPort, port } of service.ports.filter((one) => one.port === 53)) {
      const answers = servers.map((server) =>
        decide(world, pod, 'egress', { pod: server }, { protocol, port: portOf(server, targetPort, port) }),
      );
      const allowed = some(answers, (one) => one.allowed);
      if (allowed === true) continue;
      if (isUndecided(allowed)) return unknownBecause({ missing: 'cluster/networkpolicies', reason: allowed.unknown });
      const by = answers[0]?.isolatedBy ?? [];
      const [server] = servers;
      items.push({
        policies: namesOf(by),
        protocol,
        port,
        server: server === undefined ? null : `${server.namespace}/${server.name}`,
        allows: whatIsAllowed(world, pod),
      });
    }
    return listOf(items);
  });
}

function whatIsAllowed(world: World, pod: Pod): 'nothing' | 'addresses' | 'something' {
  const rules = isolating(world, pod, 'egress').flatMap(({ policy }) => policy.egress);
  if (rules.length === 0) return 'nothing';
  return rules.every(({ peers }) => peers?.every(({ kind }) => kind === 'ip-block') === true)
    ? 'addresses'
    : 'something';
}

/** Chains that engines write for pods that policies select. */
const ENGINE_CHAINS = /^(?:cali-|KUBE-ROUTER-|KUBE-POD-FW-|KUBE-NWPLCY-|WEAVE-NPC)/;

/** Where the engine's chains are in iptables, a packet taken through them settles the question, whatever kinds of policy they come from. */
function walkSaysAllowed({ cluster }: FactContext, netns: NodeModel['host'], service: Service): boolean {
  const netfilter = netns.node.host.netfilter[4];
  if (netfilter.state !== 'known') return false;
  const carriedOut = netfilter.value.tables.some((table) =>
    [...table.chains.keys()].some((chain) => ENGINE_CHAINS.test(chain)),
  );
  const [to] = service.clusterIps;
  if (!carriedOut || to === undefined) return false;
  const { outcomes } = podToService(cluster, netns, to, { protocol: 'udp', port: 53 });
  return outcomes.every(({ disposition }) => disposition === 'delivered');
}
