import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCorefile } from '../../src/parse/corefile.ts';

// kubeadm v1.36, cmd/kubeadm/app/phases/addons/dns/manifests.go
const kubeadm = `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30 {
       disable success cluster.local
       disable denial cluster.local
    }
    loop
    reload
    loadbalance
}
`;

test("kubeadm's", () => {
  const { value, notUnderstood } = parseCorefile(kubeadm);
  expect(notUnderstood).toEqual([]);
  expect(value.imports).toEqual([]);
  expect(value.servers).toHaveLength(1);
  const [server] = value.servers;
  expect(server?.zones).toEqual([{ zone: '.', port: 53, scheme: 'dns' }]);
  expect(server?.plugins.map(({ name, args }) => [name, ...args].join(' '))).toEqual([
    'errors',
    'health',
    'ready',
    'kubernetes cluster.local in-addr.arpa ip6.arpa',
    'prometheus :9153',
    'forward . /etc/resolv.conf',
    'cache 30',
    'loop',
    'reload',
    'loadbalance',
  ]);
  expect(server?.plugins[3]?.block).toEqual([
    ['pods', 'insecure'],
    ['fallthrough', 'in-addr.arpa', 'ip6.arpa'],
    ['ttl', '30'],
  ]);
});

// k3s v1.31, manifests/coredns.yaml, shortened
test("k3s's imports files that nobody read", () => {
  const { value } = parseCorefile(`.:53 {
    hosts /etc/coredns/NodeHosts {
      ttl 60
      fallthrough
    }
    forward . /etc/resolv.conf
    import /etc/coredns/custom/*.override
}
import /etc/coredns/custom/*.server
`);
  expect(value.imports).toEqual(['/etc/coredns/custom/*.override', '/etc/coredns/custom/*.server']);
  expect(value.servers.map(({ plugins }) => plugins.map(({ name }) => name))).toEqual([['hosts', 'forward']]);
});

describe('forms', () => {
  const zones = (text: string) =>
    parseCorefile(text).value.servers.map((server) =>
      server.zones.map(({ zone, port, scheme }) => `${scheme} ${zone} ${port}`),
    );

  test('several zones, ports, schemes', () => {
    expect(zones('example.org:1053, tls://example.net {\n forward . 9.9.9.9\n}\n')).toEqual([
      ['dns example.org 1053', 'tls example.net 853'],
    ]);
    expect(zones('a.example\nb.example {\n whoami\n}\n')).toEqual([['dns a.example 53', 'dns b.example 53']]);
    expect(zones('. {\n log\n}\nCLUSTER.local. {\n log\n}')).toEqual([['dns . 53'], ['dns cluster.local 53']]);
  });

  test('a single server without braces', () => {
    const { value } = parseCorefile('.:53\nforward . 8.8.8.8\ncache 30\n');
    expect(value.servers).toEqual([
      {
        zones: [{ zone: '.', port: 53, scheme: 'dns' }],
        plugins: [
          { name: 'forward', args: ['.', '8.8.8.8'], block: [] },
          { name: 'cache', args: ['30'], block: [] },
        ],
      },
    ]);
  });

  test('snippets and comments', () => {
    const { value } = parseCorefile(`# top
(up) {
  forward . 192.0.2.1 192.0.2.2 # two
}
. {
  import up
  template ANY ANY "a b" {
    answer "{{ .Name }} {"
  }
}
`);
    expect(value.servers[0]?.plugins).toEqual([
      { name: 'forward', args: ['.', '192.0.2.1', '192.0.2.2'], block: [] },
      { name: 'template', args: ['ANY', 'ANY', 'a b'], block: [['answer', '{{ .Name }} {']] },
    ]);
  });

  test('what is not closed is noted', () => {
    expect(parseCorefile('. {\n forward . 8.8.8.8 {\n').notUnderstood.map(({ why }) => why)).toEqual([
      'a block that is not closed',
      'a block that is not closed',
    ]);
  });
});

test('no text makes it throw or run for long', () => {
  const word = fc.constantFrom(
    '.',
    '{',
    '}',
    'forward',
    'import',
    '(x)',
    'x',
    '"',
    '#',
    '\n',
    ' ',
    'a.b:53',
    '/etc/resolv.conf',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 200 }), (words) => {
      parseCorefile(words.join(' '));
    }),
  );
  const long = `. {\n${'forward . 1.1.1.1 {\n'.repeat(50_000)}`;
  const began = performance.now();
  parseCorefile(long);
  expect(performance.now() - began).toBeLessThan(2000);
});
