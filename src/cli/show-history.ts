import { statSync } from 'node:fs';
import { nightsIn } from '../audit/audit-folder.ts';
import { type History, historyText } from '../audit/history.ts';
import { historyTable } from '../audit/history-table.ts';
import { readPast } from '../audit/past.ts';
import { visible, visibleJson, visibleLines } from '../report/escape.ts';
import type { HistoryOptions } from './commands/history.ts';
import { sayComplaints } from './complaints.ts';
import { UsageError } from './exit-codes.ts';
import { historyPlace } from './history-place.ts';

/** Prints the history of an audit; a night that was kept and is not in it yet is added in what is printed, and nothing is written. */
export async function showHistory(folder: string | undefined, options: HistoryOptions): Promise<void> {
  const { historyConfigmap, kubeconfig, context, format, verbose = false } = options;
  if (folder !== undefined && historyConfigmap !== undefined)
    throw new UsageError('history takes a folder or --history-configmap, not both; leave one out.');
  const path = folder ?? '.';
  const connection = {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  };
  const { store, close } = await historyPlace(path, historyConfigmap, connection);
  try {
    const isFolder = (each: string) => statSync(each, { throwIfNoEntry: false })?.isDirectory() === true;
    if (historyConfigmap === undefined && !isFolder(path))
      throw new UsageError(`${path} is no folder; give the one that "netlint audit --out" writes to.`);
    const nights = historyConfigmap === undefined && isFolder(nightsIn(path)) ? nightsIn(path) : null;
    const { history, complaints } = await readPast(store, nights);
    if (history !== null && history.sequence > 0) print(history, format, verbose);
    else if (complaints.length === 0)
      throw new UsageError(`${store.name} is not there or empty; "netlint audit" makes it.`);
    sayComplaints(complaints.map(visible), [], [], verbose);
  } finally {
    await close();
  }
}

function print(history: History, format: 'text' | 'json', verbose: boolean): void {
  process.stdout.write(
    format === 'json' ? visibleJson(historyText(history)) : visibleLines(historyTable(history, verbose)),
  );
}
