import { spawn } from 'node:child_process';
import { MAX_FRAME_BYTES } from '../snapshot/gunzip.ts';
import { SnapshotError } from '../snapshot/types.ts';
import { probeScript } from './script.ts';
import type { ScriptOptions } from './shell/main.ts';

export interface LocalOptions {
  /** Version of netlint, for the frame's first line. */
  readonly netlint: string;
  readonly script?: Partial<ScriptOptions>;
  /** Seconds after which the script is stopped, default 330. What it has sent by then is given. */
  readonly deadline?: number;
  /** Most bytes that are taken from it. */
  readonly cap?: number;
}

export interface LocalProbe {
  /** What the script printed: a probe frame, which may be cut off. */
  readonly frame: Buffer;
  /** What it had to say itself; '' as a rule. */
  readonly stderr: string;
  /** Set when it was stopped or failed: one sentence. */
  readonly problem?: string;
}

const DEADLINE = 330;
const MERCY = 10;

/** Runs the node script on this machine. Throws SnapshotError where there is no Linux or no shell. */
export async function probeThisHost(options: LocalOptions): Promise<LocalProbe> {
  if (process.platform !== 'linux') {
    throw new SnapshotError(
      `This machine (${process.platform}) is no Linux, whose network stack netlint reads: run "netlint probe" on a node, or scan a snapshot.`,
    );
  }
  const deadline = options.deadline ?? DEADLINE;
  // A budget that ends before the deadline lets the script finish what it has in hand.
  const script = { budget: Math.max(1, Math.floor(deadline * 0.9)), ...options.script };
  return runScript(probeScript(options.netlint, script), deadline, options.cap ?? MAX_FRAME_BYTES);
}

/** Gives a script to `sh -s` and collects what it prints; `deadline` in seconds. */
export async function runScript(script: string, deadline: number, cap: number = MAX_FRAME_BYTES): Promise<LocalProbe> {
  const { promise, resolve, reject } = Promise.withResolvers<LocalProbe>();
  // Its own process group, so that the deadline reaches the tools too.
  const child = spawn('sh', ['-s'], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let size = 0;
  let problem: string | undefined;

  const signal = (name: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has ended by itself.
    }
  };
  const stop = (why: string): void => {
    if (problem !== undefined) return;
    problem = why;
    signal('SIGTERM');
    killer = setTimeout(() => signal('SIGKILL'), MERCY * 1000);
  };
  let killer: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => stop(`the probe was stopped after ${deadline} s`), deadline * 1000);
  const onInterrupt = (): void => stop('the probe was interrupted');
  process.once('SIGINT', onInterrupt);
  process.once('SIGTERM', onInterrupt);

  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= cap) out.push(chunk);
    else stop(`the probe printed more than ${cap} bytes and was stopped`);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (err.length < 100) err.push(chunk);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(script);
  child.on('error', (error) =>
    reject(new SnapshotError(`The probe script could not be started: sh: ${error.message}.`)),
  );
  child.on('close', (code, signalName) => {
    clearTimeout(timer);
    clearTimeout(killer);
    process.removeListener('SIGINT', onInterrupt);
    process.removeListener('SIGTERM', onInterrupt);
    if (code !== 0) problem ??= `the probe script ended with ${signalName ?? `exit code ${code}`}`;
    const stderr = Buffer.concat(err).toString().slice(0, 4000);
    resolve({ frame: Buffer.concat(out), stderr, ...(problem === undefined ? {} : { problem }) });
  });
  return promise;
}
