import { flag, listOf, shape, text, texts } from './keep.ts';

export const node = {
  spec: shape({
    podCIDR: text,
    podCIDRs: texts,
    providerID: text,
    unschedulable: flag,
    taints: listOf(shape({ key: text, value: text, effect: text })),
  }),
  status: shape({
    addresses: listOf(shape({ type: text, address: text })),
    conditions: listOf(shape({ type: text, status: text, reason: text, message: text, lastTransitionTime: text })),
    nodeInfo: shape({
      architecture: text,
      containerRuntimeVersion: text,
      kernelVersion: text,
      kubeProxyVersion: text,
      kubeletVersion: text,
      operatingSystem: text,
      osImage: text,
    }),
  }),
};
