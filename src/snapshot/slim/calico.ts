import { flag, listOf, number, shape, text, textOrNumber, texts } from './keep.ts';

const cidrs = listOf(shape({ cidr: text }));

export const ipPool = {
  spec: shape({
    cidr: text,
    ipipMode: text,
    vxlanMode: text,
    natOutgoing: flag,
    disabled: flag,
    disableBGPExport: flag,
    blockSize: number,
    nodeSelector: text,
    allowedUses: texts,
    assignmentMode: text,
  }),
};

export const bgpConfiguration = {
  spec: shape({
    asNumber: textOrNumber,
    nodeToNodeMeshEnabled: flag,
    listenPort: number,
    bindMode: text,
    serviceClusterIPs: cidrs,
    serviceExternalIPs: cidrs,
    serviceLoadBalancerIPs: cidrs,
  }),
};

/** Its password is a reference to a Secret, and stays out with everything else. */
export const bgpPeer = {
  spec: shape({
    node: text,
    nodeSelector: text,
    peerIP: text,
    peerSelector: text,
    asNumber: textOrNumber,
    keepOriginalNextHop: flag,
    sourceAddress: text,
    reachableBy: text,
  }),
};
