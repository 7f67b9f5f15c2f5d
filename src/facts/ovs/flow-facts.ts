import type { OvsFlow } from '../../model/types.ts';
import { fromReading, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { justStarted } from '../node/daemon-age.ts';
import { defineFact } from '../types.ts';
import { CONNECTED_SECONDS, ofBridge } from './controller-facts.ts';

/** A flow without actions drops, too. */
const forwards = ({ actions }: OvsFlow): boolean => actions.some((action) => action !== 'drop');

export const flowFacts = [
  defineFact({
    name: 'bridge.ovs.forwardingFlows',
    target: 'bridge',
    type: 'integer',
    unit: 'flows',
    doc: 'Flows of the bridge that do anything else than drop.',
    sources: ['ovs-flows'],
    compute: ({ node, bridge }) => {
      const flows = node.ovsFlows.get(bridge);
      if (flows === undefined)
        return unknownBecause({ missing: `ovs-flows:${bridge}`, reason: 'the flows of the bridge were not collected' });
      return fromReading(flows, (list) => {
        const count = list.filter(forwards).length;
        const early = count === 0 ? justStarted(node, 'ovs-vswitchd', CONNECTED_SECONDS) : null;
        return early === null ? scalarValue(count) : unknownBecause(early);
      });
    },
  }),
  defineFact({
    name: 'bridge.ovs.dataPorts',
    target: 'bridge',
    type: 'list',
    fields: { device: 'string' },
    doc: 'Ports of the bridge without its internal ones: what it would switch packets between.',
    sources: ['ovs-port', 'ovs-interface'],
    compute: (target) =>
      ofBridge(target, (bridge) =>
        listOf(
          bridge.ports.flatMap((port) =>
            port.interfaces.filter((face) => face.type !== 'internal').map((face) => ({ device: face.name })),
          ),
        ),
      ),
  }),
] as const;
