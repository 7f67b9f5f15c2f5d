import { linesOf, newNotes, wordsOf } from './notes.ts';
import type { Parsed } from './parsed.ts';

/** `uname -srm`: `Linux 6.1.0-18-amd64 x86_64`. */
export function parseUname(text: string): Parsed<{ readonly system: string; readonly release: string } | null> {
  const [system, release] = wordsOf(text);
  const notes = newNotes();
  if (system === undefined || release === undefined) {
    notes.add(0, text, 'the kernel name and release were expected');
    return notes.parsed(null);
  }
  return notes.parsed({ system, release });
}

/** PRETTY_NAME of os-release(5), else NAME with VERSION. */
export function parseOsRelease(text: string): Parsed<string | null> {
  const values = new Map<string, string>();
  for (const { text: line } of linesOf(text)) {
    const [, key, value = ''] = /^([A-Z_]{1,40})=(.*)$/.exec(line) ?? [];
    if (key !== undefined) values.set(key, value.trim().replace(/^(["'])(.*)\1$/, '$2'));
  }
  const name = [values.get('NAME'), values.get('VERSION')].filter(Boolean).join(' ');
  return newNotes().parsed(values.get('PRETTY_NAME') || name || null);
}

/** `stat -fc %T /sys/fs/cgroup`: one word, such as cgroup2fs. */
export function parseCgroupFileSystem(text: string): Parsed<string> {
  const notes = newNotes();
  const type = text.trim();
  if (!/^[a-z0-9_/-]{1,40}$/i.test(type)) notes.add(0, text, 'one name of a file system was expected');
  return notes.parsed(type);
}

/** The first number of the text: `nproc`, /proc/uptime. */
export function parseFirstNumber(text: string): Parsed<number | null> {
  const value = Number(wordsOf(text)[0] ?? Number.NaN);
  return newNotes().parsed(Number.isFinite(value) ? value : null);
}
