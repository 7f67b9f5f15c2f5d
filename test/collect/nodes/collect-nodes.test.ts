import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { collectNodes } from '../../../src/collect/nodes/collect-nodes.ts';
import {
  CollectError,
  type NodeAnswer,
  type NodeOutcome,
  type NodeTarget,
  type NodeTransport,
} from '../../../src/collect/nodes/types.ts';
import { decodeFrame } from '../../../src/snapshot/frame.ts';
import { encodeFrame } from '../../../src/snapshot/frame-encode.ts';

const target = (name: string, operatingSystem: string | null = 'linux'): NodeTarget => ({
  name,
  kubernetesNode: name,
  addresses: [],
  operatingSystem,
});

const frame = encodeFrame({ netlint: '0.1.0', takenAt: null, problems: [], namespaces: [], outputs: [] }, 'abcd1234');

const answer: NodeAnswer = { frame, bytes: frame.length };

function transport(collect: NodeTransport['collect'], more: Partial<NodeTransport> = {}): NodeTransport {
  return { way: 'ssh', open: async () => {}, collect, close: async () => [], ...more };
}

interface Limits {
  readonly concurrency?: number;
  readonly nodeMilliseconds?: number;
  readonly milliseconds?: number;
  readonly signal?: AbortSignal;
}

async function run(targets: readonly NodeTarget[], way: NodeTransport, limits: Limits = {}) {
  const told = new Map<string, NodeOutcome>();
  const left: string[] = [];
  const began = performance.now();
  const outcomes = await collectNodes(targets, way, {
    concurrency: 20,
    nodeMilliseconds: 5000,
    milliseconds: 20_000,
    signal: new AbortController().signal,
    ...limits,
    onOutcome: (outcome) => void told.set(outcome.target.name, outcome),
    onLeft: (sentence) => left.push(sentence),
  });
  return { told, left, outcomes, milliseconds: performance.now() - began };
}

describe('200 nodes, 10 % dead, 10 % slow, 5 % answering rubbish', () => {
  const names = Array.from({ length: 200 }, (_, i) => `n${String(i).padStart(3, '0')}`);
  const kindOf = (name: string): 'dead' | 'slow' | 'rubbish' | 'good' => {
    const place = Number(name.slice(1)) % 20;
    return place < 2 ? 'dead' : place < 4 ? 'slow' : place === 4 ? 'rubbish' : 'good';
  };
  const stand = transport(async ({ name }, { signal }) => {
    const kind = kindOf(name);
    if (kind === 'dead') throw new CollectError(`${name}: nothing listens on its SSH port`);
    // Deaf to the signal too: half of the slow ones hang for ever.
    if (kind === 'slow')
      await sleep(Number(name.slice(1)) % 2 ? 60_000 : 8000, undefined, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(8000)]),
      }).catch(() => new Promise(() => {}));
    await sleep(20);
    return kind === 'rubbish' ? { frame: Buffer.from('<html>502 Bad Gateway</html>'), bytes: 28 } : answer;
  });

  test('every good one is there, every bad one has its reason, and it ends in time', async () => {
    const limit = 3000;
    const { told, outcomes, milliseconds } = await run(
      names.map((name) => target(name)),
      stand,
      {
        concurrency: 30,
        nodeMilliseconds: 400,
        milliseconds: limit,
      },
    );
    expect(milliseconds).toBeLessThan(limit + 10_000);
    expect(outcomes.map(({ target: { name } }) => name)).toEqual(names);
    expect([...told.keys()].sort()).toEqual(names);
    for (const name of names) {
      const outcome = told.get(name) as NodeOutcome;
      const kind = kindOf(name);
      if (kind === 'good') expect(decodeFrame(outcome.answer?.frame as Buffer).complete).toBe(true);
      else if (kind === 'rubbish')
        expect(() => decodeFrame(outcome.answer?.frame as Buffer)).toThrow('no output of the netlint probe');
      else
        expect(outcome.reason).toMatch(
          kind === 'dead' ? /nothing listens/ : /no answer within|time for the whole collection/,
        );
    }
  });
});

describe('time', () => {
  test('what has not begun when the whole time is over is not begun', async () => {
    let begun = 0;
    const slow = transport(async (_, { signal }) => {
      begun++;
      await sleep(10_000, undefined, { signal }).catch(() => {});
      throw new CollectError('too slow');
    });
    const { outcomes } = await run(
      ['a', 'b', 'c'].map((name) => target(name)),
      slow,
      { concurrency: 1, milliseconds: 200 },
    );
    expect(begun).toBe(1);
    expect(outcomes[2]?.reason).toBe('not begun: the time for the whole collection was used up');
  });

  test('a transport that hangs in opening and in closing holds nothing up for ever', async () => {
    const hangs = transport(async () => answer, { open: () => new Promise(() => {}) });
    const { outcomes, milliseconds } = await run([target('a')], hangs, { milliseconds: 200 });
    expect(outcomes[0]?.reason).toMatch(/no answer within/);
    expect(milliseconds).toBeLessThan(3000);
  });
});

describe('a second try', () => {
  const failing = (again: boolean) => {
    let tries = 0;
    const way = transport(async () => {
      tries++;
      if (tries === 1) throw new CollectError('the connection was closed at once', again);
      return answer;
    });
    return { way, tries: () => tries };
  };

  test('where the error says that it may help', async () => {
    const { way } = failing(true);
    const { outcomes } = await run([target('a')], way);
    expect(outcomes[0]).toMatchObject({ tries: 2, answer: { bytes: frame.length } });
  });

  test('not where it does not, and not without time', async () => {
    const never = failing(false);
    expect((await run([target('a')], never.way)).outcomes[0]).toMatchObject({
      tries: 1,
      reason: 'the connection was closed at once',
    });
    const late = failing(true);
    await run([target('a')], late.way, { nodeMilliseconds: 1000 });
    expect(late.tries()).toBe(1);
  });
});

describe('what goes wrong around the nodes', () => {
  test('an error of opening is the reason of all; clearing up is done all the same', async () => {
    let closed = 0;
    const way = transport(async () => answer, {
      open: async () => {
        throw new CollectError('no agent was found');
      },
      close: async () => {
        closed++;
        return ['The pod kube-system/x is still there'];
      },
    });
    const { outcomes, left } = await run([target('a'), target('b')], way);
    expect(outcomes.map(({ reason, tries }) => [reason, tries])).toEqual([
      ['no agent was found', 0],
      ['no agent was found', 0],
    ]);
    expect(closed).toBe(1);
    expect(left).toEqual(['The pod kube-system/x is still there']);
  });

  test('an interruption ends what runs, begins nothing more, and clears up', async () => {
    const controller = new AbortController();
    let closed = false;
    const way = transport(
      async (_, { signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        throw signal.reason;
      },
      {
        close: async () => {
          closed = true;
          return [];
        },
      },
    );
    setTimeout(() => controller.abort(), 50);
    const { outcomes, milliseconds } = await run(
      ['a', 'b'].map((name) => target(name)),
      way,
      { concurrency: 1, signal: controller.signal },
    );
    expect(outcomes.map(({ reason }) => reason)).toEqual([
      'interrupted while it was read',
      'interrupted before it was read',
    ]);
    expect(closed).toBe(true);
    expect(milliseconds).toBeLessThan(1500);
  });

  test('machines that are no Linux are said, not read', async () => {
    const { outcomes } = await run(
      [target('w1', 'windows'), target('n1', null)],
      transport(async () => answer),
    );
    expect(outcomes[0]).toMatchObject({ tries: 0, reason: 'w1 runs windows, and netlint reads Linux alone' });
    expect(outcomes[1]?.answer).toBeDefined();
  });

  test('frames are let go when they have been told', async () => {
    const { outcomes, told } = await run(
      [target('a')],
      transport(async () => answer),
    );
    expect(told.get('a')?.answer?.frame.length).toBe(frame.length);
    expect(outcomes[0]?.answer?.frame.length).toBe(0);
  });
});

test('where outcomes cannot be taken the others are left, and what was made is taken away', async () => {
  let begun = 0;
  let closed = false;
  const way = transport(
    async () => {
      begun += 1;
      await sleep(10);
      return answer;
    },
    {
      close: async () => {
        closed = true;
        return ['a Job stays'];
      },
    },
  );
  const left: string[] = [];
  let told = 0;
  const collecting = collectNodes(
    Array.from({ length: 50 }, (_, at) => target(`n${at}`)),
    way,
    {
      concurrency: 2,
      nodeMilliseconds: 5000,
      milliseconds: 20_000,
      signal: new AbortController().signal,
      onOutcome: () => {
        told += 1;
        throw new Error('the disk is full');
      },
      onLeft: (sentence) => left.push(sentence),
    },
  );
  await expect(collecting).rejects.toThrow('the disk is full');
  expect([told, closed, left]).toEqual([1, true, ['a Job stays']]);
  expect(begun).toBeLessThan(5);
});
