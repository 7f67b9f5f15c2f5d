import type { OvsBridge, OvsFlow } from '../model/types.ts';
import { readAction } from './ovs-actions.ts';
import { flowMatches } from './ovs-match.ts';
import type { OvsPacket } from './ovs-packet.ts';

export type OvsResult =
  | { readonly kind: 'output'; readonly port: string; readonly state: OvsPacket; readonly flow: string }
  | { readonly kind: 'normal' | 'flood'; readonly state: OvsPacket; readonly flow: string }
  | { readonly kind: 'controller' | 'no-match'; readonly flow: string }
  | { readonly kind: 'unmodelled'; readonly reason: string };

/** Tables and resubmits that one packet may go through; OVS itself stops at 4096. */
const MAX_LOOKUPS = 256;

/** What the flow tables do with a packet: where it goes out. An empty list is a drop; `decided` is the last flow that was hit. */
export function runTables(
  bridge: OvsBridge,
  flows: readonly OvsFlow[],
  start: OvsPacket,
  portNumber: (name: string) => number | 'LOCAL' | undefined,
): { readonly results: readonly OvsResult[]; readonly decided: string } {
  const byTable = tablesOf(flows);
  const results: OvsResult[] = [];
  let lookups = 0;
  let decided = `no flow of ${bridge.name} takes it`;

  const lookup = (table: number, inPort: number | 'LOCAL', state: OvsPacket): OvsPacket => {
    lookups++;
    if (lookups > MAX_LOOKUPS) {
      results.push({ kind: 'unmodelled', reason: `more than ${MAX_LOOKUPS} table lookups in ${bridge.name}` });
      return state;
    }
    const seen = { ...state, inPort };
    for (const flow of byTable.get(table) ?? []) {
      const answer = flowMatches(flow, seen, portNumber);
      if (answer === 'no') continue;
      if (answer !== 'yes') {
        results.push({ kind: 'unmodelled', reason: `flow "${flow.text}": ${answer.unmodelled} is not modelled` });
        return state;
      }
      decided = flow.text;
      return act(flow, state);
    }
    if (table === 0) results.push({ kind: 'no-match', flow: `table 0 of ${bridge.name} has no flow for it` });
    else decided = `table ${table} of ${bridge.name} has no flow for it`;
    return state;
  };

  const act = (flow: OvsFlow, before: OvsPacket): OvsPacket => {
    let state = before;
    for (const text of flow.actions) {
      const action = readAction(text);
      switch (action.kind) {
        case 'output':
          results.push({ kind: 'output', port: action.port, state, flow: flow.text });
          break;
        case 'normal':
        case 'flood':
          results.push({ kind: action.kind, state, flow: flow.text });
          break;
        case 'controller':
          results.push({ kind: 'controller', flow: flow.text });
          break;
        case 'table': {
          const inPort = action.inPort === null ? state.inPort : portNumber(action.inPort);
          if (inPort === undefined)
            results.push({ kind: 'unmodelled', reason: `flow "${flow.text}": port ${action.inPort} is not known` });
          else state = { ...lookup(action.table, inPort, state), inPort: state.inPort };
          break;
        }
        case 'change':
          state = action.apply(state);
          break;
        case 'unmodelled':
          results.push({ kind: 'unmodelled', reason: `flow "${flow.text}": action ${text} is not modelled` });
          return state;
        case 'drop':
        case 'nothing':
          break;
      }
    }
    return state;
  };

  lookup(0, start.inPort, start);
  return { results, decided };
}

const indexes = new WeakMap<readonly OvsFlow[], ReadonlyMap<number, readonly OvsFlow[]>>();

function tablesOf(flows: readonly OvsFlow[]): ReadonlyMap<number, readonly OvsFlow[]> {
  const cached = indexes.get(flows);
  if (cached !== undefined) return cached;
  const byTable = Map.groupBy(
    flows.toSorted((a, b) => b.priority - a.priority),
    (flow) => flow.table,
  );
  indexes.set(flows, byTable);
  return byTable;
}
