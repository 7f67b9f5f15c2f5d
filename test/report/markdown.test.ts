import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/evaluate/types.ts';
import { markdown } from '../../src/report/markdown.ts';
import { hostile } from '../support/hostile-result.ts';
import { madeFinding, madeResult, printed } from '../support/made-result.ts';
import { bigResult, manyResults } from '../support/many-results.ts';
import { read, requireReader } from './readers.ts';

const reason = requireReader('cmark-gfm');
const extensions = ['table', 'strikethrough', 'autolink', 'tasklist', 'footnotes'];
const argv = [
  'cmark-gfm',
  '--unsafe',
  ...extensions.flatMap((name) => (name === 'footnotes' ? [] : ['-e', name])),
] as const;

interface Rendered {
  /** `details`, `/details`, … in their order. */
  readonly tags: readonly string[];
  readonly links: readonly string[];
  /** What stands between two tags or comments, outside of code. */
  readonly texts: readonly string[];
}

/** As GitHub's own renderer makes HTML of it, before the HTML is cleaned. */
function rendered(text: string): Rendered {
  const { stdout, status, said } = read(['cmark-gfm', ...argv.slice(1)], text);
  expect(status, said).toBe(0);
  const tags: string[] = [];
  const links: string[] = [];
  const texts: string[] = [];
  let code = 0;
  for (const [token] of stdout.matchAll(/<!--[\s\S]*?-->|<\/?[a-zA-Z][^>]*>|[^<]+|</g)) {
    const [, tag] = /^<(\/?[a-zA-Z][a-zA-Z0-9]*)/.exec(token) ?? [];
    if (tag === undefined) {
      if (code === 0 && !token.startsWith('<!--')) texts.push(token.replace(/&(?:#\d+|\w+);/g, '&'));
      continue;
    }
    if (tag === 'code' || tag === 'pre') code++;
    if (tag === '/code' || tag === '/pre') code--;
    if (tag === 'a') links.push(token);
    tags.push(tag);
  }
  return { tags, links, texts };
}

const render = (result: Result): Rendered => rendered(printed(markdown, result));

/** What a renderer may take for markup, and letters that show what became of them. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '`',
          '``',
          '```',
          '~~~',
          '|',
          '\\',
          '\\|',
          '*',
          '**',
          '_',
          '<',
          '>',
          '<b>',
          '</details>',
          '<!--',
          '-->',
          '&',
          '&lt;',
        ],
        ...[
          '[a](http://x.y)',
          '![i](x)',
          '[^1]',
          '[x]: /u',
          '#',
          '# ',
          '- ',
          '+ ',
          '1. ',
          '> ',
          '---',
          '===',
          '    ',
          '\t',
          '\n',
          '\n\n',
          '\r\n',
        ],
        ...[
          '@someone',
          '#12',
          'GH-1',
          ':ab:',
          '02:ab:cd:ef:00:01',
          'fd00:100::1',
          'www.x.yz',
          'https://x.yz',
          'a@b.cd',
          '$x$',
          '~~s~~',
          '- [ ] ',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('a', ' ', 'web'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** Names of a cluster; the words of rules are tame. */
function named(text: string): Result {
  const result = hostile(text);
  const findings = result.findings.map((finding) => ({
    ...finding,
    remediation: 'Replace it.',
    verify: 'Look again.',
    references: [{ title: 'An issue', url: 'https://example.org/1' }],
  }));
  return { ...result, findings };
}

describe.skipIf(reason !== null)(`cmark-gfm${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  test('a table of the roots, each in full below it', () => {
    const { tags, links } = render(madeResult());
    expect(tags.filter((tag) => tag === 'tr')).toHaveLength(2);
    expect(tags.filter((tag) => tag === 'details')).toHaveLength(1);
    expect(links).toEqual(['<a href="https://example.org/1">']);
  });

  test.each(Object.entries(manyResults))('every row of %s has three cells', (_, make) => {
    const { tags } = render(make());
    const rows = tags.join(' ').match(/tr (?:t[dh] .*?)\/tr/g) ?? [];
    for (const row of rows) expect(row.match(/\bt[dh]\b/g)?.filter((cell) => !cell.startsWith('/')).length).toBe(6);
    expect(tags.filter((tag) => tag === 'details').length).toBe(tags.filter((tag) => tag === '/details').length);
  });

  test('no name makes markup, links, mentions, issues or emoji', () => {
    const structure = ({ tags }: Rendered) => tags.filter((tag) => !/^\/?code$/.test(tag));
    const wanted = structure(render(named('web')));
    fc.assert(
      fc.property(
        nasty.filter((text) => text.trim() !== ''),
        (text) => {
          const seen = render(named(text));
          expect(structure(seen)).toEqual(wanted);
          expect(new Set(seen.links)).toEqual(new Set(['<a href="https://example.org/1">']));
          for (const part of seen.texts) {
            expect(part).not.toMatch(/@\w/);
            expect(part).not.toMatch(/#\d/);
            expect(part).not.toMatch(/:[\w+-]+:/);
            expect(part).not.toMatch(/:\/\/|www\./);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('the words of a rule are paragraphs, code and links to the web', () => {
    const about = fc.tuple(nasty, nasty, nasty);
    fc.assert(
      fc.property(about, ([remediation, verify, url]) => {
        const references = [{ title: remediation, url }];
        const { tags } = render(madeResult({ findings: [madeFinding({ remediation, verify, references })] }));
        const known = /^\/?(?:h2|p|table|thead|tbody|tr|td|th|details|summary|b|ul|li|code|pre|a|br)$/;
        expect(tags.filter((tag) => !known.test(tag))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('what a rule shows as code is code', () => {
    const remediation = 'Write this:\n    - to:\n        - *all*\nand apply it.';
    const { tags } = render(madeResult({ findings: [madeFinding({ remediation, fix: [] })] }));
    expect(tags.join(' ')).toContain('p /p pre code /code /pre p /p');
  });
});

test('a MAC with an emoji in it stays one', () => {
  const text = printed(markdown, madeResult({ findings: [madeFinding({ message: 'it has 02:ab:00:00:00:01 now' })] }));
  expect(text).toContain('| it has `02:ab:00:00:00:01` now |');
});

test.each([100, 5000, 25_000])('%i findings fit into a comment, and how many are shown is said', (count) => {
  const text = printed(markdown, bigResult(count));
  // GitHub counts characters; there are no more of them than of these units.
  expect(text.length).toBeLessThanOrEqual(60_000);
  const roots = bigResult(count).summary.roots;
  const [, ofTable] = /\((\d+) of \d+ are shown here/.exec(text) ?? [];
  if (roots > 200) {
    expect(text.match(/^\| (?:critical|high|medium|low|info) /gm)).toHaveLength(Number(ofTable));
    expect(text).toContain(`of ${roots} are shown here; the other outputs have all.)`);
  }
});

test('it stays short whatever is in it', () => {
  const text = printed(markdown, hostile('&<@'.repeat(300_000)));
  expect(text.length).toBeLessThanOrEqual(60_000);
  expect(text).toContain('Not looked at: nothing.');
});
