import { type Lab, on } from './lab.ts';
import { send } from './traffic.ts';

/** Whether a counter of a node's kernel (as `nstat` names it) grows while a flow is sent, be it answered or not. */
export async function growsWith(lab: Lab, node: string, counter: string, flow: string): Promise<boolean> {
  const read = async (): Promise<number> => {
    const text = await on(lab, node, `nstat -asz ${counter}`);
    return Number(new RegExp(`^${counter} +(\\d+)`, 'm').exec(text)?.[1]);
  };
  const before = await read();
  await send(
    lab,
    lab.flows.filter(({ id }) => id === flow),
    2,
  );
  return (await read()) > before;
}
