export interface Section {
  /** What stands in `==> … <==`; '' for text before the first such line. */
  readonly name: string;
  /** Line of the section's first line of text in the whole, 1-based. */
  readonly firstLine: number;
  readonly text: string;
}

/**
 * Splits what `tail -n +1 FILE…` prints: each file below a line `==> /path <==`. Empty files are kept. Behind a file that ends without a newline, as
 * programs write them, that line begins where the file ends.
 */
export function sectionsOf(text: string): Section[] {
  const sections: { name: string; firstLine: number; lines: string[] }[] = [];
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const at = line.endsWith(' <==') ? (line.startsWith('==> ') ? 0 : line.lastIndexOf('==> /')) : -1;
    if (at > 0) sections.at(-1)?.lines.push(line.slice(0, at));
    if (at >= 0) sections.push({ name: line.slice(at + 4, -4), firstLine: number + 1, lines: [] });
    else if (sections.length > 0) sections.at(-1)?.lines.push(line);
    else if (line.trim() !== '') sections.push({ name: '', firstLine: number, lines: [line] });
  }
  return sections.map(({ name, firstLine, lines }) => ({ name, firstLine, text: lines.join('\n') }));
}
