/**
 * `npm run cluster`: a real cluster to try netlint on, for as long as the command after `--` runs, or else a shell. It runs on the host
 * outside, where an administrator sits: KUBECONFIG is set, `kubectl`, `netlint` and `ssh node1` are there.
 *
 *     npm run cluster -- [--quick] [--case 'NAME OF A FAULT'] [-- COMMAND…]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { nearest } from '../../src/rules/suggest.ts';
import { waitUntilHealthy } from '../lab/traffic.ts';
import type { RealCase } from './case.ts';
import { faultCases } from './cases/index.ts';
import { readmeCase } from './cases/readme.ts';
import { adminKubeconfig } from './outside.ts';
import { programsFolder } from './programs.ts';
import { buildRealCluster, type RealCluster } from './real-cluster.ts';
import { requireCluster } from './requirements.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, case: { type: 'string' } },
});
const form = values.quick ? 'quick' : 'full';
const reason = requireCluster(form);
if (reason !== null) {
  process.stderr.write(`${values.quick ? '' : 'Try --quick: '}${reason}\n`);
  process.exit(3);
}
const fault = values.case === undefined ? undefined : caseNamed(values.case);

const cluster = await buildRealCluster({ ...fault?.form, form });
try {
  await waitUntilHealthy(cluster);
  if (process.getuid?.() === 0) await cluster.startSsh();
  if (fault) {
    await fault.inject(cluster);
    await fault.latent?.happen(cluster);
  }
  process.exitCode = await runOutside(cluster, positionals);
} finally {
  await cluster.close();
}

function caseNamed(name: string): RealCase {
  const all = [readmeCase, ...faultCases];
  const names = all.map((each) => each.name);
  const found = all.find((each) => each.name === name);
  if (found) return found;
  const near = nearest(name, names);
  process.stderr.write(near ? `Did you mean '${near}'?\n` : `Faults:\n${names.map((each) => `  ${each}\n`).join('')}`);
  return process.exit(2);
}

/** With this terminal, which `cluster.outside` does not give. */
async function runOutside({ sandbox }: RealCluster, command: readonly string[]): Promise<number> {
  const [, pid = ''] = /^\/proc\/(\d+)\//.exec(sandbox.root) ?? [];
  const bin = new URL('../../bin/', import.meta.url).pathname;
  await sandbox.sh(
    `mkdir -p /run/home/bin
    for name in netlint kubectl-netlint kubectl_complete-netlint; do
      printf '#!/bin/sh\\nexec "%s" "%s/%s.js" "$@"\\n' "${process.execPath}" "${bin}" $name >/run/home/bin/$name
    done
    chmod +x /run/home/bin/*`,
  );
  const child = spawn(
    'nsenter',
    [
      ...(process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials']),
      ...['--target', pid, '--mount', '--net', '--ipc', '--uts', `--pid=/proc/${pid}/ns/pid_for_children`],
      ...['--', 'ip', 'netns', 'exec', 'outside', 'sh', '-c', 'cd /run/home && exec "$@"', 'sh'],
      ...(command.length === 0 ? ['bash', '--norc'] : command),
    ],
    {
      stdio: 'inherit',
      env: {
        PATH: `/run/home/bin:${programsFolder()}:/usr/sbin:/usr/bin:/sbin:/bin`,
        HOME: '/run/home',
        KUBECONFIG: adminKubeconfig,
        TERM: process.env.TERM ?? 'dumb',
        PS1: 'cluster$ ',
      },
    },
  );
  // Ctrl-C is for the command; this process waits for it and then takes the cluster away.
  process.on('SIGINT', () => {});
  const [code] = await once(child, 'close');
  return typeof code === 'number' ? code : 1;
}
