import { isRecord, type Keep, listOf, number, shape, text } from './keep.ts';
import { wantedFlags } from './wanted-flags.ts';

const port = shape({ name: text, containerPort: number, hostPort: number, hostIP: text, protocol: text });

/** An application's container: what it listens on. Environment, arguments, mounts and probes stay out. */
const plainContainer = shape({ name: text, image: text, ports: listOf(port) });

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}

/** A daemon's container: the program, and of its arguments the flags that rules read. */
const daemonContainer: Keep = (value) => {
  const kept = plainContainer(value);
  if (!isRecord(kept) || !isRecord(value)) return undefined;
  const [program, ...rest] = words(value.command);
  const args = wantedFlags([...rest, ...words(value.args)]);
  return {
    ...kept,
    ...(program === undefined || /\s/.test(program) ? {} : { command: [program] }),
    ...(args.length === 0 ? {} : { args }),
  };
};

export const plainContainers = listOf(plainContainer);
export const daemonContainers = listOf(daemonContainer);
