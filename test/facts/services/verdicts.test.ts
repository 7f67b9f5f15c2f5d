import { describe, expect, test } from 'vitest';
import { folded, judge, roots } from '../verdicts.ts';
import {
  changeNft,
  type MadeServices,
  madeServices,
  replaceText,
  slice,
  snapshotOfServices,
  textOf,
  withoutLines,
} from './made-services.ts';

interface Case {
  readonly name: string;
  readonly change: (made: MadeServices) => void;
  readonly roots: readonly string[];
  readonly folded?: readonly string[];
  /** Part of the first root's message. */
  readonly says?: string;
  /** Commands of the first root's fix. */
  readonly runs?: readonly string[];
}

const stopKubeProxy = (made: MadeServices): void => {
  made.outputs.processes = 'pid=7 comm=kubelet netns=net:[1]\n';
};
const deletePod = (made: MadeServices, sliceName: string, address: string): void => {
  const object = slice(made, sliceName);
  object.endpoints = object.endpoints?.filter(({ addresses }) => addresses[0] !== address) ?? [];
};

const shared: readonly Case[] = [
  { name: 'nothing is wrong', change: () => {}, roots: [] },
  {
    name: 'kube-proxy died, and nothing has changed since',
    change: stopKubeProxy,
    roots: ['services/kube-proxy-down node/n1'],
  },
  {
    name: 'kube-proxy died, and a pod was replaced',
    change: (made) => {
      stopKubeProxy(made);
      deletePod(made, 'web-x1', '10.244.2.4');
    },
    roots: ['services/kube-proxy-down-stale node/n1'],
    folded: ['services/endpoints-drifted node/n1'],
  },
  {
    name: 'an endpoint is gone',
    change: (made) => deletePod(made, 'web-x1', '10.244.2.4'),
    roots: ['services/endpoints-drifted node/n1'],
    says: 'default/web:http at 10.96.10.1:80/tcp leads 33% of connections to 10.244.2.4:8080, which is no ready endpoint',
  },
  {
    name: 'an endpoint is gone, seconds ago',
    change: (made) => {
      deletePod(made, 'web-x1', '10.244.2.4');
      made.takenAt = '2026-11-21T11:38:00Z';
    },
    roots: [],
  },
  {
    name: 'a terminating endpoint still serves',
    change: (made) => {
      for (const { conditions } of slice(made, 'web-x1').endpoints ?? [])
        Object.assign(conditions, { ready: false, serving: true, terminating: true });
    },
    roots: [],
  },
  {
    name: 'an endpoint has become unready',
    change: (made) => {
      const [first] = slice(made, 'sticky-x1').endpoints ?? [];
      Object.assign(first?.conditions ?? {}, { ready: false, serving: false });
    },
    roots: ['services/endpoints-drifted node/n1'],
    says: 'default/sticky:http at 10.96.10.4:80/tcp leads 50% of connections to 10.244.1.3:8080',
  },
  {
    name: 'an endpoint is new',
    change: (made) => {
      slice(made, 'web-x1').endpoints?.push({ addresses: ['10.244.2.9'], conditions: { ready: true } });
    },
    roots: ['services/endpoints-lost node/n1'],
    says: 'endpoints that are ready: 10.244.2.9:8080 of default/web:http',
  },
  {
    name: 'an endpoint is new, and hints keep it for other zones',
    change: (made) => {
      const endpoints = slice(made, 'web-x1').endpoints;
      endpoints?.push({
        addresses: ['10.244.2.9'],
        conditions: { ready: true },
        hints: { forZones: [{ name: 'b' }] },
      });
    },
    roots: [],
  },
  {
    name: 'the first endpoint of a Service is ready',
    change: (made) => {
      const object = { ...slice(made, 'web-x1'), metadata: { ...slice(made, 'web-x1').metadata, name: 'empty-x1' } };
      made.slices.push({
        ...object,
        metadata: { ...object.metadata, labels: { 'kubernetes.io/service-name': 'empty' } },
      });
    },
    roots: ['services/endpoints-drifted node/n1'],
    says: 'default/empty:http at 10.96.10.3:80/tcp is refused, although 3 endpoints are ready',
  },
  {
    name: 'a Service was deleted',
    change: (made) => {
      made.services.splice(
        made.services.findIndex(({ metadata }) => metadata.name === 'web'),
        1,
      );
    },
    roots: ['services/unowned-rules node/n1'],
    says: '10.96.10.1:80/tcp (default/web:http)',
  },
  {
    name: 'another proxy does a Service',
    change: (made) => {
      for (const { metadata } of made.services)
        if (metadata.name === 'web') metadata.labels = { 'service.kubernetes.io/service-proxy-name': 'mine' };
      deletePod(made, 'web-x1', '10.244.2.4');
    },
    roots: [],
  },
  {
    name: 'Cilium does the Services, and rules were left behind',
    change: (made) => {
      made.outputs.processes = 'pid=7 comm=kubelet netns=net:[1]\npid=8 comm=cilium-agent netns=net:[1]\n';
      deletePod(made, 'web-x1', '10.244.2.4');
    },
    roots: [],
  },
  {
    name: 'k3s has kube-proxy inside',
    change: (made) => {
      made.outputs.processes = 'pid=7 comm=k3s-server netns=net:[1]\n';
      deletePod(made, 'web-x1', '10.244.2.4');
    },
    roots: ['services/endpoints-drifted node/n1'],
  },
];

const iptables: readonly Case[] = [
  {
    name: 'a Service has no rule',
    change: (made) => withoutLines(made, '-A KUBE-SERVICES -d 10.96.10.1/32'),
    roots: ['services/rules-missing node/n1'],
    says: 'n1 has no rule for default/web:http at 10.96.10.1:80/tcp',
  },
  {
    name: 'a NodePort has no rule',
    change: (made) => withoutLines(made, '--dport 30080'),
    roots: ['services/rules-missing node/n1'],
    says: 'default/web-np:http at NodePort 30080/tcp',
  },
  {
    name: 'the chain of the last endpoint is empty',
    change: (made) => withoutLines(made, '-A KUBE-SEP-SS2T4ADR43IYLGAO'),
    roots: ['services/endpoints-drifted node/n1'],
    folded: ['services/endpoints-lost node/n1'],
    says: 'default/web:http at 10.96.10.1:80/tcp leads 33% of connections nowhere',
  },
  {
    name: 'the chain of the first endpoint is empty: the others get its share',
    change: (made) => withoutLines(made, '-A KUBE-SEP-2AZ33KU3V5PGPQZH'),
    roots: ['services/endpoints-lost node/n1'],
    says: '10.244.1.3:8080 of default/web:http',
  },
  {
    name: 'a wrong DNAT',
    change: (made) =>
      replaceText(
        made,
        'iptables-nft-save4',
        '--comment "default/web:http" -m tcp -j DNAT --to-destination 10.244.2.3:8080',
        '--comment "default/web:http" -m tcp -j DNAT --to-destination 10.244.2.250:8080',
      ),
    roots: ['services/endpoints-drifted node/n1'],
    folded: ['services/endpoints-lost node/n1'],
    says: 'leads 33% of connections to 10.244.2.250:8080, which is no ready endpoint',
  },
  {
    name: 'KUBE-SERVICES was emptied',
    change: (made) => withoutLines(made, '-A KUBE-SERVICES'),
    roots: ['services/jumps-missing node/n1'],
    folded: ['services/rules-missing node/n1'],
    says: 'KUBE-SERVICES has no rule for any Service',
    runs: [],
  },
  {
    name: 'nothing of kube-proxy is left',
    change: (made) => withoutLines(made, 'KUBE-'),
    roots: ['services/jumps-missing node/n1'],
    folded: ['services/rules-missing node/n1'],
    says: 'nat has no chain KUBE-SERVICES',
  },
  {
    name: 'PREROUTING lost its jump',
    change: (made) => withoutLines(made, '-A PREROUTING -m comment --comment "kubernetes service portals"'),
    roots: ['services/jumps-missing node/n1'],
    runs: ["iptables-nft -t nat -I PREROUTING -m comment --comment 'kubernetes service portals' -j KUBE-SERVICES"],
  },
  {
    name: 'nat was flushed where it is shared',
    change: (made) => {
      withoutLines(made, '-j KUBE-POSTROUTING');
      const text = textOf(made, 'iptables-nft-save4');
      const nat = text.indexOf('*nat');
      made.outputs['iptables-nft-save4'] =
        text.slice(0, nat) + text.slice(nat).replaceAll(/^.*-A (?:PREROUTING|OUTPUT) .*\n/gm, '');
    },
    roots: ['services/jumps-missing node/n1'],
    folded: ['services/shared-rules-missing node/n1'],
    says: 'nat PREROUTING does not lead to KUBE-SERVICES (IPv4: connections of pods and from outside to every Service); nat OUTPUT',
  },
  {
    name: 'PREROUTING leads there by another chain',
    change: (made) => {
      replaceText(made, 'iptables-nft-save4', ':KUBE-SEP-2AZ', ':mine - [0:0]\n:KUBE-SEP-2AZ');
      replaceText(
        made,
        'iptables-nft-save4',
        '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
        '-A PREROUTING -j mine\n-A mine -j KUBE-SERVICES',
      );
    },
    roots: [],
  },
  {
    name: 'KUBE-MARK-MASQ was emptied',
    change: (made) => withoutLines(made, '-A KUBE-MARK-MASQ'),
    roots: ['services/shared-rules-missing node/n1'],
    runs: ['iptables-nft -t nat -I KUBE-MARK-MASQ -j MARK --or-mark 0x4000'],
  },
  {
    name: 'KUBE-MARK-MASQ was emptied, and flannel masquerades what comes from outside',
    change: (made) => {
      routed(made);
      withoutLines(made, '-A KUBE-MARK-MASQ');
    },
    roots: ['services/shared-rules-missing node/n1'],
    says: 'KUBE-MARK-MASQ is empty (IPv4: pods that reach themselves through a Service)',
  },
  {
    name: 'KUBE-POSTROUTING was emptied, and flannel leaves alone what has the mark',
    change: (made) => {
      routed(made);
      withoutLines(made, '-A KUBE-POSTROUTING');
    },
    roots: ['services/shared-rules-missing node/n1'],
    says: 'KUBE-POSTROUTING has no MASQUERADE (IPv4: connections that need the address of the node as their source: NodePorts',
  },
  {
    name: 'FORWARD lost its jump, and accepts all the same',
    change: (made) => withoutLines(made, '-j KUBE-FORWARD'),
    roots: [],
  },
  {
    name: 'FORWARD drops, and has its jump',
    change: (made) => forwardDrops(made),
    roots: [],
  },
  {
    name: 'FORWARD drops, and lost its jump',
    change: (made) => {
      forwardDrops(made);
      withoutLines(made, '-j KUBE-FORWARD');
    },
    roots: ['services/shared-rules-missing node/n1'],
    runs: ["iptables-nft -t filter -I FORWARD -m comment --comment 'kubernetes forwarding rules' -j KUBE-FORWARD"],
  },
];

/** The node's routes to the pods. */
const routed = (made: MadeServices): void => {
  made.outputs['ip-rule4'] = JSON.stringify([{ priority: 32766, src: 'all', table: 'main' }]);
  made.outputs['ip-route4'] = JSON.stringify([
    { dst: 'default', gateway: '192.168.10.1', dev: 'eth0', flags: [] },
    { dst: '10.244.1.0/24', dev: 'cni0', scope: 'link', flags: [] },
    { dst: '10.244.2.0/24', gateway: '10.244.2.0', dev: 'flannel.1', flags: ['onlink'] },
  ]);
};

/** Nothing but KUBE-FORWARD accepts in FORWARD. */
const forwardDrops = (made: MadeServices): void => {
  const text = textOf(made, 'iptables-nft-save4');
  const filter = text.indexOf('*filter');
  made.outputs['iptables-nft-save4'] =
    text.slice(0, filter) + text.slice(filter).replace(':FORWARD ACCEPT', ':FORWARD DROP');
  withoutLines(made, '-A FLANNEL-FWD');
  made.outputs['ip-rule4'] = JSON.stringify([{ priority: 32766, src: 'all', table: 'main' }]);
  made.outputs['ip-route4'] = JSON.stringify([
    { dst: 'default', gateway: '192.168.10.1', dev: 'eth0', flags: [] },
    { dst: '10.244.1.0/24', dev: 'cni0', scope: 'link', flags: [] },
  ]);
};

const nftables: readonly Case[] = [
  {
    name: 'a Service is not in the map',
    change: (made) =>
      changeNft(made, (kind, body) =>
        kind === 'map' && body.name === 'service-ips'
          ? {
              ...body,
              elem: ((body.elem ?? []) as unknown[]).filter((one) => !JSON.stringify(one).includes('"10.96.10.1"')),
            }
          : body,
      ),
    roots: ['services/rules-missing node/n1'],
  },
  {
    name: 'the map is empty',
    change: (made) =>
      changeNft(made, (kind, body) => (kind === 'map' && body.name === 'service-ips' ? { ...body, elem: [] } : body)),
    roots: ['services/jumps-missing node/n1'],
    folded: ['services/rules-missing node/n1'],
    says: 'map service-ips of table ip kube-proxy is empty',
  },
  {
    name: 'the table is gone',
    change: (made) =>
      changeNft(made, (kind, body) =>
        body.family === 'ip' && (body.table ?? (kind === 'table' ? body.name : '')) === 'kube-proxy' ? null : body,
      ),
    roots: ['services/jumps-missing node/n1'],
    folded: ['services/rules-missing node/n1'],
    says: 'there is no table ip kube-proxy',
  },
  {
    name: 'nat-prerouting was flushed',
    change: (made) =>
      changeNft(made, (kind, body) =>
        kind === 'rule' && body.family === 'ip' && body.chain === 'nat-prerouting' ? null : body,
      ),
    roots: ['services/jumps-missing node/n1'],
    runs: ['nft add rule ip kube-proxy nat-prerouting jump services'],
  },
  {
    name: 'nat-postrouting was flushed',
    change: (made) =>
      changeNft(made, (kind, body) =>
        kind === 'rule' && body.family === 'ip' && body.chain === 'nat-postrouting' ? null : body,
      ),
    roots: ['services/shared-rules-missing node/n1'],
    runs: ['nft add rule ip kube-proxy nat-postrouting jump masquerading'],
  },
  {
    name: 'the chain of a Service is empty',
    change: (made) =>
      changeNft(made, (kind, body) =>
        kind === 'rule' && String(body.chain).endsWith('default/web/tcp/http') ? null : body,
      ),
    roots: ['services/endpoints-drifted node/n1'],
    folded: ['services/endpoints-lost node/n1'],
    says: 'default/web:http at 10.96.10.1:80/tcp leads 100% of connections nowhere',
  },
  {
    name: 'a wrong DNAT',
    change: (made) =>
      changeNft(made, (kind, body) =>
        kind === 'rule' && String(body.chain).endsWith('default/web/tcp/http')
          ? (JSON.parse(JSON.stringify(body).replace('10.244.2.4', '10.244.2.250')) as typeof body)
          : body,
      ),
    roots: ['services/endpoints-drifted node/n1'],
    folded: ['services/endpoints-lost node/n1'],
    says: 'leads 33% of connections to 10.244.2.250:8080, which is no ready endpoint',
  },
];

describe.each([
  ['iptables', [...shared, ...iptables]],
  ['nftables', [...shared, ...nftables]],
] as const)('%s mode', (mode, cases) => {
  test.each(cases)('$name', async ({ change, roots: expected, folded: under = [], says, runs }) => {
    const made = madeServices(mode);
    change(made);
    const result = await judge(snapshotOfServices(made), ['services']);
    expect(roots(result)).toEqual(expected);
    expect(folded(result)).toEqual([...under]);
    const [first] = result.findings;
    if (says !== undefined) expect(first?.message).toContain(says);
    if (runs !== undefined) expect(first?.fix.flatMap((step) => ('run' in step ? [step.run] : []))).toEqual(runs);
  });
});
