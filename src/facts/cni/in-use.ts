import { absent, known, type Reading, unknown } from '../../model/reading.ts';
import type { CniConfig, NodeModel } from '../../model/types.ts';

/** The CNI configuration that the runtime uses: the first valid file by name (containerd, CRI-O and cri-dockerd agree on this). */
export interface CniInUse {
  readonly file: string;
  /** Types of its plugins in order: flannel, portmap, … */
  readonly types: readonly string[];
  /** Bridge that pods are plugged into, where the configuration is one of those that use a Linux bridge. */
  readonly bridge: string | null;
  /** False when the configuration says that the bridge gets no address. */
  readonly bridgeIsGateway: boolean;
  /** True when the configuration asks for bridge ports that do not reach each other. */
  readonly isolatesPorts: boolean;
  /** True for plugins that bring a pod network of their own, which is not flannel's. */
  readonly ownNetwork: boolean;
}

const ownNetworks = new Set([
  'calico',
  'cilium-cni',
  'weave-net',
  'ovn-k8s-cni-overlay',
  'kube-ovn',
  'antrea',
  'kube-router',
  'aws-cni',
  'azure-vnet',
  'cilium',
  'romana',
  'contiv',
  'terway',
  'sdn',
]);

export function cniInUse(node: NodeModel): Reading<CniInUse> {
  const configs = node.cni.configs;
  if (configs.state !== 'known') return configs;
  const first = configs.value.find((config) => config.broken === undefined && config.plugins.length > 0);
  if (first) return known(describe(first), configs.source);
  // Cut off on the way or broken on the node: either way nobody knows what it is about.
  const broken = configs.value.find((config) => config.broken !== undefined);
  if (broken) return unknown('cni-config', `${broken.file} cannot be read: ${broken.broken}`);
  return absent('no valid CNI configuration', configs.source);
}

function describe(config: CniConfig): CniInUse {
  const main = config.plugins[0];
  const delegated = isObject(main?.delegate) ? main.delegate : undefined;
  // Without a delegate of its own, flannel's plugin calls the plugin `bridge` with its defaults.
  const delegate = main?.type === 'flannel' ? delegated : main;
  const bridged =
    main?.type === 'flannel' ? [undefined, 'bridge'].includes(textOf(delegate?.type)) : main?.type === 'bridge';
  return {
    file: config.file,
    types: config.plugins.map(({ type }) => type),
    bridge: bridged ? (textOf(delegate?.bridge) ?? 'cni0') : null,
    // flannel's plugin asks for a gateway address unless its delegate says otherwise (cni-plugin, flannel_linux.go).
    bridgeIsGateway:
      main?.type === 'flannel'
        ? delegate?.isGateway !== false
        : delegate?.isGateway === true || delegate?.isDefaultGateway === true,
    isolatesPorts: bridged && delegate?.portIsolation === true,
    ownNetwork: config.plugins.some(({ type }) => ownNetworks.has(type)),
  };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
