import { spawn } from 'node:child_process';
import { plain } from '../snapshot/quote.ts';

/**
 * Runs somebody's command without a shell, with `input` on its stdin; what it prints goes to stderr, so that stdout stays the result's. Gives
 * null where it ended with 0, else the reason. At the end of its time the command and what it has started are killed.
 */
export function runCommand(words: readonly string[], input: string, milliseconds: number): Promise<string | null> {
  const [program = '', ...rest] = words;
  const { promise, resolve } = Promise.withResolvers<string | null>();
  // Its own process group, so that the time limit reaches what it has started.
  const child = spawn(program, rest, { detached: true, stdio: ['pipe', 2, 2] });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }, milliseconds);
  const end = (why: string | null): void => {
    clearTimeout(timer);
    resolve(why);
  };
  child.on('error', (error) => end(`it cannot be started (${plain(error.message)})`));
  child.on('exit', (code, signal) => {
    if (isLate) end(`it took longer than ${milliseconds / 1000} s and was ended`);
    else if (code === 0) end(null);
    else end(signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`);
  });
  // A command that reads nothing closes the pipe: its exit code says whether that is fine.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return promise;
}
