import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SupervisorReply, SupervisorRequest } from './supervisor-protocol.ts';

/** One throw-away set of namespaces (mount, network, PID, IPC, host name), with nothing of the machine in /run and /var/lib. */
export interface Sandbox {
  /** Its root folder as the machine outside sees it. */
  readonly root: string;
  /** Runs a command and returns its end, whatever its exit code. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<Ended>;
  /** Runs a shell script and throws when it fails. */
  sh(script: string, options?: ExecOptions): Promise<string>;
  close(): Promise<void>;
}

export interface ExecOptions {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stays?: boolean;
  readonly timeoutMs?: number;
}

export interface Ended {
  readonly pid: number | null;
  readonly code: number | null;
  readonly stdout: string;
  readonly bytes: Buffer;
  readonly stderr: string;
}

const program = (name: string): string => readFileSync(new URL(`./programs/${name}`, import.meta.url), 'utf8');
const supervisor = fileURLToPath(new URL('./supervisor.mjs', import.meta.url));

/** Kept out of every sandbox: what a command could learn there about the machine and its user. */
const environment = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  HOME: '/root',
  TERM: 'dumb',
};

const isolation = ['--mount', '--net', '--pid', '--ipc', '--uts', '--fork', '--kill-child', '--mount-proc'];

export function unshareArguments(uid = process.getuid?.() ?? 0): readonly string[] {
  return uid === 0 ? isolation : ['--user', '--map-root-user', ...isolation];
}

/** A lab is a burst of processes: more of them at once in one test file would only make each other's traffic late. */
const mostAtOnce = 3;
let open = 0;
const queue: (() => void)[] = [];

async function takePlace(): Promise<void> {
  if (open >= mostAtOnce) await new Promise<void>((resolve) => queue.push(resolve));
  open += 1;
}

function givePlace(): void {
  open -= 1;
  queue.shift()?.();
}

export async function openSandbox(): Promise<Sandbox> {
  await takePlace();
  const child = spawn('unshare', [...unshareArguments(), '--', process.execPath, supervisor], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment,
  });
  const waiting = new Map<number, { done: (ended: Ended) => void; failed: (error: Error) => void }>();
  const fail = (error: Error): void => {
    for (const { failed } of waiting.values()) failed(error);
    waiting.clear();
  };
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  child.once('exit', givePlace);
  child.on('error', (error) => fail(new Error(`unshare cannot be started (${error.message}): install util-linux.`)));
  child.on('exit', (code) => fail(new Error(`the lab's supervisor ended with exit code ${code}.`)));
  child.stdin.on('error', () => {});
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reply = JSON.parse(line) as SupervisorReply;
    const bytes = Buffer.from(reply.stdout, 'base64');
    waiting
      .get(reply.id)
      ?.done({ pid: reply.pid, code: reply.code, stdout: bytes.toString('utf8'), bytes, stderr: reply.stderr });
    waiting.delete(reply.id);
  });

  let last = 0;
  const exec = (argv: readonly string[], options: ExecOptions = {}): Promise<Ended> => {
    last += 1;
    const request: SupervisorRequest = { timeoutMs: 60_000, ...options, id: last, argv };
    return new Promise((done, failed) => {
      waiting.set(request.id, { done, failed });
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  };
  const sh = async (script: string, options?: ExecOptions): Promise<string> => {
    const end = await exec(['sh', '-euc', script], options);
    if (end.code !== 0)
      throw new Error(`exit code ${end.code} in the sandbox: ${end.stderr.trim()}\n${script.slice(0, 400)}`);
    return end.stdout;
  };
  const sandbox: Sandbox = {
    root: `/proc/${child.pid}/root`,
    exec,
    sh,
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
  await sandbox.sh(`
    mount -t tmpfs tmpfs /run
    mount -t tmpfs tmpfs /var/lib
    mkdir -p /run/netns /run/bin
    ip link set lo up
    cat > /run/bin/stand-in <<'EOT'\n${program('stand-in.pl')}EOT
    cat > /run/bin/flows <<'EOT'\n${program('flows.pl')}EOT
    cat > /run/bin/flannel-cni <<'EOT'\n${program('flannel-cni.sh')}EOT
    chmod +x /run/bin/*`);
  return sandbox;
}
