import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const build = fileURLToPath(new URL('../../tools/build.sh', import.meta.url));

/** What `tools/build.sh` makes; everything else comes from Debian. */
export const builtPrograms = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
  'kubelet',
  'kubectl',
  'flanneld',
  'coredns',
  'helm',
] as const;

/** The folder that the programs are in, or would be in once they are built. */
export function programsFolder(): string {
  const asked = spawnSync(build, ['--where'], { encoding: 'utf8' });
  if (asked.status !== 0) throw new Error(`${build} --where failed: ${asked.stderr.trim()}`);
  return asked.stdout.trim();
}
