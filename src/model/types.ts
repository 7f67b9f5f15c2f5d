import type { KubeProxyAnswer, KubeProxyConfig } from '../parse/kube-proxy.ts';
import type { MtrReport } from '../parse/mtr.ts';
import type { NotUnderstood } from '../parse/parsed.ts';
import type {
  Address,
  Family,
  FdbEntry,
  Link,
  ListeningSocket,
  Neighbour,
  PolicyRule,
  Route,
  XfrmPolicy,
} from '../parse/records.ts';
import type { SysctlAssignment } from '../parse/sysctl-files.ts';
import type { MovedObject } from '../snapshot/motion.ts';
import type { NetfilterModel } from './netfilter.ts';
import type { NetworkPolicy } from './policy-types.ts';
import type { Reading } from './reading.ts';
import type { UpgradePlan } from './upgrade-plan.ts';

/**
 * A network namespace with everything that was read from it. Every member is parsed when it is first asked for and kept.
 */
export interface NetworkNamespace {
  /** `host` or the kernel's name `net:[4026532585]`. */
  readonly id: string;
  readonly node: NodeModel;
  /** What people call it: `host`, the pod as `namespace/name`, the file name under /run/netns, or the id. */
  readonly label: string;
  /** File name under /run/netns, for commands (`ip netns exec NAME`); null where it has none, as the host. */
  readonly name?: string | null;
  /** The pod that lives in it, when it is known (by UID, by address). */
  readonly pod: Pod | null;
  readonly links: Reading<LinkTable>;
  /** The same some seconds later, for counters whose growth matters; unknown where it was not read twice. */
  readonly laterLinks?: Reading<LinkTable>;
  readonly addresses: Reading<readonly Address[]>;
  /** All tables, both families as far as read. */
  readonly routes: Readonly<Record<Family, Reading<readonly Route[]>>>;
  readonly policyRules: Readonly<Record<Family, Reading<readonly PolicyRule[]>>>;
  /** IPsec policies, in the order of the listing; read in the host's namespace only. */
  readonly xfrmPolicies?: Reading<readonly XfrmPolicy[]>;
  readonly neighbours: Reading<readonly Neighbour[]>;
  readonly fdb: Reading<readonly FdbEntry[]>;
  /** Key in dotted form with the device name as the kernel prints it in `sysctl -a`: `net.ipv4.conf.flannel/1.rp_filter`. */
  readonly sysctls: Reading<ReadonlyMap<string, string>>;
  readonly sockets: Reading<readonly ListeningSocket[]>;
  /** Both iptables back ends and native nftables, merged by hook and priority. */
  readonly netfilter: Readonly<Record<Family, Reading<NetfilterModel>>>;
  readonly resolvConf: Reading<ResolvConf>;
  /** What CoreDNS says of itself where it lives in this namespace, on its usual ports. */
  readonly coreDns: CoreDnsState;
}

export interface CoreDnsState {
  readonly health: Reading<HealthAnswer>;
  /** Its text names the plugins that are not ready. */
  readonly ready: Reading<HealthAnswer>;
  /** By name with labels, as printed: `coredns_dns_responses_total{…,rcode="SERVFAIL",…}`. */
  readonly metrics: Reading<ReadonlyMap<string, number>>;
}

/** What a daemon's health server answers: `silent` took the connection, or nothing, and said nothing in time. */
export interface HealthAnswer {
  readonly state: 'ok' | 'not-ok' | 'refused' | 'silent';
  readonly text: string;
}

/** What the kubelet of a node gives to pods. */
export interface KubeletDns {
  /** From its configuration files; null where they do not say. */
  readonly clusterDns: readonly string[] | null;
  readonly clusterDomain: string | null;
  readonly resolvConf: string | null;
  /** Whether it refuses to start on cgroup v1 (since 1.35 it does unless this is false). */
  readonly failCgroupV1: boolean | null;
}

export interface LinkTable {
  readonly all: readonly Link[];
  readonly byName: ReadonlyMap<string, Link>;
  readonly byIndex: ReadonlyMap<number, Link>;
}

export interface ResolvConf {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly options: readonly string[];
}

export interface NodeModel {
  readonly name: string;
  /** The Kubernetes Node object, when the snapshot has it. */
  readonly kubernetes: Reading<KubernetesNode>;
  /** False when the node's part could not be read at all: everything in it is unknown. */
  readonly seen: boolean;
  readonly host: NetworkNamespace;
  /** All other namespaces, sorted by id. */
  readonly namespaces: readonly NetworkNamespace[];
  readonly system: Reading<SystemInfo>;
  readonly processes: Reading<readonly ProcessInfo[]>;
  readonly ovs: Reading<OvsDatabase>;
  /** Flows by bridge name. */
  readonly ovsFlows: ReadonlyMap<string, Reading<readonly OvsFlow[]>>;
  /** OpenFlow port numbers (65534 is LOCAL) by interface name, by bridge name. */
  readonly ovsPorts: ReadonlyMap<string, Reading<ReadonlyMap<string, number>>>;
  readonly cni: CniFiles;
  readonly flannelSubnetEnv: Reading<SubnetEnv>;
  readonly conntrack: Reading<ConntrackState>;
  readonly kubeProxy: KubeProxyState;
  readonly kubelet: {
    readonly dns: Reading<KubeletDns>;
    /** The file that it hands to pods with dnsPolicy Default. */
    readonly resolvConf: Reading<ResolvConf>;
  };
  /** Type of the file system at /sys/fs/cgroup: `cgroup2fs` is version 2, `tmpfs` version 1, alone or beside version 2. */
  readonly cgroupFileSystem: Reading<string>;
  /** Whether the host has the command nft. */
  readonly hasNft: Reading<boolean>;
  /** Absent where flanneld has no health server. */
  readonly flanneldHealth: Reading<HealthAnswer>;
  readonly kernelLog: Reading<readonly KernelLogLine[]>;
  readonly ethtool: Reading<ReadonlyMap<string, EthtoolInfo>>;
  readonly services: Reading<ReadonlyMap<string, string>>;
  readonly ipvs: Reading<readonly IpvsService[]>;
  /** By the kernel's names: `Tcp.RetransSegs`, `TcpExt.ListenDrops`, `Ip6InReceives`, `softnet.dropped`. */
  readonly protocolCounters: Reading<ReadonlyMap<string, number>>;
  /** The same some seconds later (without IPv6's). */
  readonly laterProtocolCounters: Reading<ReadonlyMap<string, number>>;
  /** Names of the loaded kernel modules; built-in ones are not among them. */
  readonly modules: Reading<ReadonlySet<string>>;
  /** Assignments of the sysctl configuration files, as far as they are about the network. */
  readonly sysctlFiles: Reading<readonly SysctlAssignment[]>;
  /** A hand-made `mtr -r`. */
  readonly mtr: Reading<MtrReport>;
  /** Lines that no parser understood, with the probe that printed them. */
  readonly notUnderstood: () => readonly (NotUnderstood & { readonly probe: string; readonly netns: string })[];
}

export interface SystemInfo {
  readonly kernel: string;
  readonly os: string | null;
  readonly cpus: number | null;
  readonly uptimeSeconds: number | null;
  /** RFC 3339 by the node's clock. */
  readonly clock: string | null;
}

export interface ProcessInfo {
  readonly pid: number;
  readonly name: string;
  /** Only flags that rules use; values as given. `--proxy-mode=nftables` → proxy-mode: nftables; a bare flag → 'true'. */
  readonly flags: Readonly<Record<string, string>>;
  /** Inode name of its network namespace, when readable. */
  readonly netns: string | null;
  /** When it began, in seconds after boot; not there where nobody said. */
  readonly startSeconds?: number;
}

export interface SubnetEnv {
  readonly network: string | null;
  readonly subnet: string | null;
  readonly ipv6Network: string | null;
  readonly ipv6Subnet: string | null;
  readonly mtu: number | null;
  readonly ipmasq: boolean | null;
}

export interface CniFiles {
  /** Sorted by file name, as the runtime picks the first. */
  readonly configs: Reading<readonly CniConfig[]>;
  /** Names of the plugin binaries. */
  readonly plugins: Reading<readonly string[]>;
  readonly leases: Reading<readonly CniLease[]>;
}

export interface CniConfig {
  readonly file: string;
  readonly name: string | null;
  readonly plugins: readonly { readonly type: string; readonly [key: string]: unknown }[];
  /** Set when the file is no valid JSON. */
  readonly broken?: string;
}

export interface CniLease {
  readonly network: string;
  readonly address: string;
  readonly containerId: string | null;
  readonly device: string | null;
}

export interface ConntrackState {
  readonly count: number;
  readonly max: number;
  /** Sums over CPUs: found, invalid, insert_failed, drop, early_drop, … */
  readonly statistics: Readonly<Record<string, number>>;
  /** The same sums from the second reading, some seconds later; unknown where it was not read twice. */
  readonly laterStatistics: Reading<Readonly<Record<string, number>>>;
  /** Numbers of entries by protocol and state. */
  readonly states: Reading<ReadonlyMap<string, number>>;
}

export interface KubeProxyState {
  readonly health: Reading<KubeProxyHealth>;
  /** What the running kube-proxy says of itself, else its configuration. */
  readonly mode: Reading<string>;
  /** What it says itself, and nothing else. */
  readonly saidMode: Reading<string>;
  readonly config: Reading<KubeProxyConfig>;
  readonly metrics: Reading<ReadonlyMap<string, number>>;
}

/** What it answers to /healthz, and to /livez where it has that (since 1.28). */
export interface KubeProxyHealth {
  /** Changes that it knew of did not wait for long; a node that is about to be removed counts as well. */
  readonly healthy: boolean;
  readonly families: KubeProxyAnswer['families'];
  /** RFC 3339 by the node's clock. */
  readonly currentTime: string | null;
  readonly lastUpdated: string | null;
}

export interface KernelLogLine {
  /** Seconds since boot; null when the log prints none. */
  readonly seconds: number | null;
  readonly text: string;
}

export interface EthtoolInfo {
  readonly driver: string | null;
  readonly speedMbps: number | null;
  readonly duplex: string | null;
  readonly linkDetected: boolean | null;
  readonly features: Readonly<Record<string, boolean>>;
  readonly statistics: Readonly<Record<string, number>>;
}

export interface IpvsService {
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly address: string;
  readonly port: number;
  readonly destinations: readonly { readonly address: string; readonly port: number; readonly weight: number }[];
}

export interface OvsDatabase {
  readonly bridges: readonly OvsBridge[];
  /** ovsdb-server and ovs-vswitchd as seen in the process list; null when not known. */
  /** Remotes of the database (OVSDB managers), not of a bridge. */
  readonly managers: readonly OvsController[];
  readonly daemons: { readonly ovsdbServer: boolean | null; readonly vswitchd: boolean | null };
  readonly version: string | null;
}

export interface OvsBridge {
  readonly name: string;
  readonly failMode: 'secure' | 'standalone' | null;
  readonly datapathType: string | null;
  readonly ports: readonly OvsPort[];
  readonly controllers: readonly OvsController[];
}

export interface OvsPort {
  readonly name: string;
  readonly tag: number | null;
  readonly interfaces: readonly OvsInterface[];
}

export interface OvsInterface {
  readonly name: string;
  /** '' is a system device; internal, patch, vxlan, geneve, … */
  readonly type: string;
  readonly ofport: number | null;
  readonly error: string | null;
  /** null where the source does not tell (`ovs-vsctl show`). */
  readonly adminState: string | null;
  readonly linkState: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly macInUse: string | null;
}

export interface OvsController {
  readonly target: string;
  readonly connected: boolean | null;
  readonly role: string | null;
  readonly status: Readonly<Record<string, string>>;
}

export interface OvsFlow {
  readonly table: number;
  readonly priority: number;
  readonly packets: number | null;
  /** Match fields as printed: in_port, dl_dst, nw_dst, …; a bare word (`ip`, `arp`) has the value ''. */
  readonly match: Readonly<Record<string, string>>;
  readonly actions: readonly string[];
  readonly text: string;
}

/* ---- what the API says ---- */

export interface KubernetesNode {
  readonly name: string;
  readonly podCidrs: readonly string[];
  readonly internalIps: readonly string[];
  readonly ready: boolean | null;
  readonly annotations: Readonly<Record<string, string>>;
  readonly flannel: FlannelAnnotations | null;
  readonly kubeletVersion: string | null;
  readonly kernelVersion: string | null;
  readonly osImage: string | null;
  /** `containerd://1.7.20-k3s1` */
  readonly runtimeVersion: string | null;
  readonly operatingSystem: string | null;
  readonly createdAt: string | null;
  /** By type: Ready, NetworkUnavailable, … */
  readonly conditions: ReadonlyMap<string, NodeCondition>;
}

export interface NodeCondition {
  /** True, False or Unknown. */
  readonly status: string;
  readonly reason: string | null;
  readonly message: string | null;
  /** Since when it has this status: RFC 3339. */
  readonly since: string | null;
}

/** What a kubelet renews every ten seconds: the sign of life of its node. */
export interface NodeLease {
  readonly node: string;
  /** RFC 3339. */
  readonly renewedAt: string | null;
  /** After how many seconds without renewal the node counts as lost. */
  readonly seconds: number | null;
}

export interface FlannelAnnotations {
  /** What stands before the names of the annotations: `flannel.alpha.coreos.com/`. */
  readonly prefix: string;
  readonly backendType: string;
  /** True where flannel takes the node's network from its podCIDR (`--kube-subnet-mgr`). */
  readonly subnetManager: boolean;
  /** A public IP that somebody set on purpose: flanneld takes it over as it is. */
  readonly publicIpOverwrite: string | null;
  readonly vni: number | null;
  readonly vtepMac: string | null;
  readonly publicIp: string | null;
  readonly v6: {
    readonly vni: number | null;
    readonly vtepMac: string | null;
    readonly publicIp: string | null;
    readonly publicIpOverwrite: string | null;
  } | null;
}

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | null;
  /** The name that survives the night: the ReplicaSet's, DaemonSet's or StatefulSet's owner, else the pod's. */
  readonly owner: string;
  readonly node: string | null;
  readonly ips: readonly string[];
  readonly hostNetwork: boolean;
  readonly phase: string;
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly containerPorts: readonly {
    readonly name: string | null;
    readonly port: number;
    readonly protocol: string;
  }[];
  /** Of the cluster's own daemons, flags that rules use: `--cluster-cidr=10.244.0.0/16` → cluster-cidr: 10.244.0.0/16. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly createdAt: string | null;
  /** ClusterFirst unless the pod says otherwise. */
  readonly dnsPolicy: string;
  /** Name servers that the pod asks for itself (dnsConfig). */
  readonly dnsNameservers: readonly string[];
  readonly containers: readonly ContainerState[];
  /** What its containers are made of, as the pod says it. */
  readonly images: readonly string[];
  /** Ready, ContainersReady, PodScheduled, readiness gates, … as far as the API says. */
  readonly conditions?: readonly PodCondition[];
}

export interface PodCondition {
  readonly type: string;
  readonly isTrue: boolean;
  /** `ContainersNotReady`, `Unschedulable`, … */
  readonly reason: string | null;
  /** Since when: RFC 3339. */
  readonly since: string | null;
}

export interface ContainerState {
  readonly name: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** Why it waits (`CrashLoopBackOff`, `ImagePullBackOff`); null when it does not. */
  readonly waiting: string | null;
}

export interface ServicePort {
  readonly name: string | null;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly port: number;
  readonly nodePort: number | null;
  /** As written: a number or a port name. */
  readonly targetPort: string | null;
}

export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly clusterIps: readonly string[];
  readonly externalIps: readonly string[];
  /** Addresses of its load balancer that kube-proxy takes for the Service's own (ipMode VIP). */
  readonly loadBalancerIps?: readonly string[];
  readonly ports: readonly ServicePort[];
  readonly selector: Readonly<Record<string, string>> | null;
  readonly internalTrafficPolicy: string;
  readonly externalTrafficPolicy: string;
  readonly sessionAffinity: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: string | null;
  /** Pods count as ready as soon as they have an address: for peers that must find one another before that. */
  readonly publishNotReadyAddresses?: boolean;
  /** Where a load balancer asks whether a node has an endpoint; null where it does not. */
  readonly healthCheckNodePort?: number | null;
}

/** An Ingress with the Services that it leads to. */
export interface Ingress {
  readonly namespace: string;
  readonly name: string;
  readonly className: string | null;
  readonly backends: readonly IngressBackend[];
  readonly createdAt: string | null;
}

export interface IngressClass {
  readonly name: string;
  /** `k8s.io/ingress-nginx` */
  readonly controller: string;
}

export interface IngressBackend {
  readonly host: string;
  /** Null for the default backend. */
  readonly path: string | null;
  readonly service: string;
  readonly portName: string | null;
  readonly portNumber: number | null;
}

/** What makes pods of one kind, and how many of them. */
export interface Replicated {
  readonly kind: 'Deployment' | 'StatefulSet' | 'ReplicaSet' | 'DaemonSet';
  readonly namespace: string;
  readonly name: string;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly desired: number;
}

/** One address and port behind a Service port. */
export interface Endpoint {
  readonly service: string;
  readonly portName: string | null;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly address: string;
  readonly port: number;
  readonly node: string | null;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly pod: string | null;
  /** Topology hints keep this endpoint for clients of some zones or nodes only. */
  readonly hinted?: boolean;
  /** When its EndpointSlice last changed, as far as the API says: RFC 3339. */
  readonly changedAt?: string;
}

/** Story 000's kind of object: which OVS port carries a pod. */
export interface PodNic {
  readonly namespace: string;
  readonly name: string;
  readonly ip: string;
  readonly pod: string | null;
  readonly port: string | null;
}

export interface ClusterModel {
  readonly name: string | null;
  /** RFC 3339; the snapshot's last reading. */
  readonly takenAt: string | null;
  /** Sorted by name: every machine of the snapshot and every Kubernetes Node. */
  readonly nodes: readonly NodeModel[];
  node(name: string): NodeModel | undefined;
  readonly pods: Reading<readonly Pod[]>;
  readonly services: Reading<readonly Service[]>;
  /** From EndpointSlices, else from Endpoints; key `namespace/name`. */
  readonly endpoints: Reading<ReadonlyMap<string, readonly Endpoint[]>>;
  /** When the EndpointSlices or Endpoints of a Service last changed, as far as the API says (RFC 3339); key `namespace/name`. */
  readonly endpointsChangedAt: Reading<ReadonlyMap<string, string>>;
  readonly podNics: Reading<readonly PodNic[]>;
  readonly configMaps: Reading<ReadonlyMap<string, Readonly<Record<string, string>>>>;
  readonly workloads: Reading<readonly Workload[]>;
  /** What makes pods for good, with the labels that it gives them. */
  readonly replicated: Reading<readonly Replicated[]>;
  readonly ingresses: Reading<readonly Ingress[]>;
  readonly networkPolicies: Reading<readonly NetworkPolicy[]>;
  /** Labels of the namespaces, by name. */
  readonly namespaceLabels: Reading<ReadonlyMap<string, Readonly<Record<string, string>>>>;
  /** Those about the network, sorted by namespace and name of the event. */
  readonly events: Reading<readonly NetworkEvent[]>;
  /** Heartbeats of the kubelets, by name of the node. */
  readonly leases: Reading<ReadonlyMap<string, NodeLease>>;
  /** Networks that ClusterIPs are taken from: the ServiceCIDR objects. */
  readonly serviceCidrs: Reading<readonly string[]>;
  /** What the API server says that it is: `v1.33.4+k3s1`. */
  readonly apiServerVersion: Reading<string>;
  /** Endpoints that were cut off at 1,000 addresses, as `namespace/name`, sorted. */
  readonly truncatedEndpoints: Reading<readonly string[]>;
  readonly ingressClasses: Reading<readonly IngressClass[]>;
  /** Set where somebody asked what an upgrade would meet. */
  readonly upgrade: UpgradePlan | null;
  /** Who has this address: every device of every namespace that was seen. */
  ownersOf(address: string): readonly AddressOwner[];
  /** What of the API moved while the nodes were read; null where nobody knows (an imported snapshot). */
  readonly motion: Motion | null;
}

/** Reasons are parts of sentences: `in motion: EndpointSlice shop/web-x7 changed while the nodes were read`. */
export interface Motion {
  /** Sorted by resource, namespace and name. */
  readonly objects: readonly MovedObject[];
  /** Why nothing can be said about an object that moved; null for one that did not. `namespace` is null for what lives in none. */
  moved(resource: string, namespace: string | null, name: string): string | null;
  /** The same for a Service or any of its EndpointSlices or Endpoints. */
  serviceMoved(namespace: string, name: string): string | null;
  nodeMoved(name: string): string | null;
  /** Age of an API object when the reading of the nodes began, in seconds by the API server's clock; null for what is no time. */
  secondsBefore(time: string): number | null;
}

export interface NetworkEvent {
  /** Normal or Warning. */
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** What it is about. */
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
  /** The node whose kubelet says so, where one does. */
  readonly host: string | null;
  readonly count: number;
  /** RFC 3339. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
}

export interface Workload {
  readonly kind: 'DaemonSet' | 'Deployment';
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly images: readonly string[];
  readonly args: readonly string[];
  readonly desired: number | null;
  readonly ready: number | null;
  /** How many pods a DaemonSet has of its newest form. */
  readonly updated?: number | null;
}

export interface AddressOwner {
  readonly node: NodeModel;
  readonly netns: NetworkNamespace;
  readonly link: Link;
  readonly address: Address;
}
