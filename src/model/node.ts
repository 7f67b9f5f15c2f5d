import { parseIpvs } from '../parse/ipvs.ts';
import { parseKernelLog } from '../parse/kernel-log.ts';
import { parseKubeletConfig } from '../parse/kubelet-config.ts';
import { parseModules } from '../parse/modules.ts';
import { parseMtr } from '../parse/mtr.ts';
import { parseOvsFlows } from '../parse/ovs-flows.ts';
import { parseOvsPorts } from '../parse/ovs-ports.ts';
import type { Parsed } from '../parse/parsed.ts';
import { parseProcesses } from '../parse/processes.ts';
import { parseResolvConf } from '../parse/resolv-conf.ts';
import { parseServiceStates } from '../parse/service-states.ts';
import { parseSubnetEnv } from '../parse/subnet-env.ts';
import { parseSysctlFiles } from '../parse/sysctl-files.ts';
import { parseCgroupFileSystem } from '../parse/system.ts';
import type { RawNode } from '../snapshot/types.ts';
import { readHealth } from './health.ts';
import { lazy } from './lazy.ts';
import { buildNamespace } from './namespace.ts';
import {
  readCni,
  readConntrack,
  readCounters,
  readEthtool,
  readHasNft,
  readKubeProxy,
  readSystem,
} from './node-readings.ts';
import { readOvsDatabase } from './ovs-database.ts';
import { ownProcesses } from './own-processes.ts';
import { mapReading, type Reading, unknown } from './reading.ts';
import { NOT_COLLECTED, type OutputReader, outputReader } from './readings.ts';
import type { KubernetesNode, NetworkNamespace, NodeModel, Pod } from './types.ts';

export interface NodeContext {
  readonly name: string;
  readonly kubernetes?: Reading<KubernetesNode>;
  /** Which pod lives in a namespace; none without the cluster's pods. */
  readonly podOf?: (node: NodeModel, netns: NetworkNamespace) => Pod | null;
  /** Why there is no raw part. */
  readonly reason?: string;
}

/** Makes the node out of what its commands printed; `null` is a node that the cluster has and nobody collected. */
export function buildNodeModel(raw: RawNode | null, context: NodeContext): NodeModel {
  const { name } = context;
  const whole = wholeReason(raw, context);
  const reader = outputReader(raw, whole);
  const namespace = (record: Parameters<typeof buildNamespace>[0]['record']) =>
    buildNamespace({ node: () => node, reader, record, podOf: (netns) => context.podOf?.(node, netns) ?? null });
  const host = namespace(null);
  const namespaces = lazy(() => [...(raw?.index.netns ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1)).map(namespace));
  const processes = lazy(() =>
    mapReading(reader.read('processes', 'host', parseProcesses), (all) =>
      ownProcesses(
        all,
        (raw?.index.netns ?? []).map(({ id }) => id),
      ),
    ),
  );
  const system = lazy(() => readSystem(reader));
  const ovs = lazy(() => readOvsDatabase(reader, processes()));
  const ovsFlows = lazy(() => perBridge(raw, reader, 'ovs-flows', parseOvsFlows));
  const ovsPorts = lazy(() => perBridge(raw, reader, 'ovs-ports', parseOvsPorts));
  const cni = lazy(() => readCni(reader));
  const subnetEnv = lazy(() => reader.read('flannel-subnet-env', 'host', parseSubnetEnv));
  const conntrack = lazy(() => readConntrack(reader, host.sysctls));
  const kubeProxy = lazy(() => readKubeProxy(reader, processes()));
  const kubeletDns = lazy(() => reader.read('kubelet-config', 'host', parseKubeletConfig));
  const kubeletResolvConf = lazy(() => reader.read('kubelet-resolv-conf', 'host', parseResolvConf));
  const cgroupFileSystem = lazy(() => reader.read('cgroup', 'host', parseCgroupFileSystem));
  const hasNft = lazy(() => readHasNft(reader));
  const flanneldHealth = lazy(() => readHealth(reader, 'flanneld-healthz', 'host'));
  const kernelLog = lazy(() => reader.read('kernel-log', 'host', parseKernelLog, { keepPart: 'any' }));
  const ethtool = lazy(() => readEthtool(reader, raw?.index ?? null, whole));
  const services = lazy(() => reader.read('service-states', 'host', parseServiceStates, { keepPart: 'error' }));
  const ipvs = lazy(() => reader.read('ipvs', 'host', parseIpvs, { empty: [] }));
  const counters = lazy(() => readCounters(reader));
  const laterCounters = lazy(() => readCounters(reader, 2));
  const modules = lazy(() => reader.read('modules', 'host', parseModules, { empty: new Set<string>() }));
  const sysctlFiles = lazy(() => reader.read('sysctl-files', 'host', parseSysctlFiles, { keepPart: 'error' }));
  const mtr = lazy(() => reader.read('text:mtr', 'host', parseMtr));
  const members = [
    system,
    processes,
    ovs,
    ovsFlows,
    ovsPorts,
    cni,
    subnetEnv,
    conntrack,
    kubeProxy,
    kubeletDns,
    kubeletResolvConf,
    cgroupFileSystem,
    kernelLog,
    ethtool,
    services,
    ipvs,
    counters,
    laterCounters,
    modules,
    sysctlFiles,
  ];

  const node: NodeModel = {
    name,
    kubernetes: context.kubernetes ?? unknown('cluster/nodes', NOT_COLLECTED),
    seen: raw !== null && (raw.index.status !== 'failed' || raw.index.outputs.length > 0),
    host,
    get namespaces() {
      return namespaces();
    },
    get system() {
      return system();
    },
    get processes() {
      return processes();
    },
    get ovs() {
      return ovs();
    },
    get ovsFlows() {
      return ovsFlows();
    },
    get ovsPorts() {
      return ovsPorts();
    },
    get cni() {
      return cni();
    },
    get flannelSubnetEnv() {
      return subnetEnv();
    },
    get conntrack() {
      return conntrack();
    },
    get kubeProxy() {
      return kubeProxy();
    },
    kubelet: {
      get dns() {
        return kubeletDns();
      },
      get resolvConf() {
        return kubeletResolvConf();
      },
    },
    get cgroupFileSystem() {
      return cgroupFileSystem();
    },
    get hasNft() {
      return hasNft();
    },
    get flanneldHealth() {
      return flanneldHealth();
    },
    get kernelLog() {
      return kernelLog();
    },
    get ethtool() {
      return ethtool();
    },
    get services() {
      return services();
    },
    get ipvs() {
      return ipvs();
    },
    get protocolCounters() {
      return counters();
    },
    get laterProtocolCounters() {
      return laterCounters();
    },
    get modules() {
      return modules();
    },
    get sysctlFiles() {
      return sysctlFiles();
    },
    get mtr() {
      return mtr();
    },
    notUnderstood() {
      for (const member of members) member();
      for (const netns of [host, ...namespaces()]) readAll(netns);
      const key = (note: { netns: string; probe: string }) => `${note.netns} ${note.probe}`;
      return reader.misread.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.line - b.line));
    },
  };
  return node;
}

function wholeReason(raw: RawNode | null, { name, reason }: NodeContext): string {
  if (raw === null) return reason ?? `node/${name} was ${NOT_COLLECTED}`;
  const { status, reason: why } = raw.index;
  return status === 'ok' || why === undefined ? NOT_COLLECTED : `${NOT_COLLECTED}: ${why}`;
}

/** Outputs `ID:BRIDGE` of the host, by bridge. */
function perBridge<T>(
  raw: RawNode | null,
  reader: OutputReader,
  id: string,
  parse: (text: string) => Parsed<T>,
): ReadonlyMap<string, Reading<T>> {
  const ids = (raw?.index.outputs ?? [])
    .filter((output) => output.netns === 'host' && output.id.startsWith(`${id}:`))
    .map((output) => output.id);
  return new Map([...new Set(ids)].sort().map((each) => [each.slice(id.length + 1), reader.read(each, 'host', parse)]));
}

/** Makes every member of a namespace parse its text. */
function readAll(netns: NetworkNamespace): void {
  const { links, laterLinks, addresses, neighbours, fdb, sysctls, sockets, resolvConf } = netns;
  const families = ([4, 6] as const).map((family) => [
    netns.routes[family],
    netns.policyRules[family],
    netns.netfilter[family],
  ]);
  void [links, laterLinks, addresses, neighbours, fdb, sysctls, sockets, resolvConf, families];
}
