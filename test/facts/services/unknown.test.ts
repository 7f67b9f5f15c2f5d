import { describe, expect, test } from 'vitest';
import type { MotionRecord } from '../../../src/snapshot/motion.ts';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import { judge, roots, unknowns } from '../verdicts.ts';
import { type MadeServices, madeServices, slice, snapshotOfServices, withoutLines } from './made-services.ts';

const onRules = ['endpoints-drifted', 'endpoints-lost', 'rules-missing', 'unowned-rules'];
const onJumps = ['jumps-missing', 'shared-rules-missing'];
const onProcess = ['kube-proxy-down', 'kube-proxy-down-stale'];

async function verdict(made: MadeServices) {
  const result = await judge(snapshotOfServices(made), ['services']);
  const own = new Set([...onRules, ...onJumps, ...onProcess].map((rule) => `services/${rule} node/n1`));
  return { roots: roots(result), unknown: unknowns(result).filter((one) => own.has(one)) };
}
const named = (...groups: readonly (readonly string[])[]) =>
  groups
    .flat()
    .map((rule) => `services/${rule} node/n1`)
    .sort();

test('without the API the rules themselves still show what is missing', async () => {
  const made = madeServices('iptables');
  made.api = false;
  expect(await verdict(made)).toEqual({ roots: [], unknown: named(onRules) });
  withoutLines(made, '-A KUBE-SERVICES');
  expect((await verdict(made)).roots).toEqual(['services/jumps-missing node/n1']);
});

test('rules that were not read', async () => {
  const made = madeServices('iptables');
  made.outputs['iptables-nft-save4'] = { text: '', status: 'missing', stderr: 'iptables-nft-save: not found' };
  expect(await verdict(made)).toEqual({ roots: [], unknown: named(onRules, onJumps) });
});

test('a back end that kube-proxy could be in was not read', async () => {
  const made = madeServices('iptables');
  delete made.outputs['iptables-legacy-tables4'];
  expect(await verdict(made)).toEqual({ roots: [], unknown: named(onRules, onJumps) });
});

test('the text of the rules was cut off', async () => {
  const made = madeServices('iptables');
  const text = String(made.outputs['iptables-nft-save4']);
  made.outputs['iptables-nft-save4'] = text.slice(0, text.indexOf('-A KUBE-SVC'));
  expect(await verdict(made)).toEqual({ roots: [], unknown: named(onRules, onJumps) });
});

test('processes were not read, and the API has no pods', async () => {
  const made = madeServices('iptables');
  delete made.outputs.processes;
  expect(await verdict(made)).toEqual({ roots: [], unknown: named(onRules, onJumps, onProcess) });
});

describe('kube-proxy has only just started', () => {
  const families = ['IPv4', 'IPv6'];
  const metrics = (time: number): string =>
    families.map((one) => `kubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family="${one}"} ${time}\n`).join('');
  const made = (): MadeServices => {
    const services = madeServices('iptables');
    withoutLines(services, '-A KUBE-SERVICES');
    services.outputs['kube-proxy-metrics'] = metrics(0);
    return services;
  };
  const started = (services: MadeServices, seconds: number): void => {
    services.outputs.uname = 'Linux 6.18.0 x86_64';
    services.outputs.uptime = '1000.50 3000.10';
    services.outputs.processes = `pid=9 comm=kube-proxy netns=host start=${(1000 - seconds) * 100}\n`;
  };
  const missing = { roots: [], unknown: named(['rules-missing'], ['jumps-missing']) };

  test('its rules are not all there yet', async () => {
    expect(await verdict(made())).toEqual(missing);
  });
  test('five seconds ago', async () => {
    const services = made();
    started(services, 5);
    expect(await verdict(services)).toEqual(missing);
  });
  test('five seconds ago, and has written its rules', async () => {
    const services = made();
    started(services, 5);
    services.outputs['kube-proxy-metrics'] = metrics(1.79e9);
    expect((await verdict(services)).roots).toEqual(['services/jumps-missing node/n1']);
  });
  test('it should have written them by now', async () => {
    const services = made();
    started(services, 100);
    expect((await verdict(services)).roots).toEqual(['services/jumps-missing node/n1']);
  });
  test('what it has written is as it ought to be', async () => {
    const services = madeServices('nftables');
    services.outputs['kube-proxy-metrics'] = metrics(0);
    expect(await verdict(services)).toEqual({ roots: [], unknown: [] });
  });
  test('the node was started a minute ago', async () => {
    const services = made();
    services.outputs.uname = 'Linux 6.18.0 x86_64';
    services.outputs.uptime = '61.00 100.00';
    services.outputs.processes = 'pid=7 comm=kubelet netns=host\n';
    const { roots: found, unknown } = await verdict(services);
    expect(found).toEqual([]);
    expect(unknown).toContain('services/kube-proxy-down node/n1');
  });
});

describe('what moved while the nodes were read', () => {
  const moved: MotionRecord['moved'] = [
    { resource: 'endpointslices', namespace: 'default', name: 'web-x1', owner: 'web', change: 'changed' },
  ];
  const drifted = (): MadeServices => {
    const made = madeServices('iptables');
    const object = slice(made, 'web-x1');
    object.endpoints = object.endpoints?.filter(({ addresses }) => addresses[0] !== '10.244.2.4') ?? [];
    return made;
  };
  const motion = (made: MadeServices, record: Partial<MotionRecord>) => {
    const times = { from: '2026-11-21T12:00:00Z', to: '2026-11-21T12:00:05Z', clockOffsetMs: 0 };
    return judge({ ...snapshotOfServices(made), motion: { ...times, moved: [], unread: [], ...record } }, ['services']);
  };

  test('is not judged', async () => {
    const result = await motion(drifted(), { moved });
    expect(roots(result)).toEqual([]);
    expect(result.unknown.find(({ rule }) => rule === 'services/endpoints-drifted')?.reason).toContain(
      'in motion: EndpointSlice default/web-x1 changed while the nodes were read',
    );
  });
  test('is not asked about where the rules are right', async () => {
    const result = await motion(madeServices('iptables'), { moved });
    expect(unknowns(result).filter((one) => one === 'services/endpoints-drifted node/n1')).toEqual([]);
  });
  test('does not cover what stayed', async () => {
    const result = await motion(drifted(), {
      moved: [{ resource: 'endpointslices', namespace: 'default', name: 'x', owner: 'other', change: 'changed' }],
    });
    expect(roots(result)).toEqual(['services/endpoints-drifted node/n1']);
  });
  test('an EndpointSlice that was written less than a sync period before', async () => {
    const made = drifted();
    Object.assign(slice(made, 'web-x1').metadata, { managedFields: [{ time: '2026-11-21T11:59:40Z' }] });
    expect(roots(await motion(made, {}))).toEqual([]);
    Object.assign(slice(made, 'web-x1').metadata, { managedFields: [{ time: '2026-11-21T11:59:20Z' }] });
    expect(roots(await motion(made, {}))).toEqual(['services/endpoints-drifted node/n1']);
  });
  test('nobody is about to follow where kube-proxy does not run', async () => {
    const made = drifted();
    made.outputs.processes = 'pid=7 comm=kubelet netns=host\n';
    Object.assign(slice(made, 'web-x1').metadata, { managedFields: [{ time: '2026-11-21T11:59:58Z' }] });
    expect(roots(await motion(made, {}))).toEqual(['services/kube-proxy-down-stale node/n1']);
    expect(roots(await motion(made, { moved }))).toEqual(['services/kube-proxy-down node/n1']);
  });
  test('rules of a Service that was deleted', async () => {
    const made = madeServices('iptables');
    made.services.splice(
      made.services.findIndex(({ metadata }) => metadata.name === 'web'),
      1,
    );
    const result = await motion(made, {
      moved: [{ resource: 'services', namespace: 'default', name: 'web', change: 'removed' }],
    });
    expect(roots(result)).toEqual([]);
  });
});

describe("kube-proxy's process is not there", () => {
  interface OwnPod {
    readonly ready?: boolean;
    readonly restarts?: number;
    readonly createdAt?: string;
    readonly deleted?: string;
  }
  const ownPod = ({ ready = true, restarts = 0, createdAt = '2026-11-21T10:00:00Z', deleted }: OwnPod): ApiObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'kube-proxy-x',
      namespace: 'kube-system',
      creationTimestamp: createdAt,
      labels: { 'k8s-app': 'kube-proxy' },
      ...(deleted === undefined ? {} : { deletionTimestamp: deleted }),
    },
    spec: { nodeName: 'n1', hostNetwork: true, containers: [] },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [{ name: 'kube-proxy', ready, restartCount: restarts, state: {} }],
    },
  });
  const young = '2026-11-21T11:59:40Z';
  const down = ['services/kube-proxy-down node/n1'];
  test.each([
    { name: 'and its pod is old', pod: {}, roots: down },
    { name: 'and its pod is being replaced', pod: { deleted: '2026-11-21T11:59:59Z' }, roots: [] },
    { name: 'and its pod is only being started', pod: { createdAt: young, ready: false }, roots: [] },
    { name: 'and its young pod crashes', pod: { createdAt: young, ready: false, restarts: 2 }, roots: down },
    { name: 'and its young pod has been ready', pod: { createdAt: young }, roots: down },
  ])('$name', async ({ pod, roots: expected }) => {
    const made = madeServices('iptables');
    made.outputs.processes = 'pid=7 comm=kubelet netns=host\n';
    made.more = { pods: [ownPod(pod)] };
    expect((await verdict(made)).roots.filter((root) => !root.includes('local-policy'))).toEqual(expected);
  });
});
