import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostToPod, podToOutside, podToPod, podToService } from '../../src/walk/flows.ts';
import { followLargePackets } from '../../src/walk/path-mtu.ts';
import type { WalkOutcome, WalkResult } from '../../src/walk/types.ts';
import { changed, overlayOutputs, textOf } from './support/overlay-fixture.ts';
import { modelOf, namespace, type Outputs } from './support/read-model.ts';

type Row = Record<string, unknown>;

const nodes = ['n1', 'n2'] as const;
const places = (node: string) => ['', `@net:[${node}-a]`, `@net:[${node}-b]`];
const tables = ['ip-link', 'ip-addr', 'ip-route4', 'ip-rule4', 'ip-neigh', 'bridge-fdb'] as const;
const values = fc.constantFrom<unknown>(
  'eth0',
  'cni0',
  'flannel.1',
  'va',
  'lo',
  '10.244.1.0/24',
  '10.244.2.0',
  '10.244.2.10',
  '192.168.10.1',
  '192.168.10.2',
  '0.0.0.0/0',
  'default',
  'blackhole',
  'throw',
  'local',
  '02:00:00:00:01:01',
  '02:00:00:00:02:0a',
  'ff:ff:ff:ff:ff:ff',
  '00:00:00:00:00:00',
  'main',
  '100',
  'PERMANENT',
  '__proto__',
  'constructor',
  '',
  -1,
  0,
  1,
  2,
  7,
  1500,
  2 ** 40,
  null,
  true,
  [],
  ['UP'],
  ['FAILED'],
  {},
);

/** One way in which a snapshot can differ from a healthy one: rows gone, doubled or altered, text cut, an output missing. */
const change = fc.record({
  node: fc.constantFrom(...nodes),
  place: fc.nat(2),
  table: fc.constantFrom(...tables),
  row: fc.nat(30),
  field: fc.nat(12),
  value: values,
  how: fc.constantFrom('alter', 'alter', 'alter', 'delete', 'double', 'cut', 'drop', 'sysctl'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
});

function apply(outputs: Outputs, one: typeof change extends fc.Arbitrary<infer T> ? T : never): Outputs {
  const place = places(one.node)[one.place] ?? '';
  if (one.how === 'sysctl') {
    const text = textOf(outputs, one.node, `sysctl${place}`);
    const lines = text.split('\n');
    const index = Math.floor(one.at * lines.length);
    return changed(
      outputs,
      one.node,
      `sysctl${place}`,
      lines.map((line, i) => (i === index ? line.replace(/= .*/, `= ${one.row % 3}`) : line)).join('\n'),
    );
  }
  const key = `${one.table}${place}`;
  const text = textOf(outputs, one.node, key);
  if (one.how === 'drop') return changed(outputs, one.node, key, null);
  if (one.how === 'cut') return changed(outputs, one.node, key, text.slice(0, Math.floor(text.length * one.at)));
  let rows: Row[];
  try {
    rows = JSON.parse(text) as Row[];
  } catch {
    return outputs;
  }
  const index = one.row % Math.max(rows.length, 1);
  const row = rows[index];
  if (row === undefined) return outputs;
  if (one.how === 'delete') rows = rows.toSpliced(index, 1);
  if (one.how === 'double') rows = [...rows, row];
  if (one.how === 'alter') {
    const field = Object.keys(row)[one.field % Object.keys(row).length] ?? '';
    rows = rows.with(index, { ...row, [field]: one.value });
  }
  return changed(outputs, one.node, key, JSON.stringify(rows));
}

const flow = fc.record({
  from: fc.constantFrom('n1', 'n2', 'n1-a', 'n1-b', 'n2-a', 'n2-b'),
  to: fc.constantFrom(
    '10.244.1.10',
    '10.244.1.11',
    '10.244.2.10',
    '10.244.2.99',
    '10.244.9.9',
    '192.168.10.2',
    '10.96.0.10',
    '198.51.100.1',
    '127.0.0.1',
    '255.255.255.255',
    '224.0.0.1',
    'fd00::1',
    'no address',
  ),
  length: fc.constantFrom(40, 84, 1450, 1451, 9000, 65535),
  dontFragment: fc.boolean(),
  port: fc.constantFrom(null, 80, 8080),
});

describe('whatever a snapshot says', () => {
  it('a walk ends, says why, and its shares sum up to 1', () => {
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 8 }),
        fc.array(flow, { minLength: 1, maxLength: 4 }),
        (changes, flows) => {
          const cluster = modelOf(changes.reduce(apply, overlayOutputs));
          for (const one of flows) {
            const start = namespace(cluster, one.from);
            for (const result of [
              podToPod(cluster, start, one.to, one),
              hostToPod(cluster, start, one.to, { ...one, bothWays: false }),
              podToOutside(cluster, start, one.to),
              podToService(cluster, start, one.to, { port: 80 }),
            ]) {
              check(result);
            }
            followLargePackets(cluster, start, one.to, one.length);
          }
        },
      ),
      {
        numRuns: 150,
        examples: [
          // A second device named cni0 that is its own master.
          [
            [{ node: 'n1', place: 0, table: 'ip-link', row: 16, field: 2, value: 'cni0', how: 'alter', at: 0 }],
            [{ from: 'n1', to: '10.244.1.10', length: 40, dontFragment: false, port: null }],
          ],
        ],
      },
    );
  }, 60_000);
});

function check({ outcomes }: WalkResult): void {
  expect(outcomes.length).toBeGreaterThan(0);
  expect(outcomes.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 6);
  for (const outcome of outcomes) expect(explained(outcome), JSON.stringify(outcome)).toBe(true);
}

function explained(outcome: WalkOutcome): boolean {
  if (outcome.disposition === 'delivered') return true;
  if (outcome.decidedBy === null || outcome.decidedBy.text === '') return false;
  return (
    outcome.disposition !== 'insufficient-information' ||
    (outcome.missing !== null && outcome.missing.input !== '' && outcome.missing.reason !== '')
  );
}
