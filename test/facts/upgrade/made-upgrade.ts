import type { UpgradePlan } from '../../../src/model/upgrade-plan.ts';
import { parseKubernetesVersion } from '../../../src/parse/kubernetes-version.ts';
import type { ApiObject } from '../../../src/snapshot/types.ts';

const versionOf = (text: string) => {
  const version = parseKubernetesVersion(text);
  if (version === null) throw new Error(`${text} is no version`);
  return version;
};

/** An upgrade to a version, in which the kubelet has dropped two flags on the way. */
export const upgradeTo = (target: string): UpgradePlan => ({
  target: versionOf(target),
  newest: versionOf('1.36'),
  changes: [
    {
      subject: 'kubelet-flags',
      version: versionOf('1.24'),
      stage: 'removed',
      planned: false,
      flags: ['network-plugin'],
    },
    {
      subject: 'kubelet-flags',
      version: versionOf('1.35'),
      stage: 'removed',
      planned: false,
      flags: ['pod-infra-container-image'],
    },
  ],
});

export const apiServer = (gitVersion: string): ApiObject => ({
  apiVersion: 'netlint/v1',
  kind: 'Version',
  metadata: { name: 'kube-apiserver' },
  gitVersion,
});

export const nodeWith = (name: string, nodeInfo: Readonly<Record<string, string>>): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  status: { nodeInfo: { operatingSystem: 'linux', ...nodeInfo } },
});

export const podWith = (
  name: string,
  node: string,
  image: string,
  labels: Readonly<Record<string, string>>,
): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'kube-system', labels },
  spec: { nodeName: node, containers: [{ name: 'main', image }] },
  status: { phase: 'Running' },
});

export const kubeProxyOn = (node: string, image: string): ApiObject =>
  podWith(`kube-proxy-${node}`, node, image, { 'k8s-app': 'kube-proxy' });

export const partOfControlPlane = (component: string, node: string, tag: string): ApiObject =>
  podWith(`${component}-${node}`, node, `registry.k8s.io/${component}:${tag}`, { component });
