import { fileURLToPath } from 'node:url';
import type { Result } from '../../src/evaluate/types.ts';
import type { RealCluster } from './real-cluster.ts';

const netlint = fileURLToPath(new URL('../../bin/netlint.js', import.meta.url));

/** `netlint scan --via ssh` as an administrator types it on the host outside. */
export async function scanLive(cluster: RealCluster, ...options: readonly string[]): Promise<Result> {
  await cluster.startSsh();
  const argv = ['scan', '--via', 'ssh', '--format', 'json', '--fail-on', 'never', ...options];
  const end = await cluster.outside([process.execPath, netlint, ...argv], { timeoutMs: 150_000 });
  if (end.code !== 0) throw new Error(`netlint ${argv.join(' ')} ended with ${end.code}: ${end.stderr}`);
  return JSON.parse(end.stdout) as Result;
}
