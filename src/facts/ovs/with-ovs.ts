import type { Reading } from '../../model/reading.ts';
import type { NodeModel } from '../../model/types.ts';
import { fromReading, listOf } from '../fact-value.ts';
import type { FactContext, FactValue, Item, TargetOf, Unseen } from '../types.ts';
import { type OvsTopology, topologyOf } from './topology.ts';

/** The answer of a fact that needs the node's bridges; computed once a node. */
export function withTopology(
  node: NodeModel,
  context: FactContext,
  answer: (topology: OvsTopology) => FactValue,
): FactValue {
  const database = node.ovs;
  return fromReading(database, () =>
    database.state === 'known'
      ? answer(context.memo(`ovs topology of ${node.name}`, () => topologyOf(node, context.cluster, database)))
      : listOf([]),
  );
}

export interface Found {
  readonly items: readonly Item[];
  readonly unseen: readonly Unseen[];
}

/** A list about the node's bridges. */
export const listOver =
  (find: (node: NodeModel, topology: OvsTopology, context: FactContext) => Found) =>
  ({ node }: TargetOf<'node'>, context: FactContext): FactValue =>
    withTopology(node, context, (topology) => {
      const { items, unseen } = find(node, topology, context);
      return listOf(items, unseen);
    });

/** The entry for a reading of the node that says nothing; none for one that is known. */
export function unseenReading(node: NodeModel, reading: Reading<unknown>): readonly Unseen[] {
  return reading.state === 'unknown'
    ? [{ who: `node/${node.name}`, missing: reading.missing, reason: reading.reason }]
    : [];
}
