import { describe, expect, test } from 'vitest';
import type { FactValue } from '../../../src/facts/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';
import { ask } from '../ask.ts';

/** /proc/net/stat/nf_conntrack of Linux 6.18: hexadecimal, one line a CPU. */
const stat = (
  drop: string,
  earlyDrop: string,
): string => `entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart
0000000c  00000000 00000000 00000000 00000002 00000000 00000000 00000000 00000000 00000000 ${drop} ${earlyDrop} 00000000  00000000 00000000 00000000 00000000
0000000c  00000000 00000000 00000000 00000001 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000  00000000 00000000 00000000 00000000
`;
const sysctl = (count: number, max: number): string =>
  `net.netfilter.nf_conntrack_count = ${count}\nnet.netfilter.nf_conntrack_max = ${max}\n`;

function fact(name: string, outputs: MadeOutputs): FactValue {
  return ask(snapshotOf({ nodes: [rawNode('n1', outputs)] })).node(`node.conntrack.${name}`, 'n1');
}

describe('how full the table is', () => {
  test('in percent', () =>
    expect(fact('usedPercent', { sysctl: sysctl(249_037, 262_144), 'conntrack-stat': stat('0', '0') })).toEqual({
      state: 'value',
      value: 95,
    }));
  test('no limit', () => expect(fact('usedPercent', { sysctl: sysctl(12, 0) }).state).toBe('absent'));
  test('not read', () => expect(fact('usedPercent', {}).state).toBe('unknown'));
});

describe('drops between two readings', () => {
  const base = { sysctl: sysctl(12, 262_144) };
  test('grew', () =>
    expect(
      fact('dropped', {
        ...base,
        'conntrack-stat': stat('00000010', '00000001'),
        'conntrack-stat#2': stat('00000012', '00000002'),
      }),
    ).toEqual({ state: 'value', value: 3 }));
  test('stood still', () =>
    expect(
      fact('dropped', {
        ...base,
        'conntrack-stat': stat('00000010', '00000000'),
        'conntrack-stat#2': stat('00000010', '00000000'),
      }),
    ).toEqual({ state: 'value', value: 0 }));
  test('read once, and none since boot', () =>
    expect(fact('dropped', { ...base, 'conntrack-stat': stat('00000000', '00000000') })).toEqual({
      state: 'value',
      value: 0,
    }));
  test('read once, and some since boot', () =>
    expect(fact('dropped', { ...base, 'conntrack-stat': stat('00000010', '00000000') }).state).toBe('unknown'));
});

describe('the kernel log', () => {
  const outputs = (log: string): MadeOutputs => ({
    'kernel-log': log,
    uname: 'Linux 6.1.0 x86_64\n',
    uptime: '1000.00 900.00\n',
  });
  test('said that the table is full', () =>
    expect(
      fact(
        'tableFullAge',
        outputs(
          '[  700.1] nf_conntrack: nf_conntrack: table full, dropping packet\n[  940.5] nf_conntrack: nf_conntrack: table full, dropping packet\n',
        ),
      ),
    ).toEqual({ state: 'value', value: 60 }));
  test('said nothing of it', () =>
    expect(fact('tableFullAge', outputs('[  700.1] eth0: link up\n')).state).toBe('absent'));
  test('was not readable', () => expect(fact('tableFullAge', {}).state).toBe('unknown'));
});
