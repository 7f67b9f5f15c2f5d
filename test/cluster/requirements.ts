import { existsSync } from 'node:fs';
import { requireLab } from '../lab/requirements.ts';
import { cgroupProblem } from './cgroups.ts';
import { builtPrograms, programsFolder } from './programs.ts';

const path = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
const quick = { etcd: 'etcd-server', openssl: 'openssl', socat: 'socat' } as const;
const full = { containerd: 'containerd', runc: 'runc', sshd: 'openssh-server', busybox: 'busybox-static' } as const;

/**
 * Null when a real cluster can be built here, else why not, in words. Where CI is set a missing prerequisite is an error instead.
 */
export function requireCluster(form: 'quick' | 'full' = 'quick'): string | null {
  const reason = requireLab() ?? missing(form);
  if (reason === null) return null;
  if (process.env.CI) throw new Error(`the tests on a real cluster cannot run, and CI is set: ${reason}`);
  process.stderr.write(`the tests on a real cluster (${form} form) are skipped: ${reason}\n`);
  return reason;
}

function missing(form: 'quick' | 'full'): string | null {
  const wanted: Record<string, string> = { ...quick, ...(form === 'full' ? full : {}) };
  const packages = Object.entries(wanted)
    .filter(([program]) => !path.some((folder) => existsSync(`${folder}/${program}`)))
    .map(([, name]) => name);
  if (packages.length > 0) return `install ${packages.join(', ')}`;
  const folder = programsFolder();
  const unbuilt = builtPrograms.filter((program) => !existsSync(`${folder}/${program}`));
  if (unbuilt.length > 0) {
    const go = (process.env.PATH ?? '').split(':').some((one) => existsSync(`${one}/go`))
      ? ''
      : ', after installing Go';
    return `${unbuilt.join(', ')} ${unbuilt.length > 1 ? 'are' : 'is'} not built: run tools/build.sh${go}`;
  }
  if (form === 'full' && process.getuid?.() !== 0) return 'kubelets need root';
  return form === 'full' ? cgroupProblem() : null;
}
