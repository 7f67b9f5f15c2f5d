import { describe, expect, test } from 'vitest';
import { zoneAnswer } from '../../../src/model/corefile-zones.ts';
import { parseCorefile } from '../../../src/parse/corefile.ts';
import { judge, roots, unknowns } from '../verdicts.ts';
import { dnsSnapshot, healthyDns, type MadeDns } from './made-dns.ts';

const answer = (corefile: string, domain = 'cluster.local') => zoneAnswer(parseCorefile(corefile).value, domain);
const kubernetes = (zones: string, more = ''): string =>
  `.:53 {\n  kubernetes ${zones}\n  ${more}\n  forward . 9.9.9.9\n}\n`;

describe('who answers for a domain', () => {
  test('the plugin kubernetes names it', () => {
    expect(answer(kubernetes('cluster.local in-addr.arpa ip6.arpa')).state).toBe('served');
    expect(answer(kubernetes('Cluster.Local. in-addr.arpa')).state).toBe('served');
    expect(answer(kubernetes('cluster.local k8s.example'), 'k8s.example').state).toBe('served');
  });
  test('it names none, and takes those of its block', () => {
    expect(answer('cluster.local:53 {\n  kubernetes\n}\n.:53 {\n  forward . 9.9.9.9\n}\n').state).toBe('served');
    expect(answer('.:53 {\n  kubernetes\n}\n').state).toBe('served');
  });
  test('it names another one', () => {
    expect(answer(kubernetes('cluster.locl in-addr.arpa'))).toEqual({ state: 'unserved', zones: ['cluster.locl'] });
    expect(answer(kubernetes('local'))).toEqual({ state: 'unserved', zones: ['local'] });
  });
  test('a block of a longer zone takes its questions', () => {
    const text = `${kubernetes('cluster.local')}cluster.local:53 {\n  errors\n}\n`;
    expect(answer(text)).toEqual({ state: 'unserved', zones: ['cluster.local'] });
  });
  test.each([
    ['rewrite', 'rewrite name suffix .cluster.local .cluster.locl'],
    ['template', 'template IN A cluster.local'],
    ['forward of the domain', 'forward cluster.local 10.0.0.2'],
    ['an import', 'import custom/*.override'],
  ])('%s may answer', (_, plugin) => expect(answer(kubernetes('cluster.locl', plugin)).state).toBe('unknown'));
  test('no plugin kubernetes at all', () => expect(answer('.:53 {\n  forward . 10.0.0.2\n}\n').state).toBe('unknown'));
});

const judged = (change: (made: MadeDns) => void) => {
  const made = healthyDns();
  change(made);
  return judge(dnsSnapshot(made), ['dns']);
};
const wrong = '.:53 {\n  kubernetes cluster.locl\n  forward . /etc/resolv.conf\n}\n';

test('pods look for names elsewhere than CoreDNS serves them', async () => {
  const { findings } = await judged((made) => {
    made.corefile = wrong;
  });
  expect(findings.map(({ message }) => message)).toEqual([
    'Names of Services are not found: pods on n1 look for them in cluster.local, and the plugin kubernetes of CoreDNS serves cluster.locl',
  ]);
});
test('where no search list was read the kubelet is asked', async () => {
  const result = await judged((made) => {
    made.corefile = wrong;
    made.client['resolv-conf'] = 'nameserver 10.96.0.10\n';
    made.host['kubelet-config'] = 'clusterDNS:\n- 10.96.0.10\nclusterDomain: cluster.locl\n';
  });
  expect(roots(result)).toEqual([]);
});
test('nobody says what pods look for', async () => {
  const result = await judged((made) => {
    made.client['resolv-conf'] = undefined;
    made.host['kubelet-config'] = 'clusterDNS:\n- 10.96.0.10\n';
  });
  expect(unknowns(result)).toContain('dns/zone-unserved cluster');
});

test('the kubelet is to hand out a file that does not exist', async () => {
  const missing = (stderr: string) =>
    judged((made) => {
      made.host['kubelet-config'] += 'resolvConf: /run/systemd/resolve/resolv.conf\n';
      made.host['kubelet-resolv-conf'] = { text: '', status: 'skipped', exit: null, stderr };
    });
  const no = 'no /run/systemd/resolve/resolv.conf, which the kubelet is to hand to pods';
  expect(roots(await missing(`absent: ${no}`))).toEqual(['dns/kubelet-resolvconf-missing node/n1']);
  expect(roots(await missing('absent: the kubelet hands no resolv.conf of the node to pods (resolvConf: )'))).toEqual(
    [],
  );
});
test('a name server that the node has and that nothing serves', async () => {
  const cached = (sockets: string) =>
    judged((made) => {
      made.client['resolv-conf'] = 'search default.svc.cluster.local\nnameserver 169.254.20.10\n';
      made.host['ip-addr'] = JSON.stringify([
        {
          ifindex: 1,
          ifname: 'lo',
          addr_info: [{ family: 'inet', local: '169.254.20.10', prefixlen: 32, scope: 'global' }],
        },
      ]);
      Object.assign(made.host, {
        sockets,
        'ip-link': JSON.stringify([{ ifindex: 1, ifname: 'lo', flags: ['LOOPBACK', 'UP'], mtu: 65536 }]),
        'iptables-nft-save4': '',
        'iptables-legacy-tables4': '',
        'nft-tables': '',
        'nft-ruleset': '',
      });
    });
  expect(roots(await cached('udp UNCONN 0 0 169.254.20.10:53 *:*\n'))).toEqual([]);
  expect(roots(await cached('tcp LISTEN 0 128 0.0.0.0:22 *:*\n'))).toEqual(['dns/pod-server-dead node/n1']);
});
