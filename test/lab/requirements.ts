import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { unshareArguments } from './sandbox.ts';

const path = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];
/** Program → Debian package. */
const programs = {
  ip: 'iproute2',
  bridge: 'iproute2',
  tc: 'iproute2',
  ss: 'iproute2',
  iptables: 'iptables',
  'iptables-legacy': 'iptables',
  nft: 'nftables',
  conntrack: 'conntrack',
  ethtool: 'ethtool',
  ping: 'iputils-ping',
  dnsmasq: 'dnsmasq-base',
  perl: 'perl-base',
  sysctl: 'procps',
  pgrep: 'procps',
  curl: 'curl',
  nsenter: 'util-linux',
  unshare: 'util-linux',
} as const;
const ovsPrograms = {
  'ovs-vsctl': 'openvswitch-switch',
  'ovs-vswitchd': 'openvswitch-switch',
  'ovs-testcontroller': 'openvswitch-testcontroller',
} as const;

/**
 * Null when labs can be built here, else why not, in words. Where CI is set a missing prerequisite is an error instead: a lab test that is
 * skipped there would be one that nobody runs.
 */
export function requireLab(kind: 'kernel' | 'ovs' = 'kernel'): string | null {
  const reason = missing(kind);
  if (reason !== null && process.env.CI) throw new Error(`lab tests cannot run, and CI is set: ${reason}`);
  if (reason !== null) process.stderr.write(`lab tests are skipped: ${reason}\n`);
  return reason;
}

function missing(kind: 'kernel' | 'ovs'): string | null {
  const wanted: Record<string, string> = { ...programs, ...(kind === 'ovs' ? ovsPrograms : {}) };
  const absent = Object.keys(wanted).filter((program) => !path.some((folder) => existsSync(`${folder}/${program}`)));
  const packages = new Set(absent.map((program) => wanted[program]));
  if (!existsSync('/usr/lib/cni/bridge')) packages.add('containernetworking-plugins');
  if (packages.size > 0) return `install ${[...packages].sort().join(', ')}`;
  const attempt = spawnSync('unshare', [...unshareArguments(), 'true'], { encoding: 'utf8' });
  if (attempt.status !== 0) return `neither root nor user namespaces (${attempt.stderr.trim()})`;
  if (kind === 'ovs') {
    try {
      accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
    } catch {
      return '/dev/net/tun cannot be opened';
    }
  }
  return null;
}
