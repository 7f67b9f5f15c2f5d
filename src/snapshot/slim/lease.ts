import { number, shape, text } from './keep.ts';

/** A node's heartbeat. */
export const NODE_LEASES = 'kube-node-lease';

export const lease = {
  spec: shape({
    holderIdentity: text,
    leaseDurationSeconds: number,
    acquireTime: text,
    renewTime: text,
    leaseTransitions: number,
  }),
};
