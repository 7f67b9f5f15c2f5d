// Measures the reading of a big cluster's API: node scripts/bench-api.mjs [--nodes 5000] [--pods 150000] [--services 10000]
// Each measurement is a process of its own, so that its peak of memory is its own; the server of lists is another one.
import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const MiB = 1024 * 1024;

/** In a process of its own: what it cost until now. */
function cost(started) {
  const { user, system } = process.cpuUsage();
  return {
    seconds: (performance.now() - started) / 1000,
    cpu: (user + system) / 1e6,
    rss: process.resourceUsage().maxRSS / 1024,
  };
}

/** What has to be paid by anybody: the same pages with a bare HTTP client and JSON.parse. */
async function bare({ port, authority, paths }) {
  const { Agent } = await import('undici');
  const agent = new Agent({ connections: 4, allowH2: false, connect: { ca: authority } });
  let objects = 0;
  const started = performance.now();
  await Promise.all(
    paths.map(async (path) => {
      let token = '';
      do {
        const query = token === '' ? '' : `&continue=${token}`;
        const { body } = await agent.request({
          origin: `https://127.0.0.1:${port}`,
          path: `${path}?limit=500${query}`,
          method: 'GET',
        });
        const list = JSON.parse(await body.text());
        objects += list.items?.length ?? 0;
        token = list.metadata?.continue ?? '';
      } while (token !== '');
    }),
  );
  return { ...cost(started), objects };
}

/** netlint's own reading, into a snapshot's folder; `again` also looks for what moved. */
async function read({ kubeconfig, out, again }) {
  const { connect } = await import('../src/collect/cluster/connect.ts');
  const { clusterReading } = await import('../src/collect/cluster/reading.ts');
  const { createObjectLines } = await import('../src/collect/lines.ts');
  const { createSnapshotWriter } = await import('../src/snapshot/writer.ts');
  const started = performance.now();
  const writer = createSnapshotWriter(out);
  const client = await connect({ kubeconfig });
  const reading = clusterReading(client);
  const lines = createObjectLines(writer.scratch);
  const limits = { milliseconds: 300_000, signal: new AbortController().signal };
  const { sources } = await reading.read(limits, lines.add);
  const first = cost(started);
  const moved = again ? (await reading.again(limits)).moved.length : null;
  const resources = lines.resources();
  const objects = resources.reduce((sum, resource) => sum + lines.count(resource), 0);
  for (const resource of resources) writer.lines(resource, lines.lines(resource));
  await writer.finish({ format: 1, netlint: 'bench', cluster: null, from: null, to: null, nodes: [], sources });
  await client.close();
  return { ...cost(started), first: first.seconds, objects, moved };
}

async function child(script, args, message) {
  const process_ = fork(script, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  if (message !== undefined) process_.send(message);
  const answer = await new Promise((resolve, reject) => {
    process_.once('message', resolve);
    process_.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  return { process: process_, answer };
}

async function main() {
  const { values } = parseArgs({
    options: {
      nodes: { type: 'string', default: '5000' },
      pods: { type: 'string', default: '150000' },
      services: { type: 'string', default: '10000' },
    },
  });
  const server = await child(new URL('bench-api-server.mjs', import.meta.url).pathname, [
    values.nodes,
    values.pods,
    values.services,
  ]);
  const { port, authority, podBytes } = server.answer;
  const folder = mkdtempSync(join(tmpdir(), 'netlint-bench-'));
  const paths = [
    '/api/v1/pods',
    '/apis/discovery.k8s.io/v1/endpointslices',
    '/api/v1/nodes',
    '/api/v1/services',
    '/api/v1/endpoints',
  ];
  try {
    const kubeconfig = join(folder, 'kubeconfig');
    const cluster = {
      server: `https://127.0.0.1:${port}`,
      'certificate-authority-data': Buffer.from(authority).toString('base64'),
    };
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        clusters: [{ name: 'c', cluster }],
        users: [{ name: 'u', user: { token: 't' } }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'x',
      }),
    );
    process.stdout.write(
      `${values.nodes} nodes, ${values.pods} pods of ${podBytes} bytes, ${values.services} services, Node ${process.version}\n`,
    );
    const { Agent } = await import('undici');
    const asking = new Agent({ connect: { ca: authority } });
    const counts = async () =>
      (await asking.request({ origin: cluster.server, path: '/counts', method: 'GET' })).body.json();
    const row = async (name, job) => {
      await counts();
      const run = await child(import.meta.filename, ['--child'], job);
      run.process.disconnect();
      const { seconds, cpu, rss, objects, first, moved } = run.answer;
      const { connections, requests, bytes } = await counts();
      const more = [
        first === undefined ? '' : `read in ${first.toFixed(1)} s`,
        moved === undefined || moved === null ? '' : `${moved} moved`,
      ];
      process.stdout.write(
        `${name.padEnd(22)} ${seconds.toFixed(1).padStart(6)} s  CPU ${cpu.toFixed(1).padStart(6)} s  peak RSS ${Math.round(rss).toString().padStart(4)} MiB  ${objects} objects  ${requests} requests  ${Math.round(bytes / MiB)} MiB  ${connections} connections  ${more.filter(Boolean).join(', ')}\n`,
      );
      return run.answer;
    };
    const floor = await row('bare client + parse', { what: 'bare', port, authority, paths });
    const own = await row('netlint', { what: 'read', kubeconfig, out: join(folder, 'snapshot'), again: false });
    await row('netlint, read twice', { what: 'read', kubeconfig, out: join(folder, 'again'), again: true });
    const size = readdirSync(join(folder, 'snapshot', 'cluster')).reduce(
      (sum, file) => sum + statSync(join(folder, 'snapshot', 'cluster', file)).size,
      0,
    );
    process.stdout.write(
      `CPU ${(own.cpu / floor.cpu).toFixed(2)} times the bare client's; the snapshot's objects have ${Math.round(size / MiB)} MiB\n`,
    );
    await asking.close();
  } finally {
    server.process.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === '--child') {
  process.once('disconnect', () => process.exit(1));
  process.once('message', async (job) => {
    process.send(await (job.what === 'bare' ? bare(job) : read(job)));
    process.removeAllListeners('disconnect');
    process.disconnect();
  });
} else {
  await main();
}
