import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';
import { dottedSysctlKey } from './sysctl-key.ts';

export interface SysctlAssignment {
  readonly file: string;
  /** As written, `/` turned to `.` where the line uses slashes: `net.ipv4.ip_forward`, `net.ipv4.conf.*.rp_filter`. */
  readonly key: string;
  /** null for `-net.ipv4.conf.lo.rp_filter` without a value: the key is left out of the globs. */
  readonly value: string | null;
}

/** `grep -H` over the sysctl configuration files: `/etc/sysctl.d/x.conf:net.ipv4.ip_forward = 0`. Comments are skipped. */
export function parseSysctlFiles(text: string): Parsed<readonly SysctlAssignment[]> {
  const notes = newNotes();
  const assignments: SysctlAssignment[] = [];
  for (const { number, text: line } of linesOf(text)) {
    const [, file, rest = ''] = /^(\/[^:]{1,400}):(.*)$/.exec(line) ?? [];
    const setting = rest.trim();
    if (file === undefined) notes.add(number, line, 'not of the form file:key = value');
    else if (setting !== '' && !/^[#;]/.test(setting)) {
      const assignment = assignmentOf(file, setting);
      if (assignment) assignments.push(assignment);
      else notes.add(number, line, 'neither an assignment nor a comment');
    }
  }
  return notes.parsed(assignments);
}

/** sysctl.d(5): a leading `-` means that errors don't matter; the first separator decides whether dots or slashes separate. */
function assignmentOf(file: string, setting: string): SysctlAssignment | undefined {
  const at = setting.indexOf('=');
  const name = (at < 0 ? setting : setting.slice(0, at)).trim().replace(/^-/, '').trim();
  if (name === '' || /\s/.test(name) || (at < 0 && !setting.startsWith('-'))) return undefined;
  return { file, key: dottedSysctlKey(name), value: at < 0 ? null : setting.slice(at + 1).trim() };
}

export interface BootValue {
  readonly value: string;
  readonly file: string;
}

/** Folders of sysctl.d(5) from the one that wins to the one that loses, where both have a file of the same name. */
const FOLDERS = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d', '/lib/sysctl.d'];

const folderOf = (file: string) => file.slice(0, file.lastIndexOf('/'));
const nameOf = (file: string) => file.slice(file.lastIndexOf('/') + 1);

/**
 * What the next boot sets a key to, and from which file; undefined where no file sets it. systemd-sysctl and procps apply the files in the
 * order of their names, whatever their folder, the last assignment wins, and an exact key beats a glob. /etc/sysctl.conf comes
 * last with procps; systemd-sysctl reads it only where a file of sysctl.d links to it (99-sysctl.conf on Debian), which prints the same lines
 * under that name.
 */
export function bootValue(
  assignments: readonly SysctlAssignment[],
  key: string,
  readsSysctlConf: boolean,
): BootValue | undefined {
  const files = [...new Set(assignments.map((assignment) => assignment.file))];
  const winner = new Map<string, string>();
  for (const file of files) {
    const rank = FOLDERS.indexOf(folderOf(file));
    const held = winner.get(nameOf(file));
    if (rank >= 0 && (held === undefined || rank < FOLDERS.indexOf(folderOf(held)))) winner.set(nameOf(file), file);
  }
  const order = [...winner.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, file]) => file);
  if (readsSysctlConf) order.push('/etc/sysctl.conf');
  let exact: BootValue | undefined;
  let globbed: BootValue | undefined;
  let excluded = false;
  for (const file of order) {
    for (const assignment of assignments) {
      if (assignment.file !== file) continue;
      if (assignment.key === key) {
        if (assignment.value === null) excluded = true;
        else exact = { value: assignment.value, file };
      } else if (assignment.value !== null && matchesGlob(assignment.key, key))
        globbed = { value: assignment.value, file };
    }
  }
  return exact ?? (excluded ? undefined : globbed);
}

/** `*` stands for one part of the key, or for a part of a part. */
function matchesGlob(pattern: string, key: string): boolean {
  if (!pattern.includes('*')) return false;
  const patternParts = pattern.split('.');
  const keyParts = key.split('.');
  return (
    patternParts.length === keyParts.length && patternParts.every((part, i) => matchesPart(part, keyParts[i] ?? ''))
  );
}

function matchesPart(pattern: string, text: string): boolean {
  const pieces = pattern.split('*');
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
