import type { Probe } from '../probe.ts';

/** What machine this is, and what time it has. */
export const systemProbes: readonly Probe[] = [
  {
    id: 'uname',
    area: 'system',
    scope: 'host',
    purpose: 'kernel release and architecture',
    commands: [{ tool: 'uname -srm' }, { files: ['/proc/version'] }],
  },
  {
    id: 'os-release',
    area: 'system',
    scope: 'host',
    purpose: 'distribution, for faults of one version',
    commands: [{ files: ['/etc/os-release'] }, { files: ['/usr/lib/os-release'] }],
  },
  {
    id: 'cpus',
    area: 'system',
    scope: 'host',
    purpose: 'number of CPUs: conntrack and softnet figures are per CPU',
    commands: [{ tool: "grep -c '^cpu[0-9]' /proc/stat" }],
  },
  {
    id: 'uptime',
    area: 'system',
    scope: 'host',
    purpose: 'how old counters and kernel messages are',
    commands: [{ files: ['/proc/uptime'] }],
  },
  {
    id: 'clock',
    area: 'system',
    scope: 'host',
    purpose: 'the time of the picture by the node, and clocks that differ',
    commands: [{ shell: `printf '%s\\n' "$taken"`, label: 'date -u +%Y-%m-%dT%H:%M:%SZ', needs: ['date'] }],
  },
  {
    id: 'cgroup',
    area: 'system',
    scope: 'host',
    purpose: 'version of the control groups, which newer kubelets insist on',
    commands: [{ tool: 'stat -fc %T /sys/fs/cgroup' }],
  },
  {
    id: 'modules',
    area: 'system',
    scope: 'host',
    purpose: 'kernel modules that are loaded (br_netfilter, ip_vs, …)',
    commands: [{ files: ['/proc/modules'] }],
  },
];
