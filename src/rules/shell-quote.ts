/** Characters that no shell gives a meaning to, wherever they stand in a word. */
const plain = /^[A-Za-z0-9_./:@%+=,-]+$/;
// Control and format characters: what moves a cursor, ends a line, or turns the direction of text.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

export type Quoted = { readonly text: string } | { readonly refused: string };

/** A value from a snapshot as one word of a POSIX shell command; refused where no quoting makes it safe to paste. */
export function quoteWord(value: string): Quoted {
  if (unprintable.test(value)) return { refused: 'contains control characters' };
  // Quoting does not help against a value that the command would take for an option.
  if (value.startsWith('-')) return { refused: 'starts with "-"' };
  return { text: quote(value) };
}

/**
 * A value that is several words of a command (a rule as `iptables -S` prints it), each quoted on its own. Double quotes hold
 * words together, as in iptables-save.
 */
export function quoteWords(value: string): Quoted {
  if (unprintable.test(value)) return { refused: 'contains control characters' };
  const words = splitWords(value);
  if (!words) return { refused: 'has an open quote' };
  if (words.some(namesProgram)) return { refused: 'names a program to run' };
  return { text: words.map(quote).join(' ') };
}

/**
 * The one option of iptables that names a program to run (iptables(8), -M, --modprobe): also abbreviated, and behind other letters
 * (`-vM/tmp/x`), as getopt_long takes them.
 */
function namesProgram(word: string): boolean {
  if (!word.startsWith('--')) return /^-.*M/.test(word);
  const [name = ''] = word.split('=');
  return name.length >= '--m'.length && '--modprobe'.startsWith(name);
}

const quote = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** Words as iptables-save writes them: blanks part them, "…" with \" and \\ inside holds one together. */
function splitWords(value: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quoted = false;
  for (let i = 0; i < value.length; i++) {
    const character = value.charAt(i);
    if (quoted && character === '\\' && i + 1 < value.length) word = (word ?? '') + value.charAt(++i);
    else if (character === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (!quoted && character === ' ') {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (quoted) return null;
  if (word !== null) words.push(word);
  return words;
}
