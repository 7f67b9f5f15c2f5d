import { writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { probeThisHost } from '../collect/local.ts';
import { visibleLines } from '../report/escape.ts';
import { importSnapshot } from '../snapshot/import/import.ts';
import { isNodeName } from '../snapshot/names.ts';
import { openSnapshot } from '../snapshot/open.ts';
import { makeTemporaryFolder } from '../snapshot/temporary-folder.ts';
import type { Snapshot } from '../snapshot/types.ts';
import { netlintVersion } from '../version.ts';

/**
 * Reads this machine and gives what was read as a snapshot, which is removed when it is closed. `seconds` limits the reading;
 * what has come by then is judged, and the rest is unknown.
 */
export async function localSnapshot(seconds: number | undefined): Promise<Snapshot> {
  const netlint = netlintVersion();
  const { frame, stderr, problem } = await probeThisHost({
    netlint,
    ...(seconds === undefined ? {} : { deadline: seconds }),
  });
  for (const text of [stderr, problem]) if (text) process.stderr.write(`netlint: ${visibleLines(text.trimEnd())}\n`);
  const { path, remove } = makeTemporaryFolder(tmpdir());
  try {
    const probe = join(path, 'local.probe');
    const out = join(path, 'snapshot');
    writeFileSync(probe, frame, { mode: 0o600 });
    await importSnapshot({ out, netlint, lasting: false, node: [`${localName()}=${probe}`] });
    const snapshot = await openSnapshot(out);
    return {
      ...snapshot,
      location: 'this machine',
      close: () => {
        snapshot.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The host's name as a node may be called; `localhost` where it is none. */
function localName(): string {
  const name = hostname().toLowerCase();
  return isNodeName(name) ? name : 'localhost';
}
