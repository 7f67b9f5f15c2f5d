import { configJsonSchema } from '../config/json-schema.ts';
import type { Place } from '../config/types.ts';
import { visible, visibleJson } from '../report/escape.ts';
import type { ConfigOptions } from './commands/config.ts';
import { sayComplaints } from './complaints.ts';
import type { Policy } from './policy.ts';
import { loadPolicy } from './policy.ts';
import type { Settings } from './settings.ts';
import { readSettings } from './settings.ts';

/** Prints settings, changed rules and waivers, each with its origin. Mistakes in the file make the exit code 2. */
export async function showConfig(options: ConfigOptions): Promise<void> {
  if (options.schema) {
    process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    return;
  }
  const settings = readSettings(options);
  const policy = await loadPolicy(settings, [], 'any');
  const shown = { file: settings.config.file, settings: settingsOf(settings), ...rulesAndWaivers(policy, settings) };
  process.stdout.write(options.json ? `${visibleJson(JSON.stringify(shown, null, 2))}\n` : textOf(shown));
  sayComplaints([], policy.problems, [], settings.verbose.value);
}

interface Shown {
  readonly file: string | null;
  readonly settings: readonly ShownSetting[];
  readonly rules: readonly (ShownSetting & { readonly rule: string; readonly instead: string })[];
  readonly waivers: Policy['acceptance']['waivers'];
  readonly expired: readonly string[];
}

interface ShownSetting {
  readonly name: string;
  readonly value: unknown;
  readonly from: string;
}

const settingsOf = (settings: Settings): readonly ShownSetting[] => [
  { name: 'ruleFolders', ...joined(settings.ruleFolders) },
  { name: 'output.format', ...settings.format },
  {
    name: 'output.files',
    value: settings.files.value.map(({ format, file }) => `${format}=${file}`),
    from: settings.files.from,
  },
  { name: 'output.verbose', ...settings.verbose },
  { name: 'gate.failOn', ...settings.failOn },
  { name: 'gate.minCoverage', ...settings.minimumCoverage },
  { name: 'gate.baseline', ...settings.baseline },
  {
    name: 'as of',
    value: settings.today.value,
    from: settings.today.from === 'default' ? 'today, in UTC' : settings.today.from,
  },
];

const joined = (folders: Settings['ruleFolders']): { readonly value: readonly string[]; readonly from: string } => ({
  value: folders.map(({ value }) => value),
  from: folders.length === 0 ? 'default' : folders.map(({ from }) => from).join(', '),
});

function rulesAndWaivers(
  { loaded, configured, acceptance }: Policy,
  { config }: Settings,
): Pick<Shown, 'rules' | 'waivers' | 'expired'> {
  const from = (place: Place | undefined): string =>
    place ? `${config.file}:${place.line}:${place.column}` : 'default';
  const inForce = new Map(configured.rules.map((rule) => [rule.id, rule]));
  const off = new Set(configured.off);
  const rules = loaded.flatMap((rule) => {
    const now = inForce.get(rule.id);
    const level = {
      rule: rule.id,
      name: 'level',
      value: off.has(rule.id) ? 'off' : now?.severity,
      instead: rule.severity,
      from: from(configured.places.get(rule.id)),
    };
    const parameters = [...rule.parameters.values()].map(({ name, value }) => ({
      rule: rule.id,
      name,
      value: now?.parameters.get(name)?.value ?? value,
      instead: String(value),
      from: from(configured.places.get(`${rule.id} ${name}`)),
    }));
    return [level, ...parameters].filter((setting) => setting.from !== 'default');
  });
  const expired = acceptance.waivers.filter(({ expires }) => expires < acceptance.today).map(({ place }) => place);
  const waivers = acceptance.waivers.map(({ rule, target, reason, owner, expires, place }) => ({
    rule,
    target,
    reason,
    owner,
    expires,
    place,
  }));
  return { rules, waivers, expired };
}

function textOf({ file, settings, rules, waivers, expired }: Shown): string {
  const rows = [
    ['configuration', file ?? 'none', file === null ? 'no netlint.yaml here or in a folder above' : ''],
    ...settings.map(({ name, value, from }) => [name, valueText(value), from]),
  ];
  const changed = rules.map(({ rule, name, value, instead, from }) => [
    rule,
    name,
    `${valueText(value)} instead of ${instead}`,
    from,
  ]);
  const accepted = waivers.map(({ rule, target, expires, owner, reason, place }) => [
    rule,
    target,
    `${expired.includes(place) ? 'expired' : 'until'} ${expires}`,
    owner,
    reason,
    place,
  ]);
  const lines = [
    ...columns(rows),
    '',
    changed.length === 0 ? 'no rule is changed' : 'rules that are changed',
    ...columns(changed).map((line) => `  ${line}`),
    '',
    accepted.length === 0 ? 'no waivers' : `waivers (${expired.length} of ${waivers.length} expired)`,
    ...columns(accepted).map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

function valueText(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'none';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  const cells = rows.map((row) => row.map(visible));
  for (const row of cells) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
