import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../../../src/snapshot/types.ts';
import type { MadeOutput } from '../../support/raw-node.ts';
import { folded, judge, roots, unknowns } from '../verdicts.ts';
import { changeNft, type MadeServices, madeServices, slice, snapshotOfServices } from './made-services.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/kube-proxy-1.36/${name}`, import.meta.url), 'utf8');
const healthy = fixture('healthz.json');
/** healthz.json is of this time by the node's clock. */
const NOW = '2026-11-21T11:37:40Z';

const answer = (text: string, status = 200): MadeOutput => ({ text, stderr: `HTTP ${status}\n` });

/** The node of the fixtures with all that kube-proxy 1.36 answered. */
function made(mode: 'iptables' | 'nftables' = 'iptables'): MadeServices {
  const services = madeServices(mode);
  Object.assign(services.outputs, {
    uname: 'Linux 6.18.0 x86_64',
    clock: NOW,
    'kube-proxy-healthz': answer(healthy),
    'kube-proxy-livez': answer(healthy),
    processes:
      'pid=7 comm=kubelet netns=host\npid=9 comm=kube-proxy netns=host flag:--cluster-cidr=10.244.0.0/16 flag:--hostname-override=n1\n',
    'kube-proxy-config': {
      text: '',
      status: 'skipped',
      stderr: 'absent: no kube-proxy process of this node has --config',
    },
  });
  services.more = { pods: [] };
  return services;
}

const rules = [
  'kube-proxy-sync-stalled',
  'proxy-mode-differs',
  'proxy-mode-not-as-configured',
  'cluster-cidr-wrong',
  'kube-proxy-identity-wrong',
];
const own = new Set(rules.map((rule) => `services/${rule}`));

interface Case {
  readonly name: string;
  readonly change: (made: MadeServices) => void;
  readonly roots: readonly string[];
  readonly folded?: readonly string[];
  /** Of n1 and the cluster. */
  readonly unknown?: readonly string[];
  readonly says?: string;
  readonly mode?: 'iptables' | 'nftables';
}

function check(cases: readonly Case[]): void {
  test.each(cases)('$name', async ({ change, roots: expected, folded: under = [], unknown = [], says, mode }) => {
    const services = made(mode);
    change(services);
    const result = await judge(snapshotOfServices(services), ['services']);
    // Services of the fixtures keep to local endpoints, which is worth a word.
    expect(roots(result).filter((root) => !root.includes('local-policy'))).toEqual(expected);
    expect(folded(result)).toEqual(under);
    const untold = unknowns(result).filter((one) => own.has(one.split(' ')[0] ?? '') && one.endsWith('node/n1'));
    expect(untold).toEqual(unknown);
    if (says !== undefined) expect(result.findings[0]?.message).toContain(says);
  });
}

/** As the metrics of the fixtures, with other times and some failures. */
const metrics = (queued: string, synced: string, failures = 0): string =>
  ['IPv4', 'IPv6']
    .flatMap((family) => [
      `kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds{ip_family="${family}"} ${Date.parse(queued) / 1000}`,
      `kubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family="${family}"} ${Date.parse(synced) / 1000}`,
      `kubeproxy_sync_proxy_rules_iptables_restore_failures_total{ip_family="${family}"} ${family === 'IPv4' ? failures : 0}`,
      `kubeproxy_sync_proxy_rules_iptables_partial_restore_failures_total{ip_family="${family}"} ${failures}`,
    ])
    .join('\n');

const unhealthy = JSON.stringify({
  lastUpdated: '2026-11-21T11:35:00Z',
  currentTime: NOW,
  nodeEligible: true,
  healthy: false,
  status: {
    IPv4: { lastUpdated: '2026-11-21T11:35:00Z', healthy: false },
    IPv6: { lastUpdated: '2026-11-21T11:37:36Z', healthy: true },
  },
});

describe('kube-proxy and its last sync', () => {
  const stalled = ['services/kube-proxy-sync-stalled node/n1'];
  check([
    { name: 'it has nothing to do', change: () => {}, roots: [] },
    {
      name: 'it has had nothing to do for hours',
      change: ({ outputs }) => {
        outputs['kube-proxy-metrics'] = metrics('2026-11-21T06:00:00Z', '2026-11-21T06:00:01Z');
      },
      roots: [],
    },
    {
      name: 'a change has come this second',
      change: ({ outputs }) => {
        outputs['kube-proxy-metrics'] = metrics('2026-11-21T11:37:39Z', '2026-11-21T06:00:01Z', 3);
      },
      roots: [],
    },
    {
      name: 'a change waits, and iptables-restore failed',
      change: ({ outputs }) => {
        outputs['kube-proxy-metrics'] = metrics('2026-11-21T11:37:00Z', '2026-11-21T11:36:00Z', 2);
      },
      roots: stalled,
      says: 'IPv4: changes wait to be written, its last sync was 101 s before, 2 attempts failed',
    },
    {
      name: 'a change has waited for two minutes',
      change: ({ outputs }) => {
        outputs['kube-proxy-metrics'] = metrics('2026-11-21T11:35:40Z', '2026-11-21T11:34:40Z');
      },
      roots: stalled,
      says: 'IPv4: changes wait to be written, its last sync was 181 s before; IPv6',
    },
    {
      name: 'it says itself that one family waits',
      change: ({ outputs }) => {
        outputs['kube-proxy-livez'] = answer(unhealthy, 503);
      },
      roots: stalled,
      says: 'for too long: IPv4: changes wait to be written',
    },
    {
      name: 'it says so with the status alone, as before 1.29',
      change: ({ outputs }) => {
        outputs['kube-proxy-livez'] = answer('404 page not found', 404);
        outputs['kube-proxy-healthz'] = answer(`{"lastUpdated": "2026-11-21T11:35:00Z","currentTime": "${NOW}"}`, 503);
      },
      roots: stalled,
      says: 'it says itself that it is not healthy, its last sync was 160 s before',
    },
    {
      name: 'wget was told 503 and no text',
      change: ({ outputs }) => {
        outputs['kube-proxy-livez'] = {
          text: '',
          status: 'error',
          exit: 8,
          stderr: 'curl: not found\n  HTTP/1.1 503 Service Unavailable\n  Content-Type: application/json\n',
        };
      },
      roots: stalled,
    },
    {
      name: 'the node is about to be removed: only /healthz says no',
      change: ({ outputs }) => {
        outputs['kube-proxy-healthz'] = answer(healthy.replace('"nodeEligible":true', '"nodeEligible":false'), 503);
      },
      roots: [],
    },
    {
      name: 'what it did not write is explained by that',
      change: (services) => {
        services.outputs['kube-proxy-livez'] = answer(unhealthy, 503);
        const object = slice(services, 'web-x1');
        object.endpoints = object.endpoints?.filter(({ addresses }) => addresses[0] !== '10.244.2.4') ?? [];
      },
      roots: stalled,
      folded: ['services/endpoints-drifted node/n1'],
    },
    {
      name: 'it cannot be asked',
      change: ({ outputs }) => {
        const refused = { text: '', status: 'error', exit: 7, stderr: 'curl: (7) Connection refused' } as const;
        for (const one of ['healthz', 'livez', 'mode', 'metrics']) outputs[`kube-proxy-${one}`] = refused;
      },
      roots: [],
      unknown: ['services/kube-proxy-sync-stalled node/n1'],
    },
    {
      name: 'it does not run: that is another matter',
      change: ({ outputs }) => {
        outputs.processes = 'pid=7 comm=kubelet netns=host\n';
        outputs['kube-proxy-livez'] = answer(unhealthy, 503);
      },
      roots: ['services/kube-proxy-down node/n1'],
    },
  ]);
});

describe('the mode of kube-proxy', () => {
  check([
    {
      name: 'is another than its file says',
      change: ({ outputs }) => {
        outputs['kube-proxy-config'] = 'mode: nftables\n';
      },
      roots: ['services/proxy-mode-not-as-configured node/n1'],
      says: 'works in mode iptables, and the file of --config says nftables',
    },
    {
      name: 'is the default',
      change: ({ outputs }) => {
        outputs['kube-proxy-config'] = 'mode: ""\n';
      },
      roots: [],
    },
    {
      name: 'is another than its flag says',
      change: ({ outputs }) => {
        outputs.processes =
          'pid=7 comm=kubelet netns=host\npid=9 comm=kube-proxy netns=host flag:--proxy-mode=ipvs flag:--hostname-override=n1\n';
      },
      roots: ['services/proxy-mode-not-as-configured node/n1'],
      says: 'and --proxy-mode says ipvs',
    },
    {
      name: 'is not told',
      change: ({ outputs }) => {
        outputs['kube-proxy-config'] = 'mode: nftables\n';
        outputs['kube-proxy-mode'] = { text: '', status: 'timeout' };
      },
      // What the configuration says is taken for the mode then, and its rules are not there.
      roots: ['services/jumps-missing node/n1'],
      folded: ['services/rules-missing node/n1'],
      unknown: ['services/proxy-mode-not-as-configured node/n1'],
    },
  ]);
});

/** A pod with an address that is, or is not, of the network that kube-proxy knows. */
const podAt = (ip: string, more: Record<string, unknown> = {}): ApiObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', namespace: 'default', creationTimestamp: '2026-11-21T10:00:00Z' },
    spec: { nodeName: 'n1', containers: [], ...more },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] },
  }) as unknown as ApiObject;

describe('what kube-proxy takes for pods', () => {
  const withPods =
    (...pods: readonly ApiObject[]) =>
    (services: MadeServices): void => {
      services.more = { pods };
    };
  const wrong = ['services/cluster-cidr-wrong node/n1'];
  for (const mode of ['iptables', 'nftables'] as const)
    check([
      { name: `${mode}: the pods' network`, mode, change: withPods(podAt('10.244.1.3')), roots: [] },
      {
        name: `${mode}: another network`,
        mode,
        change: withPods(podAt('10.200.1.3')),
        roots: wrong,
        says: 'default/web-1 at 10.200.1.3 is not in 10.244.0.0/16',
      },
      {
        name: `${mode}: the node's network is no pod's`,
        mode,
        change: withPods(podAt('192.168.10.161', { hostNetwork: true })),
        roots: [],
      },
    ]);
  check([
    {
      name: 'iptables: everything is masqueraded on purpose',
      change: (services) => {
        withPods(podAt('10.200.1.3'))(services);
        const text = String(services.outputs['iptables-nft-save4']);
        services.outputs['iptables-nft-save4'] = text.replaceAll(/(-A KUBE-SVC-\S+) ! -s 10\.244\.0\.0\/16/g, '$1');
      },
      roots: [],
    },
    {
      name: 'nftables: no rule asks for the source',
      mode: 'nftables',
      change: (services) => {
        withPods(podAt('10.200.1.3'))(services);
        changeNft(services, (kind, body) =>
          kind === 'rule' && JSON.stringify(body).includes('masquerade clusterIP traffic') ? null : body,
        );
      },
      roots: [],
    },
    {
      name: 'cannot be judged without pods',
      change: (services) => {
        services.more = {};
      },
      roots: [],
      unknown: wrong,
    },
  ]);
});

describe("the node's name as kube-proxy knows it", () => {
  const named = (flag: string, config = ''): ((services: MadeServices) => void) => {
    return ({ outputs }) => {
      outputs.processes = `pid=7 comm=kubelet netns=host\npid=9 comm=kube-proxy netns=host${flag === '' ? '' : ` flag:--hostname-override=${flag}`}\n`;
      if (config !== '') outputs['kube-proxy-config'] = `mode: ""\nhostnameOverride: "${config}"\n`;
    };
  };
  const wrong = ['services/kube-proxy-identity-wrong node/n1'];
  check([
    { name: 'by flag', change: named('n1'), roots: [] },
    { name: 'by flag, in capitals', change: named('N1'), roots: [] },
    { name: 'is not told', change: named(''), roots: [] },
    { name: "is another node's", change: named('n2'), roots: wrong, says: '--hostname-override is n2, the Node is n1' },
    { name: "is another node's, in the file", change: named('', 'n2'), roots: wrong },
    { name: 'is wrong in the file, and the flag wins', change: named('n1', 'n2'), roots: [] },
  ]);
});
