import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileWhole } from '../files/write-file.ts';
import { plain } from '../snapshot/quote.ts';
import { fitHistory } from './fit-history.ts';
import { historyText, OtherVersion, parseHistory } from './history.ts';
import type { HistoryStore, StoredHistory } from './history-store.ts';
import { readPlain } from './nights.ts';

/** 100,000 entries. */
const LARGEST = 32 * 1024 * 1024;

/** The history as `history.json` in an audit's folder. Whoever writes holds the folder's lock. */
export function folderStore(folder: string): HistoryStore {
  const path = join(folder, 'history.json');
  const name = plain(path);
  const read = (): StoredHistory => {
    try {
      return { history: parseHistory(readPlain(path, 4 * LARGEST)), trouble: null };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { history: null, trouble: null };
      const why = error instanceof Error ? error.message : String(error);
      // A link, a folder or bytes: whatever is there is no history, and goes aside. What only cannot be read may be a good one.
      const isDamaged = !(error instanceof Error && 'code' in error) || error.code === 'ELOOP';
      return {
        history: null,
        trouble: { kind: isDamaged && !(error instanceof OtherVersion) ? 'damaged' : 'unusable', why },
      };
    }
  };
  return {
    name,
    read: async () => read(),
    update: async (change) => {
      const { history, trouble } = read();
      if (trouble?.kind === 'unusable') throw new Error(trouble.why);
      const changed = change(history);
      const fitting = fitHistory(changed, LARGEST, (each) => Buffer.byteLength(historyText(each)));
      const aside = trouble === null ? null : putAside(path);
      writeFileWhole(path, historyText(fitting), { mode: 0o600, link: 'replace' });
      return {
        history: fitting,
        leftOut: fitting.leftOut - changed.leftOut,
        aside: aside === null ? null : plain(aside),
      };
    },
  };
}

function putAside(path: string): string {
  for (let copy = 1; ; copy++) {
    const aside = `${path}.damaged-${copy}`;
    if (existsSync(aside)) continue;
    renameSync(path, aside);
    return aside;
  }
}
