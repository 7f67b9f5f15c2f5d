import { beforeAll } from 'vitest';

/** client-node has 900 files: on a busy machine the first test would spend its time on reading them. */
export function warmClient(): void {
  beforeAll(async () => {
    await import('@kubernetes/client-node');
  }, 180_000);
}
