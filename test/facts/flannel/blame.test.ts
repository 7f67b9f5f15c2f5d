import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Blame, settleBlame } from '../../../src/facts/flannel/blame.ts';

const NEW = 'new';
const OLD = 'old';
const OTHER = 'other';

interface Row {
  readonly name: string;
  readonly seen: string | null;
  readonly told: string | null;
  /** What n1, n2, … hold. */
  readonly claims: readonly string[];
  readonly on: Blame['on'];
  readonly victims?: readonly string[];
  readonly wrong?: readonly string[];
}

const rows: readonly Row[] = [
  { name: 'all agree', seen: NEW, told: NEW, claims: [NEW, NEW], on: 'nobody' },
  {
    name: 'the device differs from its annotation, which both peers use',
    seen: NEW,
    told: OLD,
    claims: [OLD, OLD],
    on: 'owner',
    victims: ['n1', 'n2'],
  },
  {
    name: 'the same, and one peer was corrected by hand',
    seen: NEW,
    told: OLD,
    claims: [OLD, NEW],
    on: 'owner',
    victims: ['n1'],
  },
  {
    name: 'the same, and one peer has a third value of its own',
    seen: NEW,
    told: OLD,
    claims: [OLD, OTHER],
    on: 'owner',
    victims: ['n1'],
    wrong: ['n2'],
  },
  {
    name: 'the device differs from its annotation, and no peer was seen',
    seen: NEW,
    told: OLD,
    claims: [],
    on: 'owner',
  },
  {
    name: 'the device differs from its annotation, and every peer has it right',
    seen: NEW,
    told: OLD,
    claims: [NEW, NEW],
    on: 'latent',
  },
  {
    name: 'the device differs from its annotation, and both peers have an older one',
    seen: NEW,
    told: OLD,
    claims: [OTHER, OTHER],
    on: 'owner',
    victims: ['n1', 'n2'],
  },
  {
    name: 'the annotation is new, too, and nobody followed',
    seen: NEW,
    told: NEW,
    claims: [OLD, OLD],
    on: 'owner',
    victims: ['n1', 'n2'],
  },
  { name: 'one of two peers is wrong', seen: NEW, told: NEW, claims: [OLD, NEW], on: 'claimants', wrong: ['n1'] },
  {
    name: 'both peers are wrong, each in its own way',
    seen: NEW,
    told: NEW,
    claims: [OLD, OTHER],
    on: 'claimants',
    wrong: ['n1', 'n2'],
  },
  { name: 'the only peer that was seen is wrong', seen: NEW, told: NEW, claims: [OLD], on: 'claimants', wrong: ['n1'] },
  {
    name: 'no annotation, one of two peers is wrong',
    seen: NEW,
    told: null,
    claims: [OLD, NEW],
    on: 'claimants',
    wrong: ['n1'],
  },
  {
    name: 'no annotation, both peers have the same old value',
    seen: NEW,
    told: null,
    claims: [OLD, OLD],
    on: 'owner',
    victims: ['n1', 'n2'],
  },
  {
    name: 'no annotation, one peer: word against word',
    seen: NEW,
    told: null,
    claims: [OLD],
    on: 'pair',
    wrong: ['n1'],
  },
  {
    name: 'no annotation, two peers with different values',
    seen: NEW,
    told: null,
    claims: [OLD, OTHER],
    on: 'pair',
    wrong: ['n1', 'n2'],
  },
  {
    name: 'the owner was not seen, one of two peers differs from its annotation',
    seen: null,
    told: NEW,
    claims: [OLD, NEW],
    on: 'claimants',
    wrong: ['n1'],
  },
  {
    name: 'the owner was not seen, all peers differ from its annotation',
    seen: null,
    told: NEW,
    claims: [OLD, OLD],
    on: 'pair',
    wrong: ['n1', 'n2'],
  },
  {
    name: 'the owner was not seen, the only peer differs from its annotation',
    seen: null,
    told: NEW,
    claims: [OLD],
    on: 'pair',
    wrong: ['n1'],
  },
  {
    name: 'the owner was not seen, its annotation and the peers agree',
    seen: null,
    told: NEW,
    claims: [NEW],
    on: 'nobody',
  },
  {
    name: 'nothing of the owner is known, and the peers agree',
    seen: null,
    told: null,
    claims: [OLD, OLD],
    on: 'unsettled',
  },
  {
    name: 'nothing of the owner is known, two against one',
    seen: null,
    told: null,
    claims: [OLD, OLD, NEW],
    on: 'claimants',
    wrong: ['n3'],
  },
  {
    name: 'nothing of the owner is known, one against one',
    seen: null,
    told: null,
    claims: [OLD, NEW],
    on: 'unsettled',
  },
  { name: 'nothing of the owner is known, one peer', seen: null, told: null, claims: [OLD], on: 'unsettled' },
];

describe('who is wrong', () => {
  test.each(rows)('$name: $on', ({ seen, told, claims, on, victims = [], wrong = [] }) => {
    const blame = settleBlame({ seen, told, claims: claims.map((value, i) => ({ peer: `n${i + 1}`, value })) });
    expect(blame.on).toBe(on);
    expect(blame.victims.map(({ peer }) => peer)).toEqual(victims);
    expect(blame.wrong.map(({ peer }) => peer)).toEqual(wrong);
  });

  test('another value that reaches the owner as well is not wrong', () => {
    const claims = [{ peer: 'n1', value: OTHER }];
    expect(settleBlame({ seen: NEW, told: NEW, claims, accepts: (value) => value === OTHER }).on).toBe('nobody');
  });

  const value = fc.constantFrom(NEW, OLD, OTHER);
  test('claims that are right may as well be counted only', () => {
    fc.assert(
      fc.property(fc.option(value), fc.option(value), fc.array(value, { maxLength: 5 }), (seen, told, values) => {
        const claims = values.map((held, i) => ({ peer: `n${i}`, value: held }));
        const right = seen ?? told;
        const differing = claims.filter((claim) => claim.value !== right);
        const counted = settleBlame({ seen, told, claims: differing, agreeing: claims.length - differing.length });
        if (right !== null) expect(counted).toEqual(settleBlame({ seen, told, claims }));
      }),
    );
  });

  test('nobody is blamed who holds the right value', () => {
    fc.assert(
      fc.property(fc.option(value), fc.option(value), fc.array(value, { maxLength: 5 }), (seen, told, values) => {
        const blame = settleBlame({ seen, told, claims: values.map((held, i) => ({ peer: `n${i}`, value: held })) });
        for (const claim of [...blame.victims, ...blame.wrong]) expect(claim.value).not.toBe(blame.truth);
      }),
    );
  });
});
