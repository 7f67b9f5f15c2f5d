import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hostsOf, targetsOfHosts } from '../../src/cli/hosts.ts';
import { scratchFolders } from '../support/scratch.ts';

const scratch = scratchFolders();

describe('--hosts', () => {
  test('takes machines and files with machines', () => {
    const file = join(scratch(), 'hosts');
    writeFileSync(file, '# workers\nn2=core@192.0.2.2\nn3 ansible_host=192.0.2.3 ansible_port=2222\n');
    expect(hostsOf(['n1=192.0.2.1', file])).toEqual([
      { name: 'n1', address: '192.0.2.1' },
      { name: 'n2', address: 'core@192.0.2.2' },
      { name: 'n3', address: '192.0.2.3:2222' },
    ]);
  });

  test.each([
    ['/nowhere/hosts', 'cannot be read'],
    ['N1=192.0.2.1', '"N1" is no node name'],
    ['../x', 'cannot be read'],
  ])('%s is refused', (word, said) => expect(() => hostsOf([word])).toThrow(said));

  test('takes several with commas between them', () => {
    const file = join(scratch(), 'a,b');
    writeFileSync(file, 'n3=192.0.2.3\n');
    expect(hostsOf(['n1=192.0.2.1,n2=core@192.0.2.2:2222,']).map(({ address }) => address)).toEqual([
      '192.0.2.1',
      'core@192.0.2.2:2222',
    ]);
    expect(hostsOf([file])).toEqual([{ name: 'n3', address: '192.0.2.3' }]);
    expect(() => hostsOf([','])).toThrow('names no host');
  });

  test('an empty file is refused', () => {
    const file = join(scratch(), 'hosts');
    writeFileSync(file, '\n');
    expect(() => hostsOf([file])).toThrow('names no host');
  });

  test('finds the Node of a machine by name or address', () => {
    const node = (name: string, address: string) => ({
      name,
      kubernetesNode: name,
      addresses: [address, name],
      operatingSystem: 'linux',
    });
    const nodes = [node('n1', '192.0.2.1'), node('n2', 'fd00::2')];
    const hosts = [
      { name: 'n1', address: 'bastion.example' },
      { name: 'two', address: 'root@[fd00::2]:22' },
      { name: 'vm', address: '192.0.2.9' },
    ];
    expect(targetsOfHosts(hosts, nodes).map(({ name, kubernetesNode }) => [name, kubernetesNode])).toEqual([
      ['n1', 'n1'],
      ['n2', 'n2'],
      ['vm', null],
    ]);
    expect(targetsOfHosts(hosts, undefined).map(({ kubernetesNode }) => kubernetesNode)).toEqual(['n1', 'two', 'vm']);
  });
});
