import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A tree of control groups for each node, so that every kubelet sees itself at the root of one. For version 1 hierarchies. */
export interface Cgroups {
  /** Command that puts a node's first process into its groups, and then runs its arguments. */
  readonly enter: (node: string) => readonly string[];
  /** Script for the machine: mounts the node's own view. */
  readonly mount: string;
  /** Shell lines that move the process they run in into the node's groups: nsenter does not. */
  readonly join: string;
  /** Removes the groups; the sandbox must be closed. */
  readonly close: () => Promise<void>;
}

/** Null, or why not. */
export function cgroupProblem(): string | null {
  return existsSync('/sys/fs/cgroup/memory/cgroup.procs')
    ? null
    : 'the full form needs control groups of version 1 (/sys/fs/cgroup/memory)';
}

let made = 0;

export function makeCgroups(): Cgroups {
  made += 1;
  const name = `netlint-${process.pid}-${made}`;
  // Groups outlive namespaces. What removes them waits for the end of its input, and so for that of the test runner, however it ends.
  const sweeper = spawn('sh', ['-c', sweep, 'sweep', name], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  sweeper.unref();
  return {
    enter: (node) => ['sh', '-euc', enter, 'enter', `${name}/${node}`],
    mount,
    join: 'for f in /sys/fs/cgroup/*/cgroup.procs; do echo 0 > $f; done',
    close: async () => {
      const gone = new Promise<void>((resolve) => sweeper.once('exit', () => resolve()));
      if (sweeper.exitCode !== null) return;
      sweeper.ref();
      sweeper.stdin?.end();
      await gone;
    },
  };
}

/** Ten seconds for the processes to end. */
const sweep = `cat >/dev/null
  n=0
  while [ $n -lt 100 ]; do
    left=$(find /sys/fs/cgroup/*/"$1" -depth -type d 2>/dev/null)
    [ -n "$left" ] || exit 0
    rmdir $left 2>/dev/null
    sleep 0.1
    n=$((n + 1))
  done`;

/** $CGROUPS is for the machine's script: \`FOLDER:MOUNT-OPTIONS …\`. */
const enter = `
  group=$1; shift
  CGROUPS=$(awk '$3 == "cgroup" { n = split($2, path, "/"); m = split($4, option, ","); list = ""
    for (i = 1; i <= m; i++) if (option[i] ~ /^(name=.*|blkio|cpu|cpuacct|cpuset|devices|freezer|hugetlb|memory|net_cls|net_prio|perf_event|pids|rdma)$/) list = list "," option[i]
    printf "%s:%s ", path[n], substr(list, 2) }' /proc/mounts)
  export CGROUPS
  for c in $CGROUPS; do
    h=/sys/fs/cgroup/\${c%%:*}
    mkdir -p $h/$group
    if [ -e $h/cpuset.cpus ]; then
      for d in $h/\${group%/*} $h/$group; do cat $h/cpuset.cpus > $d/cpuset.cpus; cat $h/cpuset.mems > $d/cpuset.mems; done
    fi
    echo 0 > $h/$group/cgroup.procs
  done
  exec unshare --cgroup -- "$@"`;

const mount = `
  mount -t tmpfs cgroup /sys/fs/cgroup
  for c in $CGROUPS; do
    mkdir /sys/fs/cgroup/\${c%%:*}
    mount -t cgroup -o \${c#*:} cgroup /sys/fs/cgroup/\${c%%:*}
  done`;
