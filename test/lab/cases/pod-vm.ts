import type { FaultCase } from '../case.ts';
import { type Lab, on } from '../lab.ts';
import { podMac, podVmName, storyMac } from '../pod-vm.ts';

const setMac = (mac: string): string => `ip netns exec podns ip link set vxlan0 down
  ip netns exec podns ip link set dev vxlan0 address ${mac}
  ip netns exec podns ip link set vxlan0 up`;

/** Story 002, with its author's fix. */
export const podVmFaults: readonly FaultCase<Lab>[] = [
  {
    name: "the worker's ARP entry of the pod has another MAC than vxlan0 in the pod VM",
    rule: 'neighbours/mac-mismatch',
    inject: (lab) => on(lab, podVmName, setMac(storyMac)),
    breaks: ['host worker>pod'],
    undo: (lab) => on(lab, podVmName, setMac(podMac)),
  },
];
