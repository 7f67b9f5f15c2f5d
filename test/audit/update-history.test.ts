import { describe, expect, test } from 'vitest';
import { fitHistory } from '../../src/audit/fit-history.ts';
import { emptyHistory, type History, historyText, OtherVersion, parseHistory } from '../../src/audit/history.ts';
import { compareWithHistory, settle, updateHistory } from '../../src/audit/update-history.ts';
import type { Finding, Result, UnknownOutcome } from '../../src/evaluate/types.ts';
import { EXPIRED_WAIVER } from '../../src/evaluate/types.ts';
import { madeFinding, madeResult } from '../support/made-result.ts';

const print = (letter: string) => letter.repeat(16);
const rule = 'own/x';

const found = (letter: string, more: Partial<Finding> = {}): Finding =>
  madeFinding({
    rule,
    severity: 'high',
    fingerprint: print(letter),
    target: { kind: 'node', key: `node/${letter}` },
    ...more,
  });

function night(letters: readonly (string | Finding)[], more: Partial<Result> = {}): Result {
  const findings = letters.map((each) => (typeof each === 'string' ? found(each) : each));
  const { coverage, snapshot } = madeResult();
  return madeResult({
    findings,
    unknown: [],
    snapshot: { ...snapshot, nodes: ['a', 'b', 'c', 'd'] },
    coverage: { ...coverage, sources: [] },
    rules: [
      {
        id: rule,
        title: 't',
        failureMode: null,
        severity: 'high',
        failed: 0,
        passed: 0,
        unknown: 0,
        notApplicable: 0,
      },
    ],
    ...more,
  });
}

const day = (number: number): string => `2026-01-0${number}T02:00:00.000Z`;

function after(...nights: readonly Result[]): History {
  return nights.reduce(
    (history, result, at) => updateHistory(history, result, { sequence: at + 1, taken: day(at + 1) }),
    emptyHistory,
  );
}

const entry = (history: History, letter: string) =>
  history.entries.find(({ fingerprint }) => fingerprint === print(letter));

const cannotSee = (letter: string): UnknownOutcome[] => [
  { rule, target: `node/${letter}`, missing: 'uname', reason: `${letter} was not read` },
];

describe('the history', () => {
  test('counts nights, and says since when something is open', () => {
    const history = after(night(['a']), night(['a', 'b']), night(['a', 'b']));
    expect(history).toMatchObject({ cluster: 'lab', sequence: 3, nights: 3, first: day(1), last: day(3) });
    expect(entry(history, 'a')).toMatchObject({ state: 'open', since: day(1), lastSeen: day(3), nights: 3 });
    expect(entry(history, 'b')).toMatchObject({ state: 'open', since: day(2), lastSeen: day(3), nights: 2 });
  });

  test('says since when something is fixed, and that it came back', () => {
    const fixed = after(night(['a']), night([]), night([]));
    expect(entry(fixed, 'a')).toMatchObject({ state: 'fixed', since: day(2), firstSeen: day(1), lastSeen: day(1) });
    const back = updateHistory(fixed, night(['a']), { sequence: 4, taken: day(4) });
    expect(entry(back, 'a')).toMatchObject({ state: 'open', since: day(4), firstSeen: day(1), nights: 2 });
    expect(compareWithHistory(night(['a']), fixed).findings[0]?.baseline).toBe('new');
  });

  test('what could not be looked at stays open, and says since when', () => {
    const blind = after(
      night(['a', 'b']),
      night(['b'], { unknown: cannotSee('a') }),
      night(['b'], { unknown: cannotSee('a') }),
    );
    expect(entry(blind, 'a')).toMatchObject({
      state: 'open',
      lastSeen: day(1),
      nights: 1,
      unseen: { since: day(2), reason: 'a was not read' },
    });
    const again = updateHistory(blind, night(['a', 'b']), { sequence: 4, taken: day(4) });
    expect(entry(again, 'a')).toMatchObject({ state: 'open', since: day(1), nights: 2, unseen: null });
    const gone = updateHistory(blind, night(['b']), { sequence: 4, taken: day(4) });
    expect(entry(gone, 'a')).toMatchObject({ state: 'fixed', since: day(4), unseen: null });
  });

  test.each([
    ['the rule was not asked for', { scope: { rules: ['other/*'], nodes: [], namespaces: [], off: [] }, rules: [] }],
    ['the rule is off', { scope: { rules: [], nodes: [], namespaces: [], off: [rule] }, rules: [] }],
    ['the scan was narrowed to other nodes', { scope: { rules: [], nodes: ['b'], namespaces: [], off: [] } }],
    ['the node is not in the snapshot', { snapshot: { ...madeResult().snapshot, nodes: ['b'] } }],
  ] as const)('nothing is fixed where %s', (_, more) => {
    expect(entry(after(night(['a']), night([], more)), 'a')).toMatchObject({
      state: 'open',
      unseen: { since: day(2) },
    });
  });

  test('a snapshot that is judged twice is one night, and numbers go up nevertheless', () => {
    const once = after(night(['a']));
    const twice = updateHistory(once, night(['a']), { sequence: 2, taken: day(1) });
    expect(twice).toMatchObject({ sequence: 2, nights: 1 });
    expect(entry(twice, 'a')?.nights).toBe(1);
  });

  test('a clock that goes back changes no order', () => {
    const history = updateHistory(after(night(['a']), night(['a'])), night([]), {
      sequence: 3,
      taken: '2001-01-01T00:00:00.000Z',
    });
    expect(history).toMatchObject({ sequence: 3, last: '2001-01-01T00:00:00.000Z' });
    expect(entry(history, 'a')).toMatchObject({ state: 'fixed', since: '2001-01-01T00:00:00.000Z', lastSeen: day(2) });
  });

  test('an expired waiver is new on one night', () => {
    const waiver = found('e', { rule: EXPIRED_WAIVER, target: { kind: 'waiver', key: 'waiver/own/x@*' } });
    const history = after(night([waiver]));
    expect(compareWithHistory(night([waiver]), history).findings[0]?.baseline).toBe('known');
    expect(entry(updateHistory(history, night([]), { sequence: 2, taken: day(2) }), 'e')).toMatchObject({
      state: 'fixed',
    });
  });

  test('findings that share a fingerprint are one entry, as grave as the gravest', () => {
    const history = after(night([found('a', { severity: 'low' }), found('a', { severity: 'critical' })]));
    expect(history.entries).toHaveLength(1);
    expect(history.entries[0]?.severity).toBe('critical');
  });
});

describe('what is owed', () => {
  const waived = found('c', {
    suppressed: { kind: 'waiver', rule, target: '*', reason: 'r', owner: 'o', expires: '2030-01-01', through: null },
  });

  test('is what is new and accepted by nobody, until somebody was told', () => {
    const one = updateHistory(emptyHistory, night(['a', waived]), { sequence: 1, taken: day(1) }, [
      'command',
      'webhook',
    ]);
    expect(one.owed).toEqual({ command: [print('a')], webhook: [print('a')] });
    const half = settle(one, ['command']);
    const two = updateHistory(half, night(['a', 'b', waived]), { sequence: 2, taken: day(2) }, ['command', 'webhook']);
    expect(two.owed).toEqual({ command: [print('b')], webhook: [print('a'), print('b')] });
  });

  test('is nothing to a channel that is not asked for any more', () => {
    const one = updateHistory(emptyHistory, night(['a']), { sequence: 1, taken: day(1) }, ['webhook']);
    expect(updateHistory(one, night(['a']), { sequence: 2, taken: day(2) }).owed).toEqual({ command: [], webhook: [] });
  });
});

describe('the text', () => {
  const history = after(night(['b', 'a']), night(['a'], { unknown: cannotSee('b') }));

  test('is read again, and the same history gives the same bytes', () => {
    expect(parseHistory(historyText(history))).toEqual({
      ...history,
      entries: [...history.entries].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1)),
    });
    expect(historyText(parseHistory(historyText(history)))).toBe(historyText(history));
  });

  test.each([
    ['', 'it is no JSON'],
    ['{"netlintHistory": 1', 'it is no JSON'],
    ['[]', 'it is no history'],
    ['{"findings": []}', 'it is no history'],
    ['{"netlintHistory": "1"}', 'netlintHistory is damaged'],
    [historyText(history).replace('"open"', '"opened"'), 'entries.0.state is damaged'],
    [historyText(history).replace('"nights":1', '"nights":-1'), 'entries.1.nights is damaged'],
  ])('a damaged one is told (%#)', (text, why) => {
    expect(() => parseHistory(text)).toThrow(new Error(why));
  });

  test('of another version is not damaged', () => {
    expect(() => parseHistory('{"netlintHistory": 2}')).toThrow(OtherVersion);
  });
});

describe('where room is limited', () => {
  const size = (history: History) => Buffer.byteLength(historyText(history));
  const many = after(
    night(['a', 'b', found('c', { severity: 'low' })]),
    night(['a', found('c', { severity: 'low' })]),
    night([found('c', { severity: 'low' }), 'd']),
  );

  test('nothing goes that fits', () => {
    expect(fitHistory(many, size(many), size)).toBe(many);
  });

  test('what was fixed longest ago goes first, then the least grave, and it is counted', () => {
    const letters = (largest: number) => {
      const { entries, leftOut } = fitHistory(many, largest, size);
      return `${entries
        .map(({ fingerprint }) => fingerprint[0])
        .sort()
        .join('')} ${leftOut}`;
    };
    const one = (size(many) - size({ ...many, entries: [] })) / many.entries.length;
    // b was fixed on the second night, a on the third.
    expect([1, 2, 3].map((less) => letters(size(many) - Math.ceil(one * (less - 0.5))))).toEqual([
      'acd 1',
      'cd 2',
      'd 3',
    ]);
    expect(letters(size({ ...many, entries: [] }) - 1)).toBe(' 4');
  });
});
