// Loaded before netlint (--import): counts the steps in which it changes the file system and kills it at number KILL_AT. Writes and removals are
// taken apart into steps of their own, as the kernel may be stopped in the middle of them. With KILL_AT=0 the number of steps goes to STEPS.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const at = Number(process.env.KILL_AT);
const { closeSync, openSync, readdirSync, rmdirSync, unlinkSync, lstatSync, writeSync, appendFileSync } = fs;
let steps = 0;

function step() {
  steps += 1;
  if (steps === at) process.kill(process.pid, 'SIGKILL');
}

/** Killed when it is done, which is before the next one begins. */
function after(name) {
  const original = fs[name];
  fs[name] = (...words) => {
    const answer = original(...words);
    step();
    return answer;
  };
}

for (const name of ['renameSync', 'symlinkSync', 'mkdirSync', 'mkdtempSync', 'fsyncSync', 'fchmodSync']) after(name);

fs.writeFileSync = (file, data, options) => {
  const bytes = Buffer.from(data);
  const half = bytes.length >> 1;
  const open = typeof file === 'number' ? file : openSync(file, options?.flag ?? 'w', options?.mode ?? 0o666);
  step();
  writeSync(open, bytes, 0, half);
  step();
  for (let written = half; written < bytes.length; ) written += writeSync(open, bytes, written);
  if (typeof file !== 'number') closeSync(open);
  step();
};

function remove(path) {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (stats.isDirectory()) for (const name of readdirSync(path)) remove(join(path, name));
  (stats.isDirectory() ? rmdirSync : unlinkSync)(path);
  step();
}
fs.rmSync = remove;

syncBuiltinESMExports();
process.on('exit', () => {
  if (process.env.STEPS) appendFileSync(process.env.STEPS, `${steps}\n`);
});
