import type { PictureSection } from './picture-section.ts';
import { section } from './picture-section.ts';
import type { NodeModel } from './types.ts';

/** What is one for a node, whatever its namespaces. */
export function nodeSections(node: NodeModel): readonly PictureSection[] {
  const at = { node: node.name, netns: 'host' };
  return [
    section(at, 'system', node.system, ({ kernel, os }) => [
      ['kernel', kernel],
      ['operating system', os],
    ]),
    section(at, 'Node object', node.kubernetes, ({ podCidrs, internalIps, kubeletVersion, flannel }) => [
      ['podCIDRs', podCidrs.join(', ')],
      ['internal addresses', internalIps.join(', ')],
      ['kubelet', kubeletVersion],
      ['flannel backend', flannel?.backendType ?? null],
      ['flannel VTEP MAC', flannel?.vtepMac ?? null],
      ['flannel public IP', flannel?.publicIp ?? null],
    ]),
    section(at, 'flannel subnet.env', node.flannelSubnetEnv, ({ network, subnet, mtu, ipmasq }) => [
      ['network', network],
      ['subnet', subnet],
      ['MTU', mtu === null ? null : String(mtu)],
      ['masquerade', ipmasq === null ? null : String(ipmasq)],
    ]),
    section(at, 'kube-proxy', node.kubeProxy.mode, (mode) => [['mode', mode]]),
    section(at, 'CNI', node.cni.configs, ([first]) => [
      ['configuration in use', first?.file ?? null],
      ['plugins', first?.plugins.map(({ type }) => type).join(', ') ?? null],
    ]),
    section(at, 'conntrack', node.conntrack, ({ max }) => [['limit', String(max)]]),
    section(at, 'Open vSwitch bridges', node.ovs, ({ bridges }) =>
      bridges.flatMap(({ name, failMode, controllers }) => [
        [`${name} fail mode`, failMode ?? 'none'] as const,
        [
          `${name} controllers`,
          controllers
            .map(({ target, connected }) => `${target}${connected === false ? ' (not connected)' : ''}`)
            .join(', '),
        ] as const,
      ]),
    ),
  ];
}
