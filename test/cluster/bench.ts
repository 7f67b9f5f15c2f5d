/** `npm run bench:scan [ROUNDS]`: how long a live scan of the healthy cluster takes by each way. */
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntilHealthy } from '../lab/traffic.ts';
import { buildRealCluster } from './real-cluster.ts';
import { requireCluster } from './requirements.ts';

const reason = requireCluster('full');
if (reason !== null) {
  process.stderr.write(`${reason}\n`);
  process.exit(3);
}
const rounds = Number(process.argv[2] ?? 3);
const bin = new URL('../../bin/netlint.js', import.meta.url).pathname;
const ways = [
  ['--via', 'api'],
  ['--via', 'ssh'],
  ['--via', 'pods'],
  ['--via', 'agents'],
];

const cluster = await buildRealCluster({ form: 'full' });
try {
  await waitUntilHealthy(cluster);
  await cluster.startSsh();
  const netlint = (argv: readonly string[], stdin?: string) =>
    cluster.outside([process.execPath, bin, ...argv], stdin === undefined ? {} : { stdin });
  const manifests = await netlint(['rbac', '--via', 'agents']);
  await cluster.outside(['kubectl', 'apply', '-f', '-'], { stdin: manifests.stdout });
  await cluster.kubectl('-n', 'kube-system', 'rollout', 'status', 'daemonset/netlint-agent', '--timeout=60s');
  await sleep(10_000); // Until each agent has written its first frame.
  for (const way of ways) {
    const seconds: number[] = [];
    let said = '';
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      const { code, stdout, stderr } = await netlint(['scan', ...way, '--format', 'json']);
      seconds.push((performance.now() - started) / 1000);
      const { coverage, findings } = JSON.parse(stdout) as { coverage: { percent: number }; findings: unknown[] };
      said = `exit code ${code}, coverage ${coverage.percent} %, ${findings.length} findings${(code ?? 4) > 1 ? `, ${stderr}` : ''}`;
    }
    seconds.sort((a, b) => a - b);
    const median = seconds[Math.floor(seconds.length / 2)] ?? Number.NaN;
    process.stdout.write(
      `${way.join(' ').padEnd(14)} median ${median.toFixed(1)} s of ${seconds.map((each) => each.toFixed(1)).join(', ')}; ${said}\n`,
    );
  }
} finally {
  await cluster.close();
}
