import { type Unknown, unknown } from '../../model/reading.ts';
import type { NodeModel } from '../../model/types.ts';

/** Seconds between the start of a daemon's youngest process and the reading of its node; null where nobody said, or no such process runs. */
export function daemonAge({ system, processes }: NodeModel, name: string, netns?: string): number | null {
  const uptime = system.state === 'known' ? system.value.uptimeSeconds : null;
  if (uptime === null || processes.state !== 'known') return null;
  const starts = processes.value
    .filter((process) => process.name === name && (netns === undefined || process.netns === netns))
    .flatMap(({ startSeconds }) => startSeconds ?? []);
  return starts.length === 0 ? null : Math.max(0, uptime - Math.max(...starts));
}

/** Why a daemon may not have done yet what it does after its start: it is younger than so many seconds. Null for one that is older, or does not run. */
export function justStarted(node: NodeModel, name: string, seconds: number, netns?: string): Unknown | null {
  const age = daemonAge(node, name, netns);
  return age === null || age >= seconds
    ? null
    : unknown('processes', `${name} was started ${Math.floor(age)} s before ${node.name} was read`);
}
