import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** /proc/modules, or `lsmod`: names of the loaded modules. What is built into the kernel is not listed. */
export function parseModules(text: string): Parsed<ReadonlySet<string>> {
  const notes = newNotes();
  const names = new Set<string>();
  for (const { number, text: line } of linesOf(text)) {
    const [, name] = /^([A-Za-z0-9_-]{1,64})\s+\d+\s+\d+/.exec(line) ?? [];
    if (name !== undefined) names.add(name);
    else if (!line.startsWith('Module ')) notes.add(number, line, 'not a kernel module');
  }
  return notes.parsed(names);
}
