import { type ChildProcess, spawn } from 'node:child_process';

export interface SshRun {
  readonly arguments: readonly string[];
  readonly stdin: string;
  readonly cap: number;
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

export interface SshEnd {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly code: number | null;
  /** Set when it was stopped from here. */
  readonly stopped?: 'time' | 'signal' | 'size';
}

const MERCY = 500;
const LONGEST_STDERR = 64 * 1024;

/**
 * Runs the system's `ssh`. It gets no terminal (a session of its own), so that neither it nor a jump host's can ask anything. Rejects
 * only when there is no ssh.
 */
export async function runSsh({ arguments: words, stdin, cap, milliseconds, signal }: SshRun): Promise<SshEnd> {
  const { promise, resolve, reject } = Promise.withResolvers<SshEnd>();
  const child = spawn('ssh', words, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', SSH_ASKPASS_REQUIRE: 'never' },
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let size = 0;
  let errSize = 0;
  let stopped: SshEnd['stopped'];
  let killer: NodeJS.Timeout | undefined;

  const stop = (why: SshEnd['stopped']): void => {
    if (stopped !== undefined) return;
    stopped = why;
    kill(child, 'SIGTERM');
    killer = setTimeout(() => kill(child, 'SIGKILL'), MERCY);
  };
  const onAbort = (): void => stop('signal');
  const timer = setTimeout(() => stop('time'), Math.max(0, milliseconds));
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });

  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= cap) out.push(chunk);
    else stop('size');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errSize += chunk.length;
    if (errSize <= LONGEST_STDERR) err.push(chunk);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const stdoutEnd = new Promise<void>((done) => child.stdout.once('close', done));
  child.on('error', reject);
  // Not on `close`: a ControlPersist master of the user's configuration goes on in the background and keeps stderr open.
  child.on('exit', (code) => {
    const give = (): void => {
      clearTimeout(timer);
      clearTimeout(killer);
      signal.removeEventListener('abort', onAbort);
      child.stdout.destroy();
      child.stderr.destroy();
      const stderr = Buffer.concat(err).toString();
      resolve({ stdout: Buffer.concat(out), stderr, code, ...(stopped === undefined ? {} : { stopped }) });
    };
    const late = setTimeout(give, 1000);
    void stdoutEnd.then(() => {
      clearTimeout(late);
      // stderr's last words come through another pipe.
      setTimeout(give, 20);
    });
  });
  return promise;
}

/** With the processes of a ProxyCommand. */
function kill(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch {
    // It has ended by itself.
  }
}
