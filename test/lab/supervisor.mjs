/**
 * Runs as PID 1 of a lab's throw-away namespaces: takes one JSON request a line on stdin, runs it, answers with one JSON line on stdout
 * (their shapes: supervisor-protocol.ts). When stdin ends, because the test runner closed it or died, it exits, and the kernel takes
 * everything in the namespaces with it. Plain JavaScript: it has to start under whichever Node runs the tests.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const input = createInterface({ input: process.stdin });
input.on('line', (line) => run(JSON.parse(line)));
input.on('close', () => process.exit(0));
// Without a handler PID 1 ignores these.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => process.exit(0));

/** @param {import('./supervisor-protocol.ts').SupervisorRequest} request */
function run(request) {
  const [program = '', ...args] = request.argv;
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...request.env } });
  const stdout = [];
  const stderr = [];
  let answered = false;
  const answer = (code, problem = '') => {
    if (answered) return;
    answered = true;
    clearTimeout(timer);
    const reply = {
      id: request.id,
      pid: child.pid ?? null,
      code,
      stdout: Buffer.concat(stdout).toString('base64'),
      stderr: Buffer.concat(stderr).toString('utf8') + problem,
    };
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  };
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    answer(null, `\nno end after ${request.timeoutMs} ms: killed`);
  }, request.timeoutMs);
  child.stdout.on('data', (chunk) => {
    if (answered) return;
    stdout.push(chunk);
    // A command that stays says so with its first line.
    if (request.stays && chunk.includes(10)) answer(0);
  });
  child.stderr.on('data', (chunk) => {
    if (!answered) stderr.push(chunk);
  });
  child.stdin.on('error', () => {}); // a command that does not read its input
  child.stdin.end(request.stdin ?? '');
  child.on('error', (error) => answer(null, error.message));
  child.on('close', (code, signal) => answer(code, signal === null ? '' : `\nended by ${signal}`));
}
