import { linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** `firewalld active`, one service a line, as `systemctl is-active` says it. */
export function parseServiceStates(text: string): Parsed<ReadonlyMap<string, string>> {
  const notes = newNotes();
  const states = new Map<string, string>();
  for (const { number, text: line } of linesOf(text)) {
    const [name = '', state, more] = wordsOf(line);
    if (state === undefined || more !== undefined) notes.add(number, line, 'not of the form service state');
    else states.set(name.replace(/\.service$/, ''), state);
  }
  return notes.parsed(states);
}
