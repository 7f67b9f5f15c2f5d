import type { Command } from 'commander';
import type { ApiClient } from '../../collect/cluster/client-types.ts';
import { NOTHING_COLLECTED, raiseExitCode, UsageError } from '../exit-codes.ts';
import { type ConnectionOptions, withConnectionOptions } from '../live-options.ts';
import { kubernetesName } from '../options.ts';

interface Options extends ConnectionOptions {
  readonly jobNamespace?: string;
}

/** As a scan that found something. */
const SOMETHING_LEFT = 1;
/** For the pods of one namespace to end, in milliseconds. */
const PATIENCE = 30_000;

/** `netlint cleanup`: takes away what an interrupted scan left in the cluster. */
export function register(program: Command): void {
  withConnectionOptions(
    program
      .command('cleanup')
      .description(
        'delete the Jobs and pods that scans have left in a cluster (they go by themselves after some minutes), also those of a scan that is running now',
      ),
  )
    .option('--job-namespace <name>', 'look in this namespace only; else in all', kubernetesName)
    .action(cleanUp);
}

async function cleanUp({ jobNamespace, ...connection }: Options): Promise<void> {
  const [{ connect }, { ApiError }, { clearUp }, { visibleLines }] = await Promise.all([
    import('../../collect/cluster/connect.ts'),
    import('../../collect/cluster/client-types.ts'),
    import('../../collect/nodes/pods/clear-up.ts'),
    import('../../report/escape.ts'),
  ]);
  let client: ApiClient | undefined;
  try {
    client = await connect(connection);
    const namespaces = jobNamespace === undefined ? await namespacesOf(client) : [jobNamespace];
    const deleted: string[] = [];
    const left: string[] = [];
    for (const namespace of namespaces) {
      const cleared = await clearUp(client, namespace, undefined, PATIENCE);
      deleted.push(...cleared.jobs.map((name) => `${namespace}/${name}`));
      left.push(...cleared.left);
    }
    const lines = [...deleted.map((name) => `deleted Job ${name} and its pod`), ...left];
    process.stdout.write(visibleLines(`${lines.join('\n') || 'nothing of netlint is left in the cluster'}\n`));
    if (left.length > 0) raiseExitCode(SOMETHING_LEFT);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // As `scan` and `preflight` have it: 2 for a kubeconfig that has to be mended, 3 for a cluster that gives nothing.
    if (error.kind === 'configuration') throw new UsageError(error.message);
    process.stderr.write(`netlint: ${visibleLines(error.message)}\n`);
    raiseExitCode(NOTHING_COLLECTED);
  } finally {
    await client?.close();
  }
}

/** All that have something of netlint; for who may not look everywhere, the one where scans put it unless they are told otherwise. */
async function namespacesOf(client: ApiClient): Promise<readonly string[]> {
  const [{ ApiError }, { namespacesWithJobs }, { DEFAULT_JOB_NAMESPACE }] = await Promise.all([
    import('../../collect/cluster/client-types.ts'),
    import('../../collect/nodes/pods/api.ts'),
    import('../live-options.ts'),
  ]);
  try {
    return await namespacesWithJobs(client);
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'forbidden') return [DEFAULT_JOB_NAMESPACE];
    throw error;
  }
}
