import { describe, expect, test } from 'vitest';
import { judge, roots, unknowns } from '../verdicts.ts';
import { dnsSnapshot, healthyDns, type MadeDns } from './made-dns.ts';

const judged = (change: (made: MadeDns) => void = () => {}) => {
  const made = healthyDns();
  change(made);
  return judge(dnsSnapshot(made), ['dns']);
};
const found = async (change: (made: MadeDns) => void) => roots(await judged(change));
/** Without the walks, for which this snapshot has no routes. */
const open = async (change: (made: MadeDns) => void) =>
  unknowns(await judged(change)).filter((text) => !/queries-lost|upstream-lost/.test(text));

const pod = (made: MadeDns) => made.pod ?? healthyDns().pod ?? never();
const never = (): never => {
  throw new Error('no pod');
};

test('healthy', async () => {
  expect(await found(() => {})).toEqual([]);
  expect(await open(() => {})).toEqual([]);
});

describe('no endpoints', () => {
  const scaled = (made: MadeDns) => {
    made.replicas = 0;
    made.pod = undefined;
    made.endpointReady = undefined;
  };

  test('scaled to zero', async () => {
    const { findings } = await judged(scaled);
    expect(findings.map(({ rule, message }) => [rule, message])).toEqual([
      [
        'dns/no-pods',
        'Nobody answers for names: Service kube-system/kube-dns has no pods (deployment/coredns is to have 0)',
      ],
    ]);
    expect(findings[0]?.fix).toEqual([
      { on: 'kubectl', run: 'kubectl -n kube-system scale deployment/coredns --replicas=2' },
    ]);
  });

  test('the Service selects other pods', async () => {
    const { findings } = await judged((made) => {
      made.selector = { 'k8s-app': 'dns' };
      made.endpointReady = undefined;
    });
    expect(findings.map(({ message }) => message)).toEqual([
      'Nobody answers for names: Service kube-system/kube-dns selects no pod; its servers are labelled otherwise: kube-system/coredns-1 has k8s-app=kube-dns, the Service wants k8s-app=dns',
    ]);
  });

  test('its pods crash', async () => {
    const { findings } = await judged((made) => {
      Object.assign(pod(made), { ready: false, restarts: 7, waiting: 'CrashLoopBackOff' });
      made.endpointReady = false;
    });
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      'dns/pods-not-ready: Nobody answers for names: none of the 1 pods of Service kube-system/kube-dns is ready: kube-system/coredns-1 on n1: CrashLoopBackOff, restarted 7 times',
    ]);
  });

  test('what the events say of them', async () => {
    const made = healthyDns();
    Object.assign(pod(made), { ready: false, restarts: 1 });
    made.endpointReady = false;
    const { objects, ...rest } = dnsSnapshot(made);
    const event = (message: string, lastTimestamp: string) => ({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: message, namespace: 'kube-system' },
      type: 'Warning',
      reason: 'Unhealthy',
      message,
      lastTimestamp,
      involvedObject: { kind: 'Pod', namespace: 'kube-system', name: 'coredns-1' },
    });
    const events = [event('statuscode: 503', '2025-12-31T23:59:00Z'), event('older', '2025-12-31T22:00:00Z')];
    const { findings } = await judge({ ...rest, objects: (name) => (name === 'events' ? events : objects(name)) }, [
      'dns',
    ]);
    expect(findings[0]?.evidence.find(({ path }) => path === 'cluster.dns.notReady')?.value).toEqual([
      {
        pod: 'kube-system/coredns-1',
        node: 'n1',
        phase: 'Running',
        why: 'not ready',
        restarts: 1,
        said: 'Unhealthy: statuscode: 503',
      },
    ]);
  });

  const starting = (made: MadeDns) => {
    Object.assign(pod(made), { ready: false, createdAt: '2025-12-31T23:59:30Z' });
    made.endpointReady = false;
  };

  test('its pods are only starting: nobody can say', async () => {
    expect(await found(starting)).toEqual([]);
    expect(await open(starting)).toContain('dns/pods-not-ready cluster');
  });

  test('no pod of the cluster has an address: there is no CNI yet', async () => {
    const snapshot = (made: MadeDns) => {
      Object.assign(pod(made), { ready: false, phase: 'Pending', ip: '' });
      made.endpointReady = undefined;
    };
    const made = healthyDns();
    snapshot(made);
    const { objects, ...rest } = dnsSnapshot(made);
    const pods = (objects('pods') ?? []).filter(({ metadata }) => metadata.name === 'coredns-1');
    const result = await judge({ ...rest, objects: (name) => (name === 'pods' ? pods : objects(name)) }, ['dns']);
    expect(roots(result)).toEqual([]);
  });

  test('what moved, and what is a part only', async () => {
    const moved = (made: MadeDns) => {
      scaled(made);
      made.more = {
        motion: {
          moved: [
            { resource: 'endpointslices', namespace: 'kube-system', name: 'x', owner: 'kube-dns', change: 'changed' },
          ],
        },
      };
    };
    expect(await found(moved)).toEqual([]);
    expect(await open(moved)).toContain('dns/no-pods cluster');
    const part = (made: MadeDns) => {
      scaled(made);
      made.more = {
        sources: ['nodes', 'services', 'pods', 'deployments', 'configmaps', 'servicecidrs', 'endpointslices'].map(
          (name) => ({
            id: `cluster/${name}`,
            status: name === 'endpointslices' ? ('partial' as const) : ('ok' as const),
            reason: 'cut',
          }),
        ),
      };
    };
    expect(await found(part)).toEqual([]);
  });

  test('another DNS, and Services that nobody collected', async () => {
    const other = await judged((made) => {
      made.without = ['services'];
    });
    expect(roots(other)).toEqual([]);
    expect(unknowns(other)).toContain('dns/no-pods cluster');
  });
});

describe('servers that do not answer', () => {
  test('no process behind a ready endpoint', async () => {
    expect(
      await found((made) => {
        made.server.sockets = '';
        made.server['coredns-health'] = undefined;
      }),
    ).toEqual(['dns/server-dead pod/kube-system/coredns-1']);
  });

  test('it takes connections and says nothing', async () => {
    const silent = { text: '', status: 'error', exit: 28, stderr: 'curl: (28) Operation timed out' } as const;
    expect(await found((made) => (made.server['coredns-health'] = silent))).toEqual([
      'dns/server-frozen pod/kube-system/coredns-1',
    ]);
  });

  test('a health server on another port, or none, proves nothing', async () => {
    const refused = { text: '', status: 'error', exit: 7, stderr: 'curl: (7) Connection refused' } as const;
    expect(await found((made) => (made.server['coredns-health'] = refused))).toEqual([]);
  });

  test('sockets that nobody read', async () => {
    const blind = (made: MadeDns) => {
      made.server.sockets = undefined;
    };
    expect(await found(blind)).toEqual([]);
    expect(await open(blind)).toContain('dns/server-dead pod/kube-system/coredns-1');
  });
});

describe('loops', () => {
  const resolv = (text: string) => (made: MadeDns) => {
    made.server['resolv-conf'] = text;
  };

  test.each([
    ["the node's resolver on loopback", resolv('nameserver 127.0.0.53\n')],
    ['the Service itself', resolv('nameserver 10.96.0.10\n')],
    ['its own address', resolv('nameserver 10.244.1.2\n')],
    ['in the Corefile', (made: MadeDns) => (made.corefile = '. {\n forward . 127.0.0.1\n}')],
    ['in the Corefile, by the older plugin', (made: MadeDns) => (made.corefile = '. {\n proxy . 10.96.0.10:53\n}')],
  ])('%s', async (_, change) => {
    expect(await found(change)).toEqual(['dns/forward-loop cluster']);
  });

  test('crashing pods fold under it', async () => {
    const result = await judged((made) => {
      made.server['resolv-conf'] = 'nameserver 127.0.0.53\n';
      made.server.sockets = '';
      Object.assign(pod(made), { ready: false, restarts: 7, waiting: 'CrashLoopBackOff' });
      made.endpointReady = false;
    });
    expect(roots(result)).toEqual(['dns/forward-loop cluster']);
    expect(result.findings).toHaveLength(2);
  });

  test('fixed servers, another port, and a resolv.conf that is not asked for', async () => {
    expect(await found((made) => (made.corefile = '. {\n forward . 127.0.0.1:5353\n}'))).toEqual([]);
    expect(
      await found((made) => {
        made.corefile = '. {\n forward . 192.0.2.53\n}';
        made.server['resolv-conf'] = 'nameserver 127.0.0.53\n';
      }),
    ).toEqual([]);
  });

  test('the resolv.conf that the kubelet copies stands in for one that was not read', async () => {
    expect(
      await found((made) => {
        made.server['resolv-conf'] = undefined;
        made.host['kubelet-resolv-conf'] = 'nameserver 127.0.0.53\n';
      }),
    ).toEqual(['dns/forward-loop cluster']);
    expect(
      await open((made) => {
        made.server['resolv-conf'] = undefined;
        made.host['kubelet-resolv-conf'] = undefined;
      }),
    ).toContain('dns/forward-loop cluster');
  });

  test('no Corefile', async () => {
    const result = await judged((made) => {
      made.without = ['configmaps'];
    });
    expect(unknowns(result)).toContain('dns/forward-loop cluster');
  });
});

describe('name servers of pods', () => {
  const asks = (server: string) => (made: MadeDns) => {
    made.client['resolv-conf'] = `nameserver ${server}\n`;
  };

  test('an address of the Service network that no Service has', async () => {
    const { findings } = await judged(asks('10.96.0.99'));
    expect(findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      'dns/pod-server-dead: Pods on n1 ask for names where nobody answers: 1 of them, such as default/web-1, have 10.96.0.99 in /etc/resolv.conf: no Service has this address; the cluster DNS is at 10.96.0.10',
    ]);
  });

  test('a Service that does not serve names', async () => {
    expect(await found(asks('10.96.5.5'))).toEqual(['dns/pod-server-dead node/n1']);
  });

  test('the kubelet is the cause', async () => {
    const result = await judged((made) => {
      asks('10.96.0.99')(made);
      made.host['kubelet-config'] = 'clusterDNS: [10.96.0.99]\n';
    });
    expect(roots(result)).toEqual(['dns/kubelet-server-dead node/n1']);
    expect(result.findings).toHaveLength(2);
    // Its flag wins over the file.
    expect(
      await found((made) => {
        made.host['kubelet-config'] = 'clusterDNS: [10.96.0.99]\n';
        made.host.processes = 'pid=10 comm=kubelet netns=host flag:--cluster-dns=10.96.0.10\n';
      }),
    ).toEqual([]);
  });

  test('a cache on the node, a second server, dnsConfig, another dnsPolicy, its own loopback', async () => {
    expect(
      await found((made) => {
        asks('169.254.20.10')(made);
        made.host['ip-addr'] = JSON.stringify([
          {
            ifindex: 9,
            ifname: 'nodelocaldns',
            addr_info: [{ family: 'inet', local: '169.254.20.10', prefixlen: 32, scope: 'global' }],
          },
        ]);
      }),
    ).toEqual([]);
    expect(
      await found((made) => (made.client['resolv-conf'] = 'nameserver 10.96.0.99\nnameserver 10.96.0.10\n')),
    ).toEqual([]);
    expect(
      await found((made) => {
        made.client['resolv-conf'] = 'nameserver 10.96.0.10\nnameserver 10.96.0.99\n';
        made.clientDns = { dnsConfig: { nameservers: ['10.96.0.99'] } };
      }),
    ).toEqual([]);
    expect(
      await found((made) => {
        asks('10.96.0.99')(made);
        made.clientDns = { dnsPolicy: 'None', dnsConfig: { nameservers: ['10.96.0.99'] } };
      }),
    ).toEqual([]);
    expect(await found(asks('127.0.0.1'))).toEqual([]);
  });

  test('a resolv.conf that nobody read', async () => {
    expect(await open((made) => (made.client['resolv-conf'] = undefined))).toEqual(
      expect.arrayContaining(['dns/pod-server-dead node/n1', 'dns/pod-server-foreign node/n1']),
    );
  });

  test('Services that moved', async () => {
    const moved = (made: MadeDns) => {
      asks('10.96.0.99')(made);
      made.more = {
        motion: { moved: [{ resource: 'services', namespace: 'kube-system', name: 'kube-dns', change: 'added' }] },
      };
    };
    expect(await found(moved)).toEqual([]);
    expect(await open(moved)).toContain('dns/pod-server-dead node/n1');
  });
});
