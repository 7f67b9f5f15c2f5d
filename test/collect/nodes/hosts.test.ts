import { describe, expect, test } from 'vitest';
import { parseDestination } from '../../../src/collect/nodes/ssh/destination.ts';
import { parseHosts } from '../../../src/collect/nodes/ssh/host-list.ts';

const pairs = (text: string, file = 'hosts'): readonly string[] =>
  parseHosts(text, file).map(({ name, address }) => `${name}=${address}`);

describe('files of hosts', () => {
  test('a plain list', () => {
    expect(pairs('# the cluster\nn1=192.0.2.1\nn2=admin@192.0.2.2:2222\nn3.example\nroot@n4\nn5:2222\n')).toEqual([
      'n1=192.0.2.1',
      'n2=admin@192.0.2.2:2222',
      'n3.example=n3.example',
      'n4=root@n4',
      'n5=n5:2222',
    ]);
  });

  test('an INI inventory: groups, ranges, and no variables of groups', () => {
    const text = `
bastion ansible_host=198.51.100.1 ansible_user=jump ansible_port=2222

[workers]
node[08:10] ansible_user="core"
v6 ansible_host=fd00::1 ansible_port=22

[workers:vars]
ansible_user=other
[all:children]
workers
[control]
bastion
`;
    expect(pairs(text)).toEqual([
      'bastion=jump@198.51.100.1:2222',
      'node08=core@node08',
      'node09=core@node09',
      'node10=core@node10',
      'v6=[fd00::1]:22',
    ]);
  });

  test('a YAML inventory', () => {
    const text = `
all:
  hosts:
    n1: { ansible_host: 192.0.2.1 }
  children:
    workers:
      vars: { ansible_user: ignored }
      hosts:
        n[2:3]:
        n4:
          ansible_host: 192.0.2.4
          ansible_port: 2222
`;
    expect(pairs(text, 'inventory.yml')).toEqual(['n1=192.0.2.1', 'n2=n2', 'n3=n3', 'n4=192.0.2.4:2222']);
    expect(pairs(text, 'inventory')).toHaveLength(4);
  });

  test.each([
    ['n1 n2', 'hosts', /^hosts:1: "n2" is no variable of a host/],
    ['n[9:1]', 'hosts', /^hosts:1: the range n\[9:1\]/],
    ['n[1:99999]', 'hosts', /more than 5000/],
    ['all: [', 'x.yaml', /^x\.yaml:\d+: this is no YAML/],
    ['all:\n  hosts: [n1]', 'x.yaml', /^x\.yaml: "hosts" of a group/],
  ])('%s', (text, file, message) => {
    expect(() => parseHosts(text, file)).toThrow(message);
  });

  test('a bomb of aliases costs nothing', () => {
    const lines = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}]`),
    ];
    const began = performance.now();
    expect(() => parseHosts(lines.join('\n'), 'x.yaml')).toThrow();
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('where SSH goes', () => {
  test.each([
    ['n1', { host: 'n1' }],
    ['n1.example:2222', { host: 'n1.example', port: 2222 }],
    ['core@192.0.2.1', { host: '192.0.2.1', user: 'core' }],
    ['me@corp@n1', { host: 'n1', user: 'me@corp' }],
    ['fd00::1', { host: 'fd00::1' }],
    ['[fd00::1]:22', { host: 'fd00::1', port: 22 }],
    ['fe80::1%eth0', { host: 'fe80::1%eth0' }],
  ])('%s', (text, wanted) => {
    expect(parseDestination(text)).toEqual(wanted);
  });

  test.each([
    '-oProxyCommand=id',
    'root@-oProxyCommand=id',
    '-l@host',
    '$(id)',
    'a;b',
    'a b',
    'a\nb',
    'a`id`',
    "a'b",
    'host:0',
    'host:99999',
    'ssh://host',
    'fe80::1%$(id)',
    '[n1]:22',
    '',
    'a/b',
    'é.example',
    `${'a'.repeat(300)}`,
  ])('never %j', (text) => {
    expect(parseDestination(text)).toBeUndefined();
  });
});
