import { describe, expect, test } from 'vitest';
import { folded, judge, roots, unknowns } from '../verdicts.ts';
import { ingressTo, listening, noneReady, type Shop, shop, shopPod, snapshotOfShop } from './made-shop.ts';

interface Case {
  readonly name: string;
  readonly change: (made: Shop) => void;
  readonly roots: readonly string[];
  readonly folded?: readonly string[];
  /** Rules that cannot be judged, of those this file is about. */
  readonly unknown?: readonly string[];
  /** Part of the first root's message. */
  readonly says?: string;
}

const about = new Set(
  [
    'selector-matches-nothing',
    'endpoints-not-ready',
    'target-port-mismatch',
    'local-policy-without-local-endpoint',
    'ingress-backend-missing',
    'ingress-backend-unready',
  ].map((rule) => `services/${rule}`),
);
const onWeb = (rule: string): string => `services/${rule} service/shop/web`;
const onCluster = (rule: string): string => `services/${rule} cluster`;

function check(cases: readonly Case[]): void {
  test.each(cases)('$name', async ({ change, roots: expected, folded: under = [], unknown = [], says }) => {
    const made = shop();
    change(made);
    const result = await judge(snapshotOfShop(made), ['services']);
    expect(roots(result)).toEqual(expected);
    expect(folded(result)).toEqual(under);
    expect(unknowns(result).filter((one) => about.has(one.split(' ')[0] ?? ''))).toEqual(unknown);
    if (says !== undefined) expect(result.findings[0]?.message).toContain(says);
  });
}

const noPods = (made: Shop): void => {
  made.pods = [];
  made.endpoints = [];
};
const select =
  (selector: Record<string, string> | undefined, empty = true) =>
  (made: Shop): void => {
    made.service.selector = selector;
    if (empty) made.endpoints = [];
  };

describe('a selector', () => {
  check([
    { name: 'picks pods', change: () => {}, roots: [] },
    {
      name: 'is misspelt',
      change: select({ app: 'wbe' }),
      roots: [onWeb('selector-matches-nothing')],
      says: 'no pod in namespace shop has app=wbe (the pods of web-7c9d8f6b5-1 have app=web;',
    },
    {
      name: 'has another key',
      change: select({ run: 'web' }),
      roots: [onWeb('selector-matches-nothing')],
      says: 'have app=web',
    },
    {
      name: 'wants one label too many',
      change: select({ app: 'web', tier: 'front' }),
      roots: [onWeb('selector-matches-nothing')],
      says: 'no pod in namespace shop has app=web,tier=front',
    },
    {
      name: 'is like nothing that is there',
      change: select({ app: 'database' }),
      roots: [onWeb('selector-matches-nothing')],
      says: 'Service shop/web leads nowhere: no pod in namespace shop has app=database',
    },
    {
      name: 'is like nothing, and StatefulSets were not collected',
      change: (made) => {
        select({ app: 'database' })(made);
        made.missing.add('statefulsets');
      },
      roots: [],
      unknown: [onWeb('selector-matches-nothing')],
    },
    {
      name: 'is misspelt: that is plain without StatefulSets, too',
      change: (made) => {
        select({ app: 'wbe' })(made);
        made.missing.add('statefulsets');
      },
      roots: [onWeb('selector-matches-nothing')],
    },
    {
      name: 'belongs to a Deployment that is scaled to zero',
      change: (made) => {
        noPods(made);
        made.deployment = { replicas: 0, labels: { app: 'web' } };
      },
      roots: [],
    },
    { name: 'is not there: endpoints are made by hand', change: select(undefined, false), roots: [] },
    {
      name: 'is misspelt in a Service of ten seconds',
      change: (made) => {
        select({ app: 'wbe' })(made);
        made.serviceCreatedAt = '2025-12-31T23:59:55Z';
      },
      roots: [],
      unknown: [onWeb('selector-matches-nothing')],
    },
    {
      name: 'was changed while the nodes were read',
      change: (made) => {
        select({ app: 'wbe' })(made);
        made.motion = { moved: [{ resource: 'services', namespace: 'shop', name: 'web', change: 'changed' }] };
      },
      roots: [],
      unknown: [onWeb('selector-matches-nothing')],
    },
    {
      name: 'cannot be judged without pods',
      change: (made) => made.missing.add('pods'),
      roots: [],
      // An endpoint is ready, whatever pods there are.
      unknown: [onWeb('selector-matches-nothing'), onWeb('target-port-mismatch')],
    },
    {
      name: 'is that of an ExternalName Service',
      change: (made) => {
        made.service = { type: 'ExternalName', externalName: 'db.example', selector: { app: 'wbe' } };
        made.endpoints = [];
      },
      roots: [],
    },
  ]);
});

describe('endpoints', () => {
  check([
    {
      name: 'none is ready: the container crashes',
      change: (made) => {
        noneReady(made);
        for (const pod of made.pods) Object.assign(pod, { waiting: 'CrashLoopBackOff', restarts: 7 });
      },
      roots: [onWeb('endpoints-not-ready')],
      says: 'web-7c9d8f6b5-1 container web: CrashLoopBackOff (7 restarts)',
    },
    {
      name: 'none is ready: the readiness probe fails',
      change: noneReady,
      roots: [onWeb('endpoints-not-ready')],
      says: 'container web runs and is not ready: its readiness probe fails',
    },
    {
      name: 'pods have no node',
      change: (made) => {
        made.endpoints = [];
        made.pods = [shopPod(1, { node: null, ip: null, ready: false, phase: 'Pending' })];
      },
      roots: [onWeb('endpoints-not-ready')],
      says: 'has no node (Unschedulable)',
    },
    {
      name: 'the Deployment makes no pod',
      change: noPods,
      roots: [onWeb('endpoints-not-ready')],
      says: 'Deployment web wants 2 pods and has none',
    },
    {
      name: 'pods are ready, and the EndpointSlices lag behind',
      change: (made) => {
        made.endpoints = [];
      },
      roots: [onWeb('endpoints-not-ready')],
      says: 'is ready, and the EndpointSlices do not say so',
    },
    {
      name: 'one is ready',
      change: (made) => {
        const [first] = made.pods;
        if (first !== undefined) first.ready = false;
        const [endpoint] = made.endpoints;
        if (endpoint !== undefined) endpoint.ready = false;
      },
      roots: [],
    },
    {
      name: 'all pods are young',
      change: (made) => {
        noneReady(made);
        for (const pod of made.pods) pod.createdAt = '2025-12-31T23:59:40Z';
      },
      roots: [],
      unknown: [onWeb('endpoints-not-ready')],
    },
    {
      name: 'a pod became unready just now',
      change: (made) => {
        noneReady(made);
        for (const pod of made.pods) pod.since = '2025-12-31T23:59:50Z';
      },
      roots: [],
      unknown: [onWeb('endpoints-not-ready')],
    },
    {
      name: 'a pod moved while the nodes were read',
      change: (made) => {
        noneReady(made);
        made.motion = {
          moved: [{ resource: 'pods', namespace: 'shop', name: 'web-7c9d8f6b5-1', change: 'changed' }],
        };
      },
      roots: [],
      unknown: [onWeb('endpoints-not-ready')],
    },
    {
      name: 'were not collected',
      change: (made) => {
        noneReady(made);
        made.missing.add('endpointslices');
      },
      roots: [],
      unknown: [onWeb('endpoints-not-ready')],
    },
  ]);
});

describe('a targetPort', () => {
  const number = (made: Shop, targetPort: number): void => {
    made.service.ports = [{ name: 'http', port: 80, protocol: 'TCP', targetPort }];
    made.slicePort = targetPort;
  };
  check([
    {
      name: 'is a name that no container has',
      change: (made) => {
        made.service.ports = [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'htpp' }];
        made.slicePort = null;
      },
      roots: [onWeb('target-port-mismatch')],
      says: 'web-7c9d8f6b5-1 has no container port htpp (tcp), only http 8080/tcp',
    },
    {
      name: 'is a name of the other protocol',
      change: (made) => {
        for (const pod of made.pods) pod.containerPorts = [{ name: 'http', containerPort: 8080, protocol: 'UDP' }];
        made.slicePort = null;
      },
      roots: [onWeb('target-port-mismatch')],
    },
    {
      name: 'is a name that one of two versions has',
      change: (made) => {
        const [first] = made.pods;
        if (first !== undefined) first.containerPorts = [];
      },
      roots: [],
    },
    {
      name: 'is a number that nothing listens on',
      change: (made) => number(made, 8081),
      roots: [onWeb('target-port-mismatch')],
      folded: ['services/not-listening pod/shop/web-7c9d8f6b5-1', 'services/not-listening pod/shop/web-7c9d8f6b5-2'],
      says: 'nothing in web-7c9d8f6b5-1 listens on 8081/tcp, but on 8080/tcp',
    },
    {
      name: 'is a number that no container declares, and the application listens',
      change: (made) => {
        number(made, 9090);
        made.sockets = { n1: listening(9090), n2: listening(9090) };
      },
      roots: [],
    },
    {
      name: 'is right, and the applications are not there: no matter of the port',
      change: (made) => {
        made.sockets = { n1: '', n2: '' };
      },
      roots: ['services/not-listening pod/shop/web-7c9d8f6b5-1', 'services/not-listening pod/shop/web-7c9d8f6b5-2'],
    },
    {
      name: 'is right, and they listen on loopback',
      change: (made) => {
        made.sockets = { n1: listening(8080, '127.0.0.1'), n2: listening(8080, '127.0.0.1') };
      },
      roots: [
        'services/listening-on-loopback-only pod/shop/web-7c9d8f6b5-1',
        'services/listening-on-loopback-only pod/shop/web-7c9d8f6b5-2',
      ],
    },
    {
      name: 'may be what the other pod listens on, whose sockets were not read',
      change: (made) => {
        number(made, 8081);
        made.sockets = { n1: listening(8080) };
      },
      roots: ['services/not-listening pod/shop/web-7c9d8f6b5-1'],
      unknown: [onWeb('target-port-mismatch')],
    },
  ]);
});

describe('a policy of Local', () => {
  const onlyOnNode1 = (made: Shop): void => {
    made.pods = made.pods.slice(0, 1);
    made.endpoints = made.endpoints.slice(0, 1);
  };
  check([
    {
      name: 'inside, and pods of a node without an endpoint',
      change: (made) => {
        made.service.internalTrafficPolicy = 'Local';
      },
      roots: [onWeb('local-policy-without-local-endpoint')],
      says: 'pods on n3 get no answer from its ClusterIP',
    },
    {
      name: 'outside, by NodePort',
      change: (made) => {
        onlyOnNode1(made);
        Object.assign(made.service, { type: 'NodePort', externalTrafficPolicy: 'Local' });
        made.service.ports = [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 'http', nodePort: 30080 }];
      },
      roots: [onWeb('local-policy-without-local-endpoint')],
      says: 'NodePort 30080 of n2, n3 gives no answer outside',
    },
    {
      name: 'outside, and a load balancer asks the nodes',
      change: (made) => {
        onlyOnNode1(made);
        Object.assign(made.service, {
          type: 'LoadBalancer',
          externalTrafficPolicy: 'Local',
          healthCheckNodePort: 31000,
        });
      },
      roots: [],
    },
    {
      name: 'inside, and no pod on the other nodes',
      change: (made) => {
        made.service.internalTrafficPolicy = 'Local';
        made.endpoints.push({ address: '10.244.3.9', node: 'n3', ready: true });
      },
      roots: [],
    },
  ]);
});

describe('an Ingress', () => {
  check([
    {
      name: 'leads to a Service by the name of its port',
      change: (made) => made.ingresses.push(ingressTo('web', { name: 'http' })),
      roots: [],
    },
    {
      name: 'leads to no Service',
      change: (made) => made.ingresses.push(ingressTo('wbe', { number: 80 })),
      roots: [onCluster('ingress-backend-missing')],
      says: 'Ingress shop/front sends shop.example/ to shop/wbe, which does not exist',
    },
    {
      name: 'leads to a port that the Service does not have',
      change: (made) => made.ingresses.push(ingressTo('web', { number: 8080 })),
      roots: [onCluster('ingress-backend-missing')],
      says: 'to shop/web, which has no port 8080 (it has http 80)',
    },
    {
      name: 'names an action of its controller',
      change: (made) => made.ingresses.push(ingressTo('ssl-redirect', { name: 'use-annotation' })),
      roots: [],
    },
    {
      name: 'leads to a Service without a ready pod',
      change: (made) => {
        made.ingresses.push(ingressTo('web', { name: 'http' }));
        noneReady(made);
      },
      roots: [onWeb('endpoints-not-ready')],
      folded: [onCluster('ingress-backend-unready')],
    },
    {
      name: 'leads to a Service that is scaled to zero',
      change: (made) => {
        made.ingresses.push(ingressTo('web', { name: 'http' }));
        noPods(made);
        made.deployment = { replicas: 0, labels: { app: 'web' } };
      },
      roots: [],
    },
    {
      name: 'leads to no Service, and moved while the nodes were read',
      change: (made) => {
        made.ingresses.push(ingressTo('wbe', { number: 80 }));
        made.motion = { moved: [{ resource: 'ingresses', namespace: 'shop', name: 'front', change: 'added' }] };
      },
      roots: [],
      unknown: [onCluster('ingress-backend-missing')],
    },
    {
      name: 'was not collected',
      change: (made) => made.missing.add('ingresses'),
      roots: [],
      unknown: [onCluster('ingress-backend-missing'), onCluster('ingress-backend-unready')],
    },
  ]);
});
