/**
 * Runs as PID 1 of a lab's throw-away namespaces: takes one JSON request a line on stdin, runs it, answers with one JSON line on stdout.
 * When stdin ends (the test runner closed it, or died), it exits, and the kernel takes everything in the namespaces with it.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { SupervisorReply, SupervisorRequest } from './supervisor-protocol.ts';

const input = createInterface({ input: process.stdin });
input.on('line', (line) => run(JSON.parse(line) as SupervisorRequest));
input.on('close', () => process.exit(0));
// Without a handler PID 1 ignores these.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => process.exit(0));

function reply(answer: SupervisorReply): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function run(request: SupervisorRequest): void {
  const [program = '', ...args] = request.argv;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...request.env } });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let answered = false;
  const answer = (code: number | null, problem = ''): void => {
    if (answered) return;
    answered = true;
    clearTimeout(timer);
    reply({
      id: request.id,
      pid: child.pid ?? null,
      code,
      stdout: Buffer.concat(stdout).toString('base64'),
      stderr: Buffer.concat(stderr).toString('utf8') + problem,
    });
  };
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    answer(null, `\nno end after ${request.timeoutMs} ms: killed`);
  }, request.timeoutMs);
  child.stdout.on('data', (chunk: Buffer) => {
    if (answered) return;
    stdout.push(chunk);
    // A command that stays says so with its first line.
    if (request.stays && chunk.includes(10)) answer(0);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    if (!answered) stderr.push(chunk);
  });
  child.stdin.on('error', () => {}); // a command that does not read its input
  child.stdin.end(request.stdin ?? '');
  child.on('error', (error) => answer(null, error.message));
  child.on('close', (code, signal) => answer(code, signal === null ? '' : `\nended by ${signal}`));
}
