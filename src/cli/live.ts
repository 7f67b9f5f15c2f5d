import type { ApiClient } from '../collect/cluster/client-types.ts';
import { clusterReading } from '../collect/cluster/reading.ts';
import { type Collected, collect } from '../collect/collect.ts';
import { type Manifest, type ManifestSource, SNAPSHOT_FORMAT } from '../snapshot/types.ts';
import { createSnapshotWriter, type SnapshotWriterOptions } from '../snapshot/writer.ts';
import { netlintVersion } from '../version.ts';
import { connectToCluster } from './connect-to-cluster.ts';
import { onInterruption } from './interruption.ts';
import { announcement } from './live-announcement.ts';
import type { LiveOptions, LiveWay } from './live-options.ts';
import { DEFAULT_TIMEOUT } from './live-options.ts';
import { chooser } from './live-targets.ts';
import { transportOf } from './live-transport.ts';
import { nodeTable } from './node-table.ts';
import { createProgress, type Progress } from './progress.ts';

export interface LiveOutcome {
  /** False where nothing could be collected: no snapshot is there then, and the user knows why. */
  readonly written: boolean;
  /** By a signal: what was collected until then is written. */
  readonly interrupted: boolean;
}

/** Rounds of `--settle`. */
const SETTLE_ROUNDS = 3;

/**
 * Collects from a cluster into a new snapshot at `out`, tells on stderr what it does, and takes away what it made in the cluster. Throws
 * UsageError and SnapshotError for what the user has to mend first.
 */
export async function collectLive(out: string, options: LiveOptions & SnapshotWriterOptions): Promise<LiveOutcome> {
  const progress = await createProgress(process.stderr);
  const choose = chooser(options);
  const writer = createSnapshotWriter(out, { force: options.force ?? false, lasting: options.lasting ?? true });
  const interruption = onInterruption((text) => {
    progress.end();
    progress.say(text);
  });
  let client: ApiClient | null = null;
  try {
    const milliseconds = (options.timeout ?? DEFAULT_TIMEOUT) * 1000;
    const reached = await connectToCluster(options, interruption.signal, milliseconds);
    if (typeof reached === 'string') {
      // The user knows of an interruption already.
      const interrupted = interruption.signal.aborted;
      if (!interrupted) progress.say(reached);
      if (options.hosts === undefined || interrupted) return { written: false, interrupted };
    } else {
      client = reached;
      progress.say(`reading ${client.context === null ? '' : `${client.context}, `}${client.server}`);
    }
    const collected = await collect(writer, {
      cluster: client && clusterReading(client),
      transport: transportOf(options, client),
      targets: choose,
      milliseconds,
      nodeMilliseconds: options.nodeTimeout * 1000,
      concurrency: options.concurrency,
      settle: options.settle ? SETTLE_ROUNDS : 0,
      signal: interruption.signal,
      onPhase: progress.say,
      onNodes: (total) => {
        progress.say(announcement(options, total));
        progress.nodes(total, options.via);
      },
      onRow: progress.node,
    });
    progress.end();
    tell(progress, collected, options.via);
    if (collected.objects === 0 && collected.nodesRead === 0) {
      progress.say(nothingSentence(collected));
      return { written: false, interrupted: interruption.signal.aborted };
    }
    await writer.finish(manifestOf(collected, client));
    return { written: true, interrupted: interruption.signal.aborted };
  } finally {
    progress.end();
    writer.abort();
    await client?.close();
    interruption.release();
  }
}

/** What became of each node, and what stays behind in the cluster. */
function tell(progress: Progress, { rows, left, sources }: Collected, via: LiveWay): void {
  if (rows.length > 0) process.stderr.write(nodeTable(rows));
  else if (via !== 'api') progress.say(`no node was read${because(sources)}`);
  for (const sentence of left) progress.say(sentence);
}

function nothingSentence({ sources }: Collected): string {
  return `nothing could be collected${because(sources)}; "netlint preflight" shows what is missing.`;
}

/** Without the Nodes of the API nobody knows which machines there are. */
function because(sources: readonly ManifestSource[]): string {
  const reason = sources.find(({ id, status }) => id === 'cluster/nodes' && status !== 'ok')?.reason;
  return reason === undefined ? '' : `: ${reason}`;
}

function manifestOf({ sources, nodes }: Collected, client: ApiClient | null): Manifest {
  const times = sources
    .flatMap(({ from, to }) => [from, to])
    .filter((time) => time !== undefined)
    .sort();
  return {
    format: SNAPSHOT_FORMAT,
    netlint: netlintVersion(),
    cluster: client?.context ?? client?.server ?? null,
    from: times.at(0) ?? null,
    to: times.at(-1) ?? null,
    nodes,
    sources,
  };
}
