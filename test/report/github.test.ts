import { expect, test } from 'vitest';
import { github } from '../../src/report/github.ts';
import { madeFinding, madeResult, plain, printed } from '../support/made-result.ts';

const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

test('an annotation a finding, and the totals', () => {
  expect(lines(printed(github, madeResult(), plain))).toEqual([
    expect.stringMatching(
      /^::error title=critical%3A neighbours\/arp-mac-mismatch FM-052::n1 sends to .* \(node\/n1, 0123456789abcdef\)$/,
    ),
    expect.stringMatching(/^::error title=high%3A routes\/x/),
    '::notice title=netlint::1 finding (1 critical), 1 more explained by them. Coverage 80 %25 (8 of 10 checks). Not looked at: nothing.',
  ]);
});

test('says how many of how many it shows', () => {
  const findings = Array.from({ length: 30 }, (_, index) =>
    madeFinding({ fingerprint: index.toString(16).padStart(16, '0'), severity: index < 25 ? 'critical' : 'info' }),
  );
  const said = lines(printed(github, madeResult({ findings }), plain));
  expect(said).toHaveLength(16);
  expect(said.at(-1)).toContain('Shown are 15 of 30');
});

test('no value begins a command of its own', () => {
  const said = lines(
    printed(github, madeResult({ findings: [madeFinding({ message: 'a\n::error::b', rule: 'a/b' })] }), plain),
  );
  expect(said).toHaveLength(2);
});

test('what is accepted is counted and not annotated', () => {
  const suppressed = {
    kind: 'waiver',
    rule: 'a/*',
    target: '*',
    reason: 'r',
    owner: 'o',
    expires: '2030-01-01',
    through: null,
  } as const;
  const said = lines(printed(github, madeResult({ findings: [madeFinding({ suppressed })] }), plain));
  expect(said).toEqual([expect.stringContaining('no findings, 1 suppressed.')]);
});
