/** Control characters, and what turns the writing direction or hides: a name out of foreign input must not steer a terminal. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** For reasons, which may quote what a stranger says: more than any that netlint makes itself has. */
export const LONGEST_REASON = 1000;

/** Foreign text, fit to stand in a sentence: on one line, unprintable characters as `\u{1b}`, cut where it is long. */
export function plain(text: string, longest = 300): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** The same in quotes, for names. */
export function quoted(text: string, longest = 120): string {
  return `"${plain(text, longest)}"`;
}

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return plain(error instanceof Error ? error.message : String(error));
}
