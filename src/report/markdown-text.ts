import { visible } from './escape.ts';
import { shorten } from './shorten.ts';

/**
 * Text of a snapshot in a comment. Nothing in it may be markup, load a picture, mention people, link to an issue or be taken for an emoji (`02:ab:…` has
 * one), in a renderer of GitHub Flavored Markdown and in what GitHub and GitLab do to its HTML afterwards.
 */

/** A value on one line. Spans in backticks stay code, and so becomes what a renderer would make a link or an emoji of. */
export const prose = (text: string): string => inline(text, code);

/** The same in a table, where a bar ends the cell, even in a code span. */
export const cell = (text: string): string =>
  inline(text, (part) => (part.includes('|') ? `<code>${unlinked(escaped(part))}</code>` : code(part)));

const inline = (text: string, codeOf: (part: string) => string): string =>
  shorten(text)
    .replaceAll('\n', ' ')
    .trim()
    .split(/`([^`]+)`/)
    .map((part, index) =>
      index % 2 === 1
        ? codeOf(part)
        : part
            .split(/(\s+)/)
            .map((word) => (isTaken(word) ? codeOf(word) : escaped(word)))
            .join(''),
    )
    .join('');

/** A code span that its own text cannot end. */
export const code = (text: string): string => {
  const inside = visible(shorten(text)).replaceAll('`', "'");
  return inside.trim() === '' ? "''" : `\`${inside}\``;
};

/** For the inside of an HTML element, which ends at the line's end. */
export const html = (text: string): string =>
  shorten(text)
    .split(/(\s+)/)
    .map((part) => (isTaken(part) ? `<code>${entities(part)}</code>` : silent(entities(part))))
    .join('');

/** A fenced block that its own text cannot end. */
export function fence(lines: readonly string[], language: string): string {
  const safe = lines.map(visible);
  const longest = Math.max(2, ...safe.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const marks = '`'.repeat(longest + 1);
  return [`${marks}${language}`, ...safe, marks].join('\n');
}

/** What a rule's author wrote, of several lines: what is indented like code becomes code. */
export function paragraphs(text: string): string {
  const groups: { readonly isCode: boolean; readonly lines: string[] }[] = [];
  for (const line of shorten(text).split('\n')) {
    const isCode = /^ {4}/.test(line);
    const last = groups.at(-1);
    if (last?.isCode === isCode) last.lines.push(line);
    else groups.push({ isCode, lines: [line] });
  }
  return groups.map(({ isCode, lines }) => (isCode ? fence(lines, '') : proseLines(lines))).join('\n');
}

/** A span in backticks may go over a line's end; the lines flow together in any case. */
const proseLines = (lines: readonly string[]): string =>
  lines
    .join('\n')
    .split(/\n{2,}/)
    .map((paragraph) => unmarked(prose(paragraph.trim())))
    .join('\n\n');

/** At the beginning of a line, which a list or a heading could start at. */
export const unmarked = (line: string): string =>
  line.replace(/^([-+=]|\d{1,9}(?=[.)]))/, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`));

/** Only to where a browser may go: rule files come from strangers. */
export const link = (title: string, url: string): string =>
  isWebAddress(url) ? `[${prose(title)}](<${url}>)` : `${unmarked(prose(title))}: ${code(url)}`;

/** An http address that is an absolute URI as it stands. */
export const isWebAddress = (url: string): boolean =>
  url.length <= 2000 && /^https?:\/\/[\w.:-]+(?:[/?#][\w.~:/?#@!$&'()*+,;=%-]*)?$/.test(url);

/** Emoji, links. */
const isTaken = (part: string): boolean => /:[\w+-]+:|:\/\/|www\./i.test(part);

const escaped = (part: string): string => silent(entities(part).replace(/[\\`*_[\]!~$]/g, (mark) => `\\${mark}`));

const entities = (part: string): string =>
  visible(part).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('|', '&#124;');

/** Where Markdown is read within an element of HTML. */
const unlinked = (part: string): string => part.replace(/:(?=\/\/)|www(?=\.)/gi, (mark) => `${mark}<!-- -->`);

/** A comment within the word: what looks for mentions and issues in the HTML looks at whole texts. */
const silent = (part: string): string => part.replace(/(?<!&)[@#]/g, (mark) => `${mark}<!-- -->`);
