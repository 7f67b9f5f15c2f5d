import { describe, expect, test } from 'vitest';
import { type ImportWords, parseImportWords } from '../../../src/snapshot/import/arguments.ts';

describe('the words of an import', () => {
  test('are taken apart', () => {
    const parsed = parseImportWords({
      node: ['n1=a=b.frame'],
      text: ['n1:arp=arp.txt', 'vm@podns:ovs-vsctl-show=-', 'n1@net.x_1:mtr=m'],
      cluster: ['all.json'],
      machine: ['vm'],
      kubernetesNode: ['n1=worker-1.example'],
    });
    expect(parsed.frames).toEqual(new Map([['n1', 'a=b.frame']]));
    expect(parsed.texts).toEqual([
      { node: 'n1', netns: 'host', format: 'arp', file: 'arp.txt' },
      { node: 'vm', netns: 'podns', format: 'ovs-vsctl-show', file: '-' },
      { node: 'n1', netns: 'net.x_1', format: 'mtr', file: 'm' },
    ]);
    expect(parsed.kubernetesNodes).toEqual(new Map([['n1', 'worker-1.example']]));
  });

  const wrong: readonly (readonly [ImportWords, RegExp])[] = [
    [{}, /^Nothing to import: give --node NAME=FILE/],
    [{ notes: ['x'] }, /^Nothing to import/],
    [{ node: ['n1'] }, /^--node "n1" is not of the form NAME=FILE\.$/],
    [{ node: ['=x'] }, /is not of the form/],
    [{ node: ['n1='] }, /is not of the form/],
    [{ node: ['../n1=x'] }, /^--node: "\.\.\/n1" is no name for a node: use lower-case letters/],
    [{ node: ['N1=x'] }, /is no name for a node/],
    [{ node: ['n1=x', 'n1=y'] }, /^--node "n1" was given twice/],
    [{ text: ['n1:ifconfg=x'] }, /"ifconfg" is no format that netlint reads; .* one of arp, brctl-show, ifconfig/],
    [{ text: ['n1:__proto__=x'] }, /is no format/],
    [{ text: ['n1=x'] }, /is no format/],
    [{ text: ['n1@../x:arp=x'] }, /"\.\.\/x" is no name for a namespace/],
    [{ text: ['n1@:arp=x'] }, /"" is no name for a namespace/],
    [{ text: ['\u001b[2J:arp=x'] }, /"\\u\{1b\}\[2J" is no name for a node/],
    [{ node: ['n1=x'], machine: ['n2'] }, /^--machine "n2": no --node and no --text has this name\.$/],
    [{ node: ['n1=x'], kubernetesNode: ['n2=x'] }, /^--kubernetes-node "n2": no --node/],
    [{ node: ['n1=x'], kubernetesNode: ['n1=x'], machine: ['n1'] }, /take one\.$/],
    [{ node: ['n1=-'], cluster: ['-'] }, /can be read only once/],
  ];

  test.each(wrong)('%j is refused with one sentence', (words, message) => {
    expect(() => parseImportWords(words)).toThrow(message);
  });
});
