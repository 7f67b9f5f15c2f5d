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

let deferred = 0;

/**
 * While somebody else decides what a signal does (a collection that has more to take away than a folder), the folders stay until they
 * are removed or the process ends. Gives what ends that.
 */
export function deferSignals(): () => void {
  deferred++;
  return () => {
    deferred--;
  };
}

/** Clears up, then dies of the same signal, so that the caller sees what happened. */
function onSignal(signal: NodeJS.Signals): void {
  if (deferred > 0) return;
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
