import { cidrContains, formatCidr, parseCidr } from '../../model/ip.ts';
import type { NodeModel, SubnetEnv } from '../../model/types.ts';
import type { Family } from '../../parse/records.ts';
import { cniInUse } from '../cni/in-use.ts';
import { absentBecause, fromReading, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { mostCommon, otherDevices } from './device-blueprint.ts';
import { ownMember } from './member.ts';
import { netConf } from './net-conf.ts';
import { families } from './overlay-lists.ts';
import { gatewayText, networkOf, podCidrOf, subnetOf, usesPodCidr } from './pod-network.ts';
import { onceProgrammed } from './programming.ts';

const FILE = '/run/flannel/subnet.env';

export const subnetEnvFacts = [
  defineFact({
    name: 'node.flannel.cniActive',
    target: 'node',
    type: 'boolean',
    doc: "True when the CNI configuration that the runtime uses is flannel's, so that new pods need subnet.env.",
    sources: ['cni-config'],
    compute: ({ node }) => {
      const cni = cniInUse(node);
      return cni.state === 'unknown'
        ? unknownBecause(cni)
        : scalarValue(cni.state === 'known' && cni.value.types[0] === 'flannel');
    },
  }),
  defineFact({
    name: 'node.flannel.subnet',
    target: 'node',
    type: 'string',
    doc: `FLANNEL_SUBNET of ${FILE}; absent when the file or the line is not there, and flanneld is not only just starting.`,
    sources: ['flannel-subnet-env', 'processes'],
    compute: ({ node }, { cluster }) =>
      onceProgrammed(
        node,
        cluster,
        fromReading(node.flannelSubnetEnv, ({ subnet, ipv6Subnet }) =>
          (subnet ?? ipv6Subnet) === null
            ? absentBecause(`${FILE} has no FLANNEL_SUBNET`)
            : scalarValue(subnet ?? ipv6Subnet ?? ''),
        ),
      ),
  }),
  defineFact({
    name: 'node.flannel.expectedSubnetEnv',
    target: 'node',
    type: 'list',
    fields: {
      network: 'cidr',
      subnet: 'cidr',
      ipv6Network: 'cidr',
      ipv6Subnet: 'cidr',
      mtu: 'integer',
      ipmasq: 'boolean',
    },
    doc: `What flannel would write into ${FILE}: one item where the pod network, the node's part of it and the MTU are known, else none.`,
    sources: ['cluster/nodes', 'cluster/configmaps', 'flannel-subnet-env', 'ip-link'],
    compute: ({ node }, context) => listOf(expectedEnv(node, context)),
  }),
  defineFact({
    name: 'node.flannel.podCidrDrift',
    target: 'node',
    type: 'list',
    fields: { family: 'integer', key: 'string', subnet: 'cidr', podCidr: 'cidr', expected: 'cidr' },
    doc: `Where ${FILE} gives pods another network (\`subnet\`) than the podCIDR that the API gave the node.`,
    sources: ['flannel-subnet-env', 'cluster/nodes'],
    compute: ({ node }, { cluster }) => {
      if (node.kubernetes.state === 'unknown') return unknownBecause(node.kubernetes);
      const drift = fromReading(node.flannelSubnetEnv, (env) =>
        listOf(usesPodCidr(node) ? families.flatMap((family) => podCidrDrift(node, env, family)) : []),
      );
      return onceProgrammed(node, cluster, drift);
    },
  }),
  defineFact({
    name: 'node.flannel.networkDrift',
    target: 'node',
    type: 'list',
    fields: { family: 'integer', key: 'string', value: 'cidr', expected: 'cidr', why: 'string' },
    doc: `Where FLANNEL_NETWORK of ${FILE} is not the network of net-conf.json, or does not contain FLANNEL_SUBNET.`,
    sources: ['flannel-subnet-env', 'cluster/configmaps'],
    compute: ({ node }, context) =>
      onceProgrammed(
        node,
        context.cluster,
        fromReading(node.flannelSubnetEnv, (env) => networkDrift(env, context)),
      ),
  }),
] as const;

function expectedEnv(node: NodeModel, context: FactContext): readonly Item[] {
  const config = netConf(context.cluster);
  const others = context.cluster.nodes.flatMap(({ flannelSubnetEnv: env }) =>
    env.state === 'known' ? [env.value] : [],
  );
  const network = (family: Family): string | null =>
    (config.state === 'known' ? (family === 4 ? config.value.network : config.value.ipv6Network) : null) ??
    others.map((env) => networkOf(env, family)).find((text) => text !== null) ??
    null;
  const subnet = (family: Family): string | null => {
    const cidr = podCidrOf(node, family);
    return cidr && network(family) !== null ? gatewayText(cidr) : null;
  };
  const self = ownMember(node, context, 4) ?? ownMember(node, context, 6);
  const mtu =
    (self?.device.state === 'known' ? self.device.value.mtu : null) ??
    mostCommon(others.map((env) => env.mtu)) ??
    (self ? mostCommon(otherDevices(self, context).map((link) => link.mtu)) : null);
  if (subnet(4) === null || mtu === null) return [];
  const ipmasq = others.map((env) => env.ipmasq).find((value) => value !== null) ?? true;
  const six =
    subnet(6) === null ? { ipv6Network: null, ipv6Subnet: null } : { ipv6Network: network(6), ipv6Subnet: subnet(6) };
  return [{ network: network(4), subnet: subnet(4), ...six, mtu, ipmasq }];
}

function podCidrDrift(node: NodeModel, env: SubnetEnv, family: Family): readonly Item[] {
  const podCidr = podCidrOf(node, family);
  const text = subnetOf(env, family);
  const subnet = parseCidr(text ?? '');
  if (podCidr === undefined || subnet === undefined || (subnet.first === podCidr.first && subnet.last === podCidr.last))
    return [];
  return [
    {
      family,
      key: family === 4 ? 'FLANNEL_SUBNET' : 'FLANNEL_IPV6_SUBNET',
      subnet: text,
      podCidr: formatCidr(podCidr),
      expected: gatewayText(podCidr),
    },
  ];
}

function networkDrift(env: SubnetEnv, context: FactContext): FactValue {
  const config = netConf(context.cluster);
  const items = families.flatMap((family): readonly Item[] => {
    const text = networkOf(env, family);
    const network = parseCidr(text ?? '');
    if (network === undefined) return [];
    const key = family === 4 ? 'FLANNEL_NETWORK' : 'FLANNEL_IPV6_NETWORK';
    const configured =
      config.state === 'known'
        ? parseCidr((family === 4 ? config.value.network : config.value.ipv6Network) ?? '')
        : undefined;
    if (configured !== undefined && (configured.first !== network.first || configured.last !== network.last)) {
      return [{ family, key, value: text, expected: formatCidr(configured), why: 'net-conf.json has another network' }];
    }
    const subnet = parseCidr(subnetOf(env, family) ?? '');
    if (subnet === undefined || cidrContains(network, subnet)) return [];
    return [
      { family, key, value: text, expected: null, why: `the node's own ${subnetOf(env, family)} is outside of it` },
    ];
  });
  return listOf(
    items,
    config.state === 'unknown' ? [{ who: 'cluster', missing: config.missing, reason: config.reason }] : [],
  );
}
