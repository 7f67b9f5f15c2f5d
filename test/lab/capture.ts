/**
 * `npm run capture [NAME …]`: makes the snapshots in `snapshots/` that come from a real kernel. Each is built, seen to work, broken, seen to
 * be broken, and collected; the notes say what was done and what was lost.
 */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, hostname, release, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Capture, captures } from './captures.ts';
import { collect } from './collect.ts';
import { ageDaemons } from './old-daemons.ts';
import { send, waitUntilHealthy } from './traffic.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const wanted = process.argv.slice(2);
for (const capture of captures.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) await make(capture);

async function make(capture: Capture): Promise<void> {
  const lab = await capture.build();
  try {
    await waitUntilHealthy(lab);
    await capture.inject(lab);
    await ageDaemons(lab);
    const lost = [...(await send(lab, lab.flows))].filter(([, { ok }]) => !ok);
    const isLost = (id: string): boolean => lost.some(([flow]) => flow === id);
    const missed = [...capture.breaks.filter((id) => !isLost(id)), ...capture.keeps.filter(isLost)];
    if (missed.length > 0 || (capture.breaks.length === 0 && lost.length > 0)) {
      throw new Error(
        `${capture.name}: meant to lose ${capture.breaks.join(', ') || 'nothing'}; lost ${lost.map(([id]) => id).join(', ') || 'nothing'}.`,
      );
    }
    const folder = join(root, 'snapshots', capture.name);
    rmSync(folder, { recursive: true, force: true });
    await collect(lab, folder, {
      sample: 1,
      notes: notes(
        capture,
        lost.map(([id, { reason }]) => `${id} (${reason})`),
        lab.flows.length,
      ),
      clusterName: capture.name,
    });
    clean(folder);
    process.stdout.write(`${capture.name}: ${lost.length} of ${lab.flows.length} flows lost\n`);
  } finally {
    await lab.close();
  }
}

function notes(capture: Capture, lost: readonly string[], flows: number): string {
  const traffic =
    lost.length === 0
      ? `All ${flows} kinds of traffic passed.`
      : `Of ${flows} kinds of traffic these were lost:\n\n${lost.map((line) => `- ${line}`).join('\n')}`;
  return `# ${capture.title}\n\n${capture.text.trim()}\n\nMade in network namespaces on one machine (test/lab/capture.ts). ${traffic}\n`;
}

/** Takes out what belongs to the machine that it was made on, and refuses when something is left. */
function clean(folder: string): void {
  const kernel = /^\d+\.\d+\.\d+/.exec(release())?.[0] ?? '';
  const own = [
    release(),
    homedir(),
    root,
    ...[hostname(), userInfo().username].filter((name) => name.length > 4),
  ].filter((text) => text !== '/root' && text !== '/');
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, entry);
    if (!statSync(path).isFile()) continue;
    const text = readFileSync(path, 'latin1');
    const cleaned = text.replaceAll(release(), kernel);
    const left = own.find((word) => word !== kernel && cleaned.includes(word));
    if (left !== undefined) throw new Error(`${path} still says ${left}.`);
    if (cleaned !== text) writeFileSync(path, cleaned, 'latin1');
  }
}
