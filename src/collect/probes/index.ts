import type { Probe } from '../probe.ts';
import { HTTP_FUNCTIONS } from '../shell/http.ts';
import { cniProbes, RESOLVER_FUNCTIONS } from './cni.ts';
import { conntrackProbes } from './conntrack.ts';
import { counterProbes } from './counters.ts';
import { DAEMON_FUNCTIONS, daemonProbes } from './daemons.ts';
import { DNS_FUNCTIONS, dnsProbes } from './dns.ts';
import { kernelLogProbes, LOG_FUNCTIONS } from './kernel-log.ts';
import { KUBE_PROXY_FUNCTIONS, kubeProxyProbes } from './kube-proxy.ts';
import { linkProbes } from './links.ts';
import { NETFILTER_FUNCTIONS, netfilterProbes } from './netfilter.ts';
import { NIC_FUNCTIONS, nicProbes } from './nic.ts';
import { OVS_FUNCTIONS, ovsProbes } from './ovs.ts';
import { routeProbes } from './routes.ts';
import { socketProbes } from './sockets.ts';
import { sysctlProbes } from './sysctl.ts';
import { systemProbes } from './system.ts';

/** All probes, in the order in which they are run: what changes fast and costs little first. */
export const PROBES: readonly Probe[] = [
  ...systemProbes,
  ...counterProbes,
  ...linkProbes,
  ...routeProbes,
  ...conntrackProbes,
  ...sysctlProbes,
  ...socketProbes,
  ...daemonProbes,
  ...kubeProxyProbes,
  ...dnsProbes,
  ...cniProbes,
  ...nicProbes,
  ...kernelLogProbes,
  ...ovsProbes,
  ...netfilterProbes,
];

/** Shell functions that the probes' guards and commands call. */
export const PROBE_FUNCTIONS: readonly string[] = [
  DAEMON_FUNCTIONS,
  HTTP_FUNCTIONS,
  KUBE_PROXY_FUNCTIONS,
  RESOLVER_FUNCTIONS,
  DNS_FUNCTIONS,
  NETFILTER_FUNCTIONS,
  OVS_FUNCTIONS,
  NIC_FUNCTIONS,
  LOG_FUNCTIONS,
];
