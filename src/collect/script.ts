import { commandLabel, DEFAULT_CAP, DEFAULT_SECONDS, type Probe, type ProbeCommand } from './probe.ts';
import { PROBE_FUNCTIONS, PROBES } from './probes/index.ts';
import { GUARD_FUNCTIONS } from './shell/guards.ts';
import { DEFAULT_OPTIONS, HOST_FUNCTIONS, mainText, type ScriptOptions } from './shell/main.ts';
import { NAMESPACE_FUNCTIONS } from './shell/namespaces.ts';
import { RECORD_FUNCTIONS } from './shell/record.ts';
import { RUN_FUNCTIONS } from './shell/run.ts';

/**
 * The node script: self-contained POSIX sh that prints a probe frame on stdout. `netlint` is the version that the frame names.
 */
export function probeScript(
  netlint: string,
  options: Partial<ScriptOptions> = {},
  probes: readonly Probe[] = PROBES,
): string {
  const functions = new Map<string, string>();
  const probeTexts = probes.flatMap((probe) => probeFunctions(probe, functions));
  const parts = [
    RECORD_FUNCTIONS,
    RUN_FUNCTIONS,
    GUARD_FUNCTIONS,
    NAMESPACE_FUNCTIONS,
    ...PROBE_FUNCTIONS,
    HOST_FUNCTIONS,
    '# The commands.\n',
    ...functions.values(),
    ...probeTexts,
    hostPart(netlint, probes),
    podPart(probes),
  ];
  const text = parts.map((part) => part.trim()).join('\n\n');
  return mainText({ netlint, options: { ...DEFAULT_OPTIONS, ...options }, parts: text });
}

/** `ip-link` becomes `probe_ip_link`; in other namespaces a probe may have commands of its own. */
const functionName = (probe: Probe, place: 'host' | 'pod' = 'host'): string =>
  `${place === 'pod' && probe.podCommands ? 'pod_' : ''}probe_${probe.id.replaceAll('-', '_')}`;

function probeFunctions(probe: Probe, functions: Map<string, string>): readonly string[] {
  const host = probeFunction(probe, functionName(probe), probe.commands, functions);
  if (!probe.podCommands) return [host];
  return [host, probeFunction(probe, functionName(probe, 'pod'), probe.podCommands, functions)];
}

function probeFunction(
  probe: Probe,
  name: string,
  commands: readonly ProbeCommand[],
  functions: Map<string, string>,
): string {
  const seconds = probe.seconds ?? DEFAULT_SECONDS;
  const blocks = Math.ceil((probe.cap ?? DEFAULT_CAP) / 512);
  const id = probe.each ? `"${probe.id}:$item"` : probe.id;
  const first = commands[0] ? quoteLabel(commandLabel(commands[0]), probe) : "''";
  const begin = `begin ${id} ${seconds} ${blocks} ${quote((probe.accept ?? []).join(' '))} ${first}${probe.readings ? ' "$1"' : ''}`;
  const attempts = commands.map((command) => attempt(command, probe, name, functions));
  const chain = [...attempts.map((text, i) => `${i === 0 ? 'if' : 'elif'} ${text}; then\n  :`), 'fi'].join('\n');
  const guarded = probe.guard ? `if ${probe.guard}; then\n${indent(chain)}\nfi` : chain;
  const body = [
    `${begin} || return 0`,
    guarded,
    ...(probe.after ? [`[ "$status" = skipped ] || {\n${indent(probe.after.trim())}\n}`] : []),
    'finish',
  ];
  return `# ${probe.purpose}\n${name}() {\n${indent(body.join('\n'))}\n}`;
}

/** One command as a condition that is true when it gave an output. */
function attempt(command: ProbeCommand, probe: Probe, name: string, functions: Map<string, string>): string {
  const guard = command.guard ? `${command.guard} && ` : '';
  if ('files' in command) return `${guard}print_files ${command.files.join(' ')}`;
  const label = quoteLabel(commandLabel(command), probe);
  if ('tool' in command) {
    const tool = command.tool.split(' ')[0] ?? '';
    const run = command.filter
      ? `run_filtered ${define(functions, `filter_${plain(probe.id)}`, command.filter)}`
      : 'run';
    const call = `${run} ${command.tool}`;
    return `${guard}use ${label} ${tool} && ${command.conclusive ? `{ ${call} || :; }` : call}`;
  }
  const own = define(functions, `own_${name}`, command.shell);
  const needs = (command.needs ?? []).map((tool) => `use ${label} ${tool} && `).join('');
  return `${guard}${needs}${command.conclusive ? `{ run_own ${own} || :; }` : `run_own ${own}`}`;
}

/** Makes a shell function of the text, the same one for the same text. */
function define(functions: Map<string, string>, name: string, text: string): string {
  const known = [...functions].find(([, body]) => body.endsWith(` {\n${indent(text.trim())}\n}`));
  if (known) return known[0];
  // A probe may have several commands of its own.
  if (functions.has(name)) return define(functions, `${name}_else`, text);
  functions.set(name, `${name}() {\n${indent(text.trim())}\n}`);
  return name;
}

function hostPart(netlint: string, probes: readonly Probe[]): string {
  const again = probes.filter((probe) => probe.readings === 2).map((probe) => `${functionName(probe)} 2`);
  const lines = [
    'prepare_host',
    `first_line ${quote(netlint)}`,
    '[ "$(id -u 2>/dev/null)" = 0 ] || problem \'not run as root: other namespaces, firewall tables and names of processes could not be read\'',
    'look_at_modules',
    'find_daemons',
    'find_namespaces',
    'daemons_in "$host_inode"',
    ...hostCalls(probes),
    'look_into_namespaces',
    `if [ "$sample" -gt 0 ]; then\n${indent(['wait_for_sample', ...again].join('\n'))}\nfi`,
    'last_line',
    'return 0',
  ];
  return `host_part() {\n${indent(lines.join('\n'))}\n}`;
}

/** The calls in order; neighbours that are run once for each device or bridge share the loop. */
function hostCalls(probes: readonly Probe[]): readonly string[] {
  const lines: string[] = [];
  for (let i = 0; i < probes.length; ) {
    const { each } = probes[i] as Probe;
    const group = [probes[i++] as Probe];
    while (each && probes[i]?.each === each) group.push(probes[i++] as Probe);
    const calls = group.map((probe) => `${onlyWhere(probe)}${functionName(probe)}`);
    if (each) lines.push(`list_${each}s`, `for item in $items; do\n${indent(calls.join('\n'))}\ndone`);
    else lines.push(...calls.map((call, j) => (group[j]?.readings ? `${call} ''` : call)));
  }
  return lines;
}

function podPart(probes: readonly Probe[]): string {
  const both = probes.filter((probe) => probe.scope === 'both');
  const lines = [
    'set -f',
    '# The time for this namespace is over: what runs is ended too, and nothing new is begun.',
    "trap 'deadline=0' TERM",
    'prepare',
    ...both.map((probe) => `${onlyWhere(probe)}${functionName(probe, 'pod')}${probe.readings ? " ''" : ''}`),
    'flush',
    `printf '%s\\n' "$outputs" >count`,
  ];
  const everywhere = both.filter((probe) => probe.lives === undefined);
  return `pod_probes='${everywhere.map((probe) => probe.id).join(' ')}'\n\npod_part() {\n${indent(lines.join('\n'))}\n}`;
}

const onlyWhere = ({ lives }: Probe): string => (lives === undefined ? '' : `! lives_here ${lives} || `);

const plain = (id: string): string => id.replaceAll('-', '_');
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
/** `$item` stays a variable: its value is checked to be of plain characters. */
const quoteLabel = (label: string, probe: Probe): string => (probe.each ? `"${label}"` : quote(label));

/** Two blanks before every line, but not inside here-documents, whose end word must stand alone. */
function indent(text: string): string {
  let inDocument = false;
  return text
    .split('\n')
    .map((line) => {
      const inside = inDocument;
      if (inside && line === 'END') inDocument = false;
      else if (!inside && line.endsWith('<<END')) inDocument = true;
      return inside || line === '' ? line : `  ${line}`;
    })
    .join('\n');
}
