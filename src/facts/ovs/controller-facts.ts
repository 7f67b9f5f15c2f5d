import type { NodeModel, OvsBridge, OvsController } from '../../model/types.ts';
import { absentBecause, fromReading, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { justStarted } from '../node/daemon-age.ts';
import { defineFact, type FactValue, type TargetOf } from '../types.ts';

/** A bridge calls its controller at once, and after a failure with pauses of eight seconds at most (max_backoff); then the flows come. */
export const CONNECTED_SECONDS = 15;

type BridgeTarget = TargetOf<'bridge'>;

export const controllerFacts = [
  defineFact({
    name: 'bridge.ovs.failMode',
    target: 'bridge',
    type: 'string',
    values: ['secure', 'standalone'],
    doc: 'What the bridge does without a controller: `secure` forwards only by the flows that are there, `standalone` (also where none is set) learns like a switch.',
    sources: ['ovs-bridge'],
    compute: (target) => ofBridge(target, (bridge) => scalarValue(bridge.failMode ?? 'standalone')),
  }),
  defineFact({
    name: 'bridge.ovs.controllerConnected',
    target: 'bridge',
    type: 'boolean',
    doc: 'Whether any controller that the bridge calls is connected; absent for a bridge that calls none (passive targets such as ptcp: wait to be called).',
    sources: ['ovs-controller', 'ovs-bridge', 'processes'],
    compute: (target) => ofBridge(target, (bridge) => connected(bridge, target.node)),
  }),
  defineFact({
    name: 'bridge.ovs.controllerPlace',
    target: 'bridge',
    type: 'string',
    values: ['node', 'elsewhere'],
    doc: 'Where the controllers of the bridge are: on the node itself, or somewhere that only its network leads to; absent without a controller.',
    sources: ['ovs-controller', 'ip-addr'],
    compute: (target) => ofBridge(target, (bridge) => place(bridge, target.node)),
  }),
  defineFact({
    name: 'bridge.ovs.lostControllers',
    target: 'bridge',
    type: 'list',
    fields: { target: 'string', state: 'string', error: 'string', seconds: 'string', listener: 'string' },
    doc: 'Controllers that the bridge calls and that are not connected: state of the connection, its last error, seconds since it was lost, and for a target on the node which process listens there (`nobody` when none does).',
    sources: ['ovs-controller', 'sockets'],
    compute: (target) =>
      ofBridge(target, (bridge) =>
        listOf(
          called(bridge)
            .filter((it) => it.connected === false)
            .map((it) => lostItem(it, target.node)),
        ),
      ),
  }),
] as const;

export function ofBridge({ node, bridge: name }: BridgeTarget, answer: (bridge: OvsBridge) => FactValue): FactValue {
  return fromReading(node.ovs, ({ bridges }) => {
    const bridge = bridges.find((candidate) => candidate.name === name);
    return bridge ? answer(bridge) : absentBecause(`no bridge ${name}`);
  });
}

/** Controllers that the bridge connects to; `ptcp:`, `pssl:` and `punix:` wait for one that may never come. */
const called = (bridge: OvsBridge): readonly OvsController[] =>
  bridge.controllers.filter((it) => !/^p(?:tcp|ssl|unix):/.test(it.target));

function connected(bridge: OvsBridge, node: NodeModel): FactValue {
  const controllers = called(bridge);
  if (controllers.length === 0) return absentBecause('the bridge calls no controller');
  // ovs-vswitchd writes the column: without it, what stands there is old.
  if (node.ovs.state === 'known' && node.ovs.value.daemons.vswitchd === false) {
    return unknownBecause({
      missing: 'ovs-controller',
      reason: 'ovs-vswitchd does not run: what the database says of the connection is old',
    });
  }
  if (controllers.some((it) => it.connected === true)) return scalarValue(true);
  if (controllers.every((it) => it.connected === false)) {
    const early = justStarted(node, 'ovs-vswitchd', CONNECTED_SECONDS);
    return early === null ? scalarValue(false) : unknownBecause(early);
  }
  return unknownBecause({
    missing: 'ovs-controller',
    reason: 'the database does not say whether the controller is connected',
  });
}

/** `tcp:127.0.0.1:6632`, `ssl:[::1]:6653`, `unix:/path`. */
function hostOf(target: string): { readonly host: string; readonly port: number } | undefined {
  const [, v6, v4, port] = /^(?:tcp|ssl):(?:\[([^\]]{1,64})\]|([^:]{1,255}))(?::(\d{1,5}))?$/.exec(target) ?? [];
  const host = v6 ?? v4;
  return host === undefined ? undefined : { host, port: Number(port ?? 6653) };
}

const isLoopback = (host: string): boolean => host.startsWith('127.') || host === '::1' || host === 'localhost';

function isHere(target: string, node: NodeModel): boolean | undefined {
  const at = hostOf(target);
  if (at === undefined) return target.startsWith('unix:') ? true : undefined;
  if (isLoopback(at.host)) return true;
  const { addresses } = node.host;
  return addresses.state === 'known' ? addresses.value.some(({ address }) => address === at.host) : undefined;
}

function place(bridge: OvsBridge, node: NodeModel): FactValue {
  const controllers = called(bridge);
  if (controllers.length === 0) return absentBecause('the bridge calls no controller');
  const here = controllers.map((it) => isHere(it.target, node));
  if (here.includes(true)) return scalarValue('node');
  if (here.every((it) => it === false)) return scalarValue('elsewhere');
  const { addresses } = node.host;
  return unknownBecause(
    addresses.state === 'unknown'
      ? addresses
      : { missing: 'ovs-controller', reason: 'the target is of an unknown form' },
  );
}

function lostItem({ target, status }: OvsController, node: NodeModel) {
  return {
    target,
    state: status.state ?? null,
    error: status.last_error ?? null,
    seconds: status.sec_since_disconnect ?? null,
    listener: listenerOf(target, node),
  };
}

function listenerOf(target: string, node: NodeModel): string | null {
  const at = hostOf(target);
  const { sockets } = node.host;
  if (at === undefined || !isHere(target, node) || sockets.state !== 'known') return null;
  const socket = sockets.value.find(
    ({ protocol, port, address }) =>
      protocol === 'tcp' && port === at.port && (address === at.host || address === '0.0.0.0' || address === '::'),
  );
  return socket ? (socket.process ?? 'a process') : 'nobody';
}
