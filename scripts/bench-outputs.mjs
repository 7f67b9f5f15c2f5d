// `npm run bench:outputs`: what each output of a big result takes: node scripts/bench-outputs.mjs [--findings 25000]
// Each is made in a process of its own, so that its peak of memory is its own; "(none)" is what the result itself takes.
import { fork } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const WANTED = { seconds: 3, megabytes: 300 };
const NONE = '(none)';

/** In a process of its own. */
async function measure({ format, findings, file, verbose }) {
  const [{ bigResult }, { loadReport }, { joined }, { plain }] = await Promise.all([
    import('../test/support/many-results.ts'),
    import('../src/report/report.ts'),
    import('../src/report/pieces.ts'),
    import('../test/support/made-result.ts'),
  ]);
  const result = bigResult(findings);
  const report = format === NONE ? () => [] : await loadReport(format);
  const started = performance.now();
  const out = openSync(file, 'w');
  for (const piece of joined(report(result, { ...plain, verbose }))) writeSync(out, piece);
  closeSync(out);
  return { seconds: (performance.now() - started) / 1000, megabytes: process.resourceUsage().maxRSS / 1024 };
}

function inChild(job) {
  const child = fork(import.meta.filename, ['--child'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(job);
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`${job.format} ended with ${code}`)));
  });
}

if (process.argv.includes('--child')) {
  process.once('message', async (job) => {
    process.send(await measure(job));
    process.disconnect();
  });
} else {
  const { values } = parseArgs({ options: { findings: { type: 'string', default: '25000' } } });
  const findings = Number(values.findings);
  const { formats } = await import('../src/report/report.ts');
  const folder = mkdtempSync(join(tmpdir(), 'netlint-bench-'));
  console.log(
    `${findings} findings, Node ${process.version}; wanted <= ${WANTED.seconds} s and <= ${WANTED.megabytes} MB each`,
  );
  try {
    const jobs = [NONE, ...formats].map((format) => ({ format, verbose: false }));
    for (const { format, verbose } of [...jobs, { format: 'text', verbose: true }]) {
      const file = join(folder, 'output');
      const { seconds, megabytes } = await inChild({ format, findings, file, verbose });
      const over = seconds > WANTED.seconds || megabytes > WANTED.megabytes ? '  over' : '';
      const name = `${format}${verbose ? ' --verbose' : ''}`.padEnd(16);
      const size = (statSync(file).size / 1e6).toFixed(1).padStart(7);
      console.log(
        `${name} ${seconds.toFixed(2).padStart(6)} s ${megabytes.toFixed(0).padStart(5)} MB, ${size} MB written${over}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
