import type { Option } from './extension.ts';
import type { Words } from './words.ts';

/** Options that end the options of an extension. */
const basic: ReadonlySet<string> = new Set([
  '-m',
  '-j',
  '-g',
  '-s',
  '-d',
  '-p',
  '-i',
  '-o',
  '-f',
  '-c',
  '--match',
  '--jump',
  '--goto',
]);

const none: readonly Option[] = [];

/**
 * The options that follow `-m NAME` or `-j NAME`. For a known extension each takes one argument, but for its `flags` (none) and
 * `pairs` (two); for an unknown one everything up to the next option counts as arguments.
 */
export function readOptions(
  { texts, quoted }: Words,
  start: number,
  flags: readonly string[] | undefined,
  pairs: readonly string[] | undefined,
  known: boolean,
): { readonly options: readonly Option[]; readonly next: number } {
  const isQuoted = (index: number): boolean => quoted?.has(index) ?? false;
  const endsHere = (index: number): boolean => basic.has(texts[index] ?? '') && !isQuoted(index);
  let options: Option[] | undefined;
  let at = start;
  while (at < texts.length && !endsHere(at)) {
    let negated = false;
    let name = texts[at] ?? '';
    if (name === '!' && !isQuoted(at)) {
      if (endsHere(at + 1)) break;
      negated = true;
      name = texts[++at] ?? '';
    }
    at++;
    let args: string[];
    if (known) {
      // `--option ! value` is how iptables before 1.4.3 wrote a negation.
      if (texts[at] === '!' && !isQuoted(at) && !(flags?.includes(name) ?? false)) {
        negated = true;
        at++;
      }
      const count = flags?.includes(name) ? 0 : pairs?.includes(name) ? 2 : 1;
      args = texts.slice(at, at + count);
      at += count;
    } else {
      const from = at;
      while (at < texts.length && !endsHere(at) && (isQuoted(at) || !/^(?:--|!$)/.test(texts[at] ?? ''))) at++;
      args = texts.slice(from, at);
    }
    options ??= [];
    options.push({ name, negated, args });
  }
  return { options: options ?? none, next: Math.min(at, texts.length) };
}
