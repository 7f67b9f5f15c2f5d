import { listOf } from '../fact-value.ts';
import { defineFact, type Fact, type FactContext, type FactValue, type TargetOf } from '../types.ts';
import { fdbFacts } from './fdb-facts.ts';
import { neighbourFacts } from './neighbour-facts.ts';
import { tunnelFacts } from './tunnel-facts.ts';

/** The items of a node's list that name one peer, as a fact about that pair. */
function ofPair(name: string, list: Fact<'node'>, doc: string): Fact<'peer'> {
  return defineFact({
    name,
    target: 'peer',
    type: 'list',
    ...(list.fields === undefined ? {} : { fields: list.fields }),
    doc,
    sources: list.sources,
    compute: ({ node, peer }: TargetOf<'peer'>, context: FactContext): FactValue => {
      const value = context.fact(list.name, { kind: 'node', key: `node/${node.name}`, node });
      return value.state === 'list' ? listOf(value.items.filter((item) => item.peer === peer.name)) : value;
    },
  });
}

const nodeFact = (name: string): Fact<'node'> => {
  const fact = [...neighbourFacts, ...fdbFacts, ...tunnelFacts].find((each) => each.name === name);
  if (!fact) throw new Error(`no fact ${name}`);
  return fact;
};

export const pairFacts = [
  ofPair(
    'peer.overlay.disputedMacs',
    nodeFact('node.overlay.disputedPeers'),
    "The node's neighbour entry for the peer and the peer's own word, where they differ and nobody settles which is right.",
  ),
  ofPair(
    'peer.overlay.disputedEndpoints',
    nodeFact('node.overlay.disputedFdb'),
    "The node's FDB entry for the peer and the address that the peer announced, where they differ and nobody settles which is right.",
  ),
  ofPair(
    'peer.flannel.disputedTunnels',
    nodeFact('node.flannel.tunnelDisputes'),
    'VNI and UDP port of both nodes, where they differ and nobody settles which is right.',
  ),
] as const;
