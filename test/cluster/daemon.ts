import type { Machine } from '../lab/machine.ts';

/** A real daemon on a machine: a process that the tests may end, freeze and start again. */
export interface Daemon {
  readonly name: string;
  readonly node: string;
  /** Nothing where it runs already. */
  readonly start: () => Promise<void>;
  /** SIGTERM, and waits for its end. */
  readonly stop: () => Promise<void>;
  /** SIGKILL, as the kernel's out-of-memory killer does. */
  readonly kill: () => Promise<void>;
  readonly restart: () => Promise<void>;
  /** The same with other flags, until it is started again. */
  readonly restartWith: (edit: (flags: readonly string[]) => readonly string[]) => Promise<void>;
  readonly signal: (name: string) => Promise<void>;
  readonly running: () => Promise<boolean>;
  readonly log: () => Promise<string>;
}

export interface DaemonCommand {
  readonly program: string;
  readonly flags: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Shell lines that run before it, in its process. */
  readonly before?: string;
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

export function daemon(machine: () => Machine, name: string, command: () => DaemonCommand): Daemon {
  let pid = 0;
  const log = `/var/log/${name}.log`;
  const running = async (): Promise<boolean> =>
    pid !== 0 && machine().running() && (await machine().exec(['kill', '-0', String(pid)])).code === 0;
  const end = async (signal: string): Promise<void> => {
    if (!(await running())) return;
    await machine().sh(`kill -${signal} ${pid} 2>/dev/null || exit 0; n=0
      while kill -0 ${pid} 2>/dev/null; do sleep 0.02; n=$((n + 1)); [ $n -lt 250 ] || kill -KILL ${pid} 2>/dev/null || true; done`);
    pid = 0;
  };
  const start = async (edit = (flags: readonly string[]) => flags): Promise<void> => {
    if (await running()) return;
    const { program, flags, env = {}, before = '' } = command();
    const words = [program, ...edit(flags)].map(quoted).join(' ');
    const printed = await machine().sh(
      `(${before}
      exec ${words}) >>${log} 2>&1 </dev/null &
      echo $!`,
      { env },
    );
    pid = Number(printed);
  };
  const stop = (): Promise<void> => end('TERM');
  return {
    name,
    node: machine().name,
    start: () => start(),
    stop,
    kill: () => end('KILL'),
    restart: async () => {
      await stop();
      await start();
    },
    restartWith: async (edit) => {
      await stop();
      await start(edit);
    },
    signal: async (signal) => {
      await machine().sh(`kill -${signal} ${pid}`);
    },
    running,
    log: () => machine().sh(`cat ${log}`),
  };
}
