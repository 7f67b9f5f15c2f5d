import { setFlagsFromString } from 'node:v8';

/**
 * Runs `work` with a heap that is cleaned early. V8 otherwise lets the garbage of a long list grow to several times what is alive: 800 MB
 * instead of 250 for 150,000 Pods, for less than a tenth of the time. The flag only steers when the heap grows and when it is cleaned.
 */
export async function withFrugalHeap<T>(work: () => Promise<T>): Promise<T> {
  setFlagsFromString('--optimize-for-size');
  try {
    return await work();
  } finally {
    setFlagsFromString('--no-optimize-for-size');
  }
}
