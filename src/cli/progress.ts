import type { SingleBar } from 'cli-progress';
import type { NodeRow } from '../collect/node-row.ts';
import { visible } from '../report/escape.ts';

/** What a live collection tells while it runs, to stderr: a bar on a terminal, a line for each thing elsewhere. */
export interface Progress {
  /** A sentence that stays. */
  say(text: string): void;
  /** From now on `total` nodes are read. */
  nodes(total: number, way: string): void;
  node(row: NodeRow): void;
  /** The nodes are done, or given up. */
  end(): void;
}

export async function createProgress(stream: NodeJS.WriteStream): Promise<Progress> {
  return stream.isTTY === true ? barProgress(stream) : lineProgress(stream);
}

/** Of more nodes than these, only those that fail and every tenth part of all has a line. */
const MOST_LINES = 60;

function lineProgress(stream: NodeJS.WriteStream): Progress {
  let total = 0;
  let done = 0;
  const say = (text: string) => void stream.write(`netlint: ${visible(text)}\n`);
  return {
    say,
    nodes: (count) => {
      total = count;
      done = 0;
    },
    // Why it failed stands in the table.
    node: ({ node, status, seconds }) => {
      done++;
      const tenth = Math.floor((done * 10) / total) > Math.floor(((done - 1) * 10) / total);
      if (total > MOST_LINES && status === 'ok' && !tenth) return;
      say(`${done} of ${total}: ${node} ${status} after ${seconds.toFixed(1)} s`);
    },
    end: () => {},
  };
}

async function barProgress(stream: NodeJS.WriteStream): Promise<Progress> {
  const { SingleBar: Bar } = await import('cli-progress');
  let bar: SingleBar | undefined;
  let failed = 0;
  const end = () => {
    bar?.stop();
    bar = undefined;
  };
  return {
    say: (text) => {
      end();
      stream.write(`netlint: ${visible(text)}\n`);
    },
    nodes: (total, way) => {
      end();
      failed = 0;
      bar = new Bar({
        format: 'nodes {bar} {value}/{total} {way} {last}{failed}',
        barCompleteChar: '█',
        barIncompleteChar: '░',
        barsize: 24,
        hideCursor: true,
        clearOnComplete: true,
        // Its own handler would end the process before what was made in the cluster is taken away.
        gracefulExit: false,
        stream,
      });
      bar.start(total, 0, { way, last: '', failed: '' });
    },
    node: ({ node, status }) => {
      if (status !== 'ok') failed++;
      bar?.increment(1, { last: visible(node), failed: failed === 0 ? '' : `, ${failed} not ok` });
    },
    end,
  };
}
