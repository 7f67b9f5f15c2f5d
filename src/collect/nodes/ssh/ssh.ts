import { randomBytes } from 'node:crypto';
import { gunzipBounded, MAX_FRAME_BYTES } from '../../../snapshot/gunzip.ts';
import { probeScript } from '../../script.ts';
import type { ScriptOptions } from '../../shell/main.ts';
import { CollectError, type NodeAnswer, type NodeTarget, type NodeTransport } from '../types.ts';
import { type Destination, isUserName, parseDestination } from './destination.ts';
import { sshFailure } from './errors.ts';
import { runSsh, type SshEnd } from './run-ssh.ts';

export interface SshOptions {
  /** Version of netlint. */
  readonly netlint: string;
  /** Instead of the one in the user's configuration. */
  readonly user?: string;
  readonly script?: Partial<ScriptOptions>;
}

const CONNECT_SECONDS = 10;

/** The probe through the system's OpenSSH, with the user's own configuration, keys, agent and jump hosts. */
export function sshTransport(options: SshOptions): NodeTransport {
  return {
    way: 'ssh',
    async open() {
      if (options.user !== undefined && !isUserName(options.user)) {
        throw new CollectError(
          `"${options.user}" is no user name that netlint gives to ssh: use letters, digits, ".", "_" and "-"`,
        );
      }
    },
    collect: (target, limits) => collect(options, target, limits),
    async close() {
      return [];
    },
  };
}

async function collect(
  options: SshOptions,
  target: NodeTarget,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal: AbortSignal },
): Promise<NodeAnswer> {
  const { name, addresses } = target;
  if (addresses.length === 0)
    throw new CollectError(`${name} has no address that SSH could go to: give one with --hosts`);
  const end = performance.now() + milliseconds - 300;
  const reasons: string[] = [];
  let again = false;
  for (const address of addresses) {
    const destination = parseDestination(address);
    if (!destination) {
      reasons.push(`${JSON.stringify(address.slice(0, 100))} is no host name or address, and was given to no program`);
      continue;
    }
    const left = end - performance.now();
    if (left < 500 || signal.aborted) break;
    const tried = await tryAddress(options, destination, { milliseconds: left, signal });
    if ('answer' in tried) return tried.answer;
    // A Node's name that no DNS has is no news beside what its address said.
    if (!(tried.unresolved && reasons.length > 0)) reasons.push(`${address}: ${tried.why}`);
    again = tried.again;
    if (!tried.elsewhere) break;
  }
  throw new CollectError(`${reasons.join('; ')}`, again);
}

type Tried =
  | { readonly answer: NodeAnswer }
  | {
      readonly why: string;
      readonly elsewhere: boolean;
      readonly again: boolean;
      readonly unresolved?: boolean;
    };

async function tryAddress(
  options: SshOptions,
  destination: Destination,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal: AbortSignal },
): Promise<Tried> {
  const seconds = Math.max(3, Math.floor((milliseconds / 1000) * 0.8 - 1));
  const nonce = randomBytes(8).toString('hex');
  let ended: SshEnd;
  try {
    ended = await runSsh({
      arguments: sshArguments(options, destination, remoteCommand(nonce, seconds), Math.min(CONNECT_SECONDS, seconds)),
      stdin: probeScript(options.netlint, { ...options.script, budget: seconds }),
      cap: MAX_FRAME_BYTES,
      milliseconds,
      signal,
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      why: `ssh cannot be run on this machine (${why}): install OpenSSH's client`,
      elsewhere: false,
      again: false,
    };
  }
  const { frame, problem } = await unpack(ended.stdout, nonce);
  const stopped = ended.stopped && STOPPED[ended.stopped];
  if (frame.includes('netlint-frame ')) {
    const wrong = stopped ?? problem;
    return { answer: { frame, bytes: ended.stdout.length, ...(wrong === undefined ? {} : { problem: wrong }) } };
  }
  if (stopped !== undefined) return { why: stopped, elsewhere: false, again: false };
  // The end of a pipe is gzip's: a sudo that said no is seen in what it printed alone.
  if (ended.code !== 0 || ended.stderr.trim() !== '') return sshFailure(ended.stderr, ended.code);
  return { why: `it sent no probe frame, but ${quoted(ended.stdout)}`, elsewhere: false, again: false };
}

const STOPPED: Readonly<Record<NonNullable<SshEnd['stopped']>, string>> = {
  time: 'it was not done in time',
  signal: 'interrupted while it was read',
  size: `it sent more than ${MAX_FRAME_BYTES} bytes`,
};

/** `--` ends the options: what follows is a host and a command, whatever it looks like. */
function sshArguments(
  { user }: SshOptions,
  { host, user: own, port }: Destination,
  command: string,
  connectSeconds: number,
): readonly string[] {
  const name = own ?? user;
  return [
    '-T',
    // Whatever would ask a question fails instead.
    ...['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${connectSeconds}`, '-o', 'ServerAliveInterval=5'],
    // What people set for their own sessions: one command for all of them, and ports that only one connection can have.
    ...['-o', 'RemoteCommand=none', '-o', 'ClearAllForwardings=yes'],
    ...(name === undefined ? [] : ['-l', name]),
    ...(port === undefined ? [] : ['-p', `${port}`]),
    '--',
    host,
    command,
  ];
}

/**
 * The same text for every machine but for the nonce, in words that any login shell takes alike (no quote, backslash or `!` inside the
 * quotes). The line with the nonce says where gzip's bytes begin, behind whatever the login shell printed.
 */
const remoteCommand = (nonce: string, seconds: number): string => {
  const probe = `$as sh -s -- --budget ${seconds}`;
  const packed = `echo netlint-gzip ${nonce}; ${probe} | gzip -c`;
  const root = 'if [ "$(id -u)" = 0 ]; then as=; else as="sudo -n"; fi';
  return `sh -c '${root}; if command -v gzip >/dev/null 2>&1; then ${packed}; else exec ${probe}; fi'`;
};

/** The plain frame out of what came; a banner before it is the frame reader's work, or is before the mark. */
async function unpack(stdout: Buffer, nonce: string): Promise<{ readonly frame: Buffer; readonly problem?: string }> {
  const mark = Buffer.from(`netlint-gzip ${nonce}\n`);
  const at = stdout.indexOf(mark);
  if (at < 0) return { frame: stdout };
  const packed = stdout.subarray(at + mark.length);
  const { bytes, problem } = await gunzipBounded(packed, MAX_FRAME_BYTES);
  return { frame: bytes, ...(problem === undefined ? {} : { problem }) };
}

function quoted(stdout: Buffer): string {
  const words = stdout.subarray(0, 2000).toString().trim().replace(/\s+/g, ' ').slice(0, 200);
  return words === '' ? 'nothing' : JSON.stringify(words);
}
