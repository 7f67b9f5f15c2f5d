/**
 * A probe is one thing that is read on a node. A new one is one object in `probes/<area>.ts`, and one parser in `src/parse/`.
 * The node script (script.ts) and the table of `netlint probe --list` are made from these objects.
 */

export type Area =
  | 'system'
  | 'links'
  | 'routes'
  | 'sysctl'
  | 'netfilter'
  | 'conntrack'
  | 'sockets'
  | 'counters'
  | 'ovs'
  | 'cni'
  | 'daemons'
  | 'nic';

export interface Probe {
  /** Name of the output in the snapshot, e.g. `ip-link`; with `each` it becomes `ovs-flows:br0`. */
  readonly id: string;
  readonly area: Area;
  /** What rules use it for, in a few words. */
  readonly purpose: string;
  /** `host`: the node's own network namespace; `both`: every other namespace too. */
  readonly scope: 'host' | 'both';
  /** Only where a daemon of this name lives (its name in /proc/PID/comm); elsewhere there is no record of it. */
  readonly lives?: string;
  /** Call of a shell function that says no (and why, with `no_because`) when the probe must not be run; asked before anything else. */
  readonly guard?: string;
  /** In order of preference: the next one is tried when the tool is missing, or when it fails and prints nothing. */
  readonly commands: readonly ProbeCommand[];
  /** Used instead of `commands` outside the host namespace. */
  readonly podCommands?: readonly ProbeCommand[];
  /** Seconds, default 10. */
  readonly seconds?: number;
  /** Most bytes that are kept of stdout, default 4 MiB. */
  readonly cap?: number;
  /** 2: read again at the end, for counters whose growth matters. Only in the host namespace. */
  readonly readings?: 2;
  /** Once for each of these; the name is `$item` in the commands. */
  readonly each?: 'device' | 'bridge';
  /** Exit codes besides 0 that are no errors (`grep` finds nothing: 1). */
  readonly accept?: readonly number[];
  /** Shell text that is run when the output is there, as `$n.o`, and before it is sent. */
  readonly after?: string;
}

export type ProbeCommand = ToolCommand | FilesCommand | ShellCommand;

interface CommandBase {
  /** The same for one command: the next one is tried. */
  readonly guard?: string;
  /** A failure is an answer too (connection refused): no other command is tried. */
  readonly conclusive?: true;
}

/** A tool with its arguments, as a shell would read them. */
export interface ToolCommand extends CommandBase {
  readonly tool: string;
  /** What people see instead, when the call has options that are not worth showing. */
  readonly label?: string;
  /** Shell text that gets the tool's output on stdin and prints what is kept. */
  readonly filter?: string;
}

/** Files that are printed one after another; those that are not there are left out. */
export interface FilesCommand extends CommandBase {
  readonly files: readonly string[];
}

/** Shell text of our own: builtins, with tools only through `limited`. */
export interface ShellCommand extends CommandBase {
  readonly shell: string;
  readonly label: string;
  /** Tools without which it cannot work. */
  readonly needs?: readonly string[];
}

export const DEFAULT_SECONDS = 10;
export const DEFAULT_CAP = 4 * 1024 * 1024;

/** The command as people know it, with DEVICE or BRIDGE for the name. */
export function commandLabel(command: ProbeCommand): string {
  if ('files' in command) return `cat ${command.files.join(' ')}`;
  if ('shell' in command) return command.label;
  return command.label ?? command.tool;
}
