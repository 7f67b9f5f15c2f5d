import { joined } from '../report/pieces.ts';

/** Prints as fast as the reader takes it, and no further where that fails. What is wrong with stdout itself is told in main.ts. */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  let broken = false;
  const noticeError = (): void => {
    broken = true;
  };
  process.stdout.on('error', noticeError);
  try {
    for (const piece of joined(pieces)) {
      if (!process.stdout.write(piece)) await drained();
      if (broken) return;
    }
  } finally {
    process.stdout.off('error', noticeError);
  }
}

const drained = (): Promise<void> =>
  new Promise((resolve) => {
    const events = ['drain', 'error', 'close'] as const;
    const done = (): void => {
      for (const event of events) process.stdout.off(event, done);
      resolve();
    };
    for (const event of events) process.stdout.on(event, done);
  });
