import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A private folder (mode 0700) that goes away with `remove()`, or when the process ends, by a signal too. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const living = new Set<string>();

function removeAll(): void {
  for (const path of living) rmSync(path, { recursive: true, force: true });
  living.clear();
}

/** Clears up, then dies of the same signal, so that the caller sees what happened. */
function onSignal(signal: NodeJS.Signals): void {
  removeAll();
  stopWatching();
  process.kill(process.pid, signal);
}

function startWatching(): void {
  process.on('exit', removeAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function stopWatching(): void {
  process.off('exit', removeAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

export function makeTemporaryFolder(parent: string): TemporaryFolder {
  const path = mkdtempSync(join(parent, '.netlint-'));
  if (living.size === 0) startWatching();
  living.add(path);
  return {
    path,
    remove: () => {
      if (!living.delete(path)) return;
      rmSync(path, { recursive: true, force: true });
      if (living.size === 0) stopWatching();
    },
  };
}
