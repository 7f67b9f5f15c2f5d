import { describe, expect, it } from 'vitest';
import { facts } from '../../../src/facts/ovs/index.ts';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { judge } from '../../support/judge.ts';
import { apiObjects, captured, NIC_1, states, WEB_1 } from './captured.ts';

interface Case {
  /** Findings that nothing explains. */
  readonly roots: readonly string[];
  readonly folded?: readonly string[];
  readonly message?: string;
  readonly fix?: readonly string[];
  readonly objects?: Readonly<Record<string, readonly ApiObject[]>>;
  readonly processes?: string;
}

const cases: Readonly<Record<string, Case>> = {
  healthy: { roots: [] },
  'controller-back': { roots: [] },
  'patch-healthy': { roots: [] },
  'standalone-controller-lost': { roots: [] },
  'controller-lost': {
    roots: ['ovs/controller-lost'],
    message:
      'br0 on n1 is not connected to its controller tcp:127.0.0.1:6632 (nobody listens there), and with fail_mode secure it forwards nothing that has no flow yet',
  },
  'secure-without-flows': { roots: ['ovs/controller-lost'], folded: ['ovs/secure-without-flows'] },
  'controller-removed': { roots: ['ovs/secure-without-flows'] },
  'interface-gone': {
    // The pod is deleted, and its object with it; the port is forgotten.
    objects: { pods: [WEB_1], podnics: [NIC_1] },
    roots: ['ovs/stale-port'],
    fix: ['ovs-vsctl --if-exists del-port br0 if05000a8c7a14a'],
  },
  'pod-port-removed': {
    roots: ['ovs/pod-port-missing'],
    message: 'n1: pod sdn-1/web-1 (192.100.0.31) has no network: if2090037512165 is a port of no bridge',
    fix: ['ovs-vsctl --may-exist add-port br0 if2090037512165'],
  },
  'pod-port-in-other-bridge': {
    roots: ['ovs/pod-port-missing'],
    fix: ['ovs-vsctl del-port br-ext if2090037512165 -- add-port br0 if2090037512165'],
  },
  'uplink-down': { roots: ['ovs/uplink-down'], fix: ['ip link set enp1s0 up'] },
  'uplink-no-carrier': { roots: ['ovs/uplink-no-carrier'] },
  'uplink-missing': { roots: ['ovs/uplink-missing'], fix: ['ovs-vsctl --may-exist add-port br-ext enp1s0'] },
  'inter-bridge-port-missing': {
    roots: ['ovs/bridge-link-broken'],
    message:
      'n1: the link between OVS bridges at br0 is cut: eth-ext, the other end of eth-int, is a port of no bridge; pods reach each other on the node and nothing outside',
    fix: ['ovs-vsctl --may-exist add-port br-ext eth-ext'],
  },
  'inter-bridge-down': { roots: ['ovs/bridge-link-broken'], fix: ['ip link set eth-ext up'] },
  'inter-bridge-deleted': { roots: ['ovs/bridge-isolated'], folded: ['ovs/interface-error'] },
  'patch-wrong-peer': { roots: ['ovs/bridge-link-broken'] },
  'patch-half': { roots: ['ovs/bridge-link-broken'] },
  'many-flows': { roots: ['ovs/bridge-link-broken'] },
  'vswitchd-dead': {
    roots: ['ovs/vswitchd-down'],
    folded: ['ovs/bridge-link-broken'],
    processes: 'pid=100 comm=ovsdb-server',
  },
};

/** From this one on the captured node has one pod only. */
const ONE_POD = new Set([
  'uplink-down',
  'uplink-no-carrier',
  'uplink-missing',
  'inter-bridge-port-missing',
  'inter-bridge-down',
  'inter-bridge-deleted',
  'patch-healthy',
  'patch-wrong-peer',
  'patch-half',
  'many-flows',
  'vswitchd-dead',
]);

const objectsOf = (state: string) =>
  cases[state]?.objects ?? (ONE_POD.has(state) ? { pods: [WEB_1], podnics: [NIC_1] } : apiObjects);

describe('captured states of Open vSwitch', () => {
  it('has a case for each', () => expect(Object.keys(cases).sort()).toEqual(states));

  it.each(Object.entries(cases))('%s', async (state, { roots, folded = [], message, fix, processes }) => {
    const { findings } = await judge(captured(state, objectsOf(state), processes), 'ovs', facts);
    const shown = findings.map((finding) => `${finding.rule}: ${finding.message}`);
    expect(
      findings.filter((finding) => finding.causedBy === null).map((finding) => finding.rule),
      shown.join('\n'),
    ).toEqual(roots);
    expect(findings.filter((finding) => finding.causedBy !== null).map((finding) => finding.rule)).toEqual(folded);
    if (message !== undefined) expect(findings[0]?.message).toBe(message);
    if (fix !== undefined)
      expect(findings[0]?.fix.map((step) => ('run' in step ? step.run : step.manual))).toEqual(fix);
  });
});

describe('without API objects', () => {
  it.each(Object.keys(cases).filter((state) => !/pod-port|interface-gone/.test(state)))(
    '%s gives the same',
    async (state) => {
      const { roots = [], processes } = cases[state] ?? {};
      const { findings } = await judge(captured(state, {}, processes), 'ovs', facts);
      expect(findings.filter((finding) => finding.causedBy === null).map((finding) => finding.rule)).toEqual(roots);
    },
  );
});
