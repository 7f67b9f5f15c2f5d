/** One word of a rule line. A quoted one is never an option, whatever it starts with. */
export interface Words {
  readonly texts: readonly string[];
  /** Indexes of the words that stood in quotes; null when there are none. */
  readonly quoted: ReadonlySet<number> | null;
}

/**
 * Splits a rule line as iptables-restore does: spaces part words, double or single quotes keep them together, a backslash inside
 * quotes keeps the next character. A quote that is never closed runs to the end of the line.
 */
export function splitWords(line: string, start: number): Words {
  const texts: string[] = [];
  let quoted: Set<number> | null = null;
  const end = line.length;
  let at = start;
  while (at < end) {
    const code = line.charCodeAt(at);
    if (code === 32 || code === 9) {
      at++;
    } else if (code === 34 || code === 39) {
      const close = closingQuote(line, at + 1, code);
      const inside = line.slice(at + 1, close);
      quoted ??= new Set();
      quoted.add(texts.length);
      texts.push(inside.includes('\\') ? inside.replaceAll(/\\(.)/g, '$1') : inside);
      at = close + 1;
    } else {
      let space = line.indexOf(' ', at);
      if (space < 0) space = end;
      texts.push(line.slice(at, space));
      at = space + 1;
    }
  }
  return { texts, quoted };
}

function closingQuote(line: string, from: number, quote: number): number {
  for (let i = from; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === 92) i++;
    else if (code === quote) return i;
  }
  return line.length;
}
