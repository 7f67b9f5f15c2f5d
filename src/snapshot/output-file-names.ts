import type { PartOutput } from './node-part.ts';
import type { OutputRecord } from './types.ts';

/** Lower case and short, as some file systems know nothing else: `net:[4026532585]` gives `net-4026532585`. */
function safe(text: string): string {
  const cleaned = text
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return cleaned.slice(0, 80) || 'x';
}

export interface NamedOutput {
  readonly record: OutputRecord;
  readonly output: PartOutput;
}

/**
 * Gives every output its file names inside the node's folder: `host.ip-link.out`, `net-4026532585.ip-addr.out`, `host.ip-link.2.out`.
 * Ids and namespaces that come out alike get `~2`, so that no name is used twice.
 */
export function nameOutputs(outputs: readonly PartOutput[]): NamedOutput[] {
  const used = new Set<string>();
  return outputs.map((output) => {
    const { id, netns, command, status, exit, ms, at, reading, stdout, stderr } = output;
    const base = `${safe(netns)}.${safe(id)}${reading === undefined ? '' : `.${reading}`}`;
    let name = base;
    for (let again = 2; used.has(name); again += 1) name = `${base}~${again}`;
    used.add(name);
    const record: OutputRecord = {
      id,
      netns,
      command,
      status,
      exit,
      ms,
      ...(at === undefined ? {} : { at }),
      stdout: stdout.length === 0 ? null : `${name}.out`,
      stderr: stderr.length === 0 ? null : `${name}.err`,
      ...(reading === undefined ? {} : { reading }),
    };
    return { record, output };
  });
}
