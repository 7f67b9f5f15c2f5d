import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ApiObject, Snapshot } from '../../../src/snapshot/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';

const folder = fileURLToPath(new URL('../../parse/fixtures/ovs/', import.meta.url));

/** States of a real Open vSwitch, as test/parse/fixtures/capture-ovs.sh put them in. */
export const states = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const read = (state: string, file: string): string => readFileSync(`${folder}${state}/${file}`, 'utf8');

const pods: Readonly<Record<string, string>> = {
  'net:[4026532001]': 'if2090037512165',
  'net:[4026532002]': 'if05000a8c7a14a',
};

const RUNNING = ['ovsdb-server', 'ovs-vswitchd']
  .map((name, i) => `pid=${100 + i} comm=${name} netns=net:[4026531840]`)
  .join('\n');

/** What the node script would have read in that state. */
export function outputsOf(state: string, processes: string = RUNNING): MadeOutputs {
  const outputs: Record<string, string> = {
    'ovs-bridge': read(state, 'bridge.json'),
    'ovs-port': read(state, 'port.json'),
    'ovs-interface': read(state, 'interface.json'),
    'ovs-controller': read(state, 'controller.json'),
    'ip-link': read(state, 'ip-link.json'),
    'ip-addr': read(state, 'ip-addr.json'),
    'ip-route4': read(state, 'ip-route4.json'),
    sockets: read(state, 'ss.txt'),
    processes,
  };
  for (const bridge of ['br0', 'br-ext']) {
    if (existsSync(`${folder}${state}/flows-${bridge}.txt`))
      outputs[`ovs-flows:${bridge}`] = read(state, `flows-${bridge}.txt`);
  }
  for (const [netns, port] of Object.entries(pods)) {
    outputs[`ip-link@${netns}`] = read(state, `pod-${port}-ip-link.json`);
  }
  return outputs;
}

const pod = (name: string, ip: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'sdn-1', uid: `uid-${name}` },
  spec: { nodeName: 'n1' },
  status: { phase: 'Running', podIP: ip },
});

const nic = (pod: string, ip: string, port: string): ApiObject => ({
  apiVersion: 'sdn.example.org/v1',
  kind: 'Nic',
  metadata: { name: `${ip}-vpc-default`, namespace: 'kube-system' },
  spec: { podName: pod, portName: port },
});

export const WEB_1 = pod('web-1', '192.100.0.31');
export const WEB_2 = pod('web-2', '192.100.0.32');
export const NIC_1 = nic('web-1', '192.100.0.31', 'if2090037512165');
export const NIC_2 = nic('web-2', '192.100.0.32', 'if05000a8c7a14a');

export const apiObjects = { pods: [WEB_1, WEB_2], podnics: [NIC_1, NIC_2] };

/** Without API objects the pods are known by their network namespaces only. */
export function captured(
  state: string,
  objects: Readonly<Record<string, readonly ApiObject[]>> = apiObjects,
  processes?: string,
): Snapshot {
  return snapshotOf({ nodes: [rawNode('n1', outputsOf(state, processes))], objects });
}
