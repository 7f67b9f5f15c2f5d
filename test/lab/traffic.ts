import type { Flow, Lab } from './lab.ts';

export type FlowResults = ReadonlyMap<string, { readonly ok: boolean; readonly reason: string }>;

/** Sends all flows at once and waits for the answers, at most `seconds`. */
export async function send(
  lab: Pick<Lab, 'machines' | 'sandbox'>,
  flows: readonly Flow[],
  seconds = 1,
): Promise<FlowResults> {
  const sources = new Map<string, Flow[]>();
  for (const flow of flows) {
    const source = flow.from === null ? '' : `${flow.from.node} ${flow.from.netns ?? ''}`;
    sources.set(source, [...(sources.get(source) ?? []), flow]);
  }
  const answers = new Map<Flow, string[]>();
  await Promise.all([...sources.values()].map((group) => sendFrom(lab, group, seconds, answers)));
  return new Map(
    flows.map((flow) => {
      const bad = (answers.get(flow) ?? ['failed not sent']).filter(
        (answer) => !answer.startsWith(`ok ${flow.answer}`),
      );
      return [
        flow.id,
        {
          ok: bad.length === 0,
          reason: bad.length === 0 ? '' : `${bad.length} of ${flow.times}: ${bad[0]?.replace('failed ', '')}`,
        },
      ];
    }),
  );
}

async function sendFrom(
  lab: Pick<Lab, 'machines' | 'sandbox'>,
  group: readonly Flow[],
  seconds: number,
  answers: Map<Flow, string[]>,
): Promise<void> {
  const from = group[0]?.from ?? null;
  const numbered = group.flatMap((flow) => Array.from({ length: flow.times }, () => flow));
  const stdin = numbered
    .map((flow, index) => `${index} ${flow.kind} ${flow.address} ${flow.port} ${flow.what}\n`)
    .join('');
  const program = ['perl', '/run/bin/flows', String(seconds)];
  const machine = from === null ? undefined : lab.machines.get(from.node);
  const enter =
    from === null ? ['ip', 'netns', 'exec', 'outside'] : from.netns === null ? [] : ['ip', 'netns', 'exec', from.netns];
  const end = await (machine ?? lab.sandbox).exec([...enter, ...program], { stdin });
  if (end.code !== 0) throw new Error(`flows from ${from?.node ?? 'outside'} could not be sent: ${end.stderr}`);
  for (const line of end.stdout.split('\n')) {
    const [, index, text] = /^(\d+) (.*)$/.exec(line) ?? [];
    const flow = numbered[Number(index)];
    if (flow !== undefined && text !== undefined) answers.set(flow, [...(answers.get(flow) ?? []), text]);
  }
}

/** Sends all flows; what fails is tried once more, with more time: a busy machine must not look like a fault. */
export async function confirmed(lab: Lab): Promise<FlowResults> {
  const flows = lab.flows;
  const first = await send(lab, flows);
  const again = flows.filter(({ id }) => first.get(id)?.ok === false);
  return again.length === 0 ? first : new Map([...first, ...(await send(lab, again, 2))]);
}

/** Ids of the flows that fail, sorted. */
export async function failing(lab: Lab): Promise<readonly string[]> {
  return [...(await confirmed(lab))]
    .filter(([, { ok }]) => !ok)
    .map(([id]) => id)
    .sort();
}

/** Waits until everything works: daemons start, controllers are found again, caches of neighbours age. */
export async function waitUntilHealthy(lab: Lab, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000;
  let waiting = lab.flows;
  for (let limit = 1; ; limit = Math.min(limit * 2, 8)) {
    const results = await send(lab, waiting, limit);
    waiting = waiting.filter(({ id }) => results.get(id)?.ok === false);
    if (waiting.length === 0) return;
    if (Date.now() > end) {
      const lost = waiting.map(({ id }) => `${id}: ${results.get(id)?.reason}`);
      throw new Error(`after ${seconds} s still not healthy:\n${lost.join('\n')}`);
    }
  }
}
