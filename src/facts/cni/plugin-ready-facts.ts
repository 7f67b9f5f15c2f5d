import { absentBecause, scalarValue, unknownBecause } from '../fact-value.ts';
import { justStarted } from '../node/daemon-age.ts';
import { settling } from '../node/settling.ts';
import { defineFact } from '../types.ts';

/** kubelet asks its runtime every five seconds, and reports every ten (nodeStatusUpdateFrequency). */
const REPORTED_SECONDS = 20;

/** What kubelet says where its runtime finds no usable network configuration (containerd and CRI-O word it alike). */
const NOT_READY = /NetworkPluginNotReady|cni plugin not initialized|cni config uninitialized/i;

export const pluginReadyFacts = [
  defineFact({
    name: 'node.cni.notReady',
    target: 'node',
    type: 'string',
    doc: "What the Node's condition Ready says of a network plugin that is not ready; absent where it says nothing of the kind.",
    sources: ['cluster/nodes', 'uptime'],
    compute: ({ node }, { cluster }) => {
      const { kubernetes } = node;
      if (kubernetes.state === 'unknown') return unknownBecause(kubernetes);
      if (kubernetes.state === 'absent') return absentBecause(kubernetes.reason);
      const ready = kubernetes.value.conditions.get('Ready');
      if (ready === undefined)
        return unknownBecause({
          missing: 'cluster/nodes',
          reason: `Node ${kubernetes.value.name} has no condition Ready`,
        });
      if (ready.status !== 'False' || !NOT_READY.test(ready.message ?? ''))
        return absentBecause(`Ready is ${ready.status}, and no network plugin is the reason`);
      const reason =
        settling(node, cluster) ??
        justStarted(node, 'kubelet', REPORTED_SECONDS) ??
        justStarted(node, 'containerd', REPORTED_SECONDS);
      return reason ? unknownBecause(reason) : scalarValue((ready.message ?? '').slice(0, 300));
    },
  }),
  defineFact({
    name: 'node.cni.configFile',
    target: 'node',
    type: 'string',
    doc: 'The CNI configuration that the runtime uses; absent where there is no valid one in the folders that were looked at.',
    sources: ['cni-config'],
    compute: ({ node }) => {
      const { configs } = node.cni;
      if (configs.state !== 'known')
        return configs.state === 'unknown' ? unknownBecause(configs) : absentBecause(configs.reason);
      const first = configs.value.find(({ broken, plugins }) => broken === undefined && plugins.length > 0);
      return first ? scalarValue(first.file) : absentBecause('no valid CNI configuration');
    },
  }),
] as const;
