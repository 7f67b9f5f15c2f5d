import type { Ended, ExecOptions, Sandbox } from './sandbox.ts';

/** A machine of the lab: own network, mounts, PIDs and host name; own /etc, /run, /var/lib, /var/log and /tmp. */
export interface Machine {
  readonly name: string;
  readonly exec: (argv: readonly string[], options?: ExecOptions) => Promise<Ended>;
  /** Runs a shell script on the machine and throws when it fails. */
  readonly sh: (script: string, options?: ExecOptions) => Promise<string>;
  /** False when its power was cut. */
  readonly running: () => boolean;
  /** Cuts the power: every process of the machine ends, its network namespace stays behind without them. */
  readonly kill: () => Promise<void>;
}

/** What programs need of /etc, and nothing that tells one machine from another. */
const etcFiles =
  'passwd group nsswitch.conf protocols services ethertypes iproute2 ld.so.cache ld.so.conf ld.so.conf.d os-release openvswitch';
const alternatives = 'iptables ip6tables arptables ebtables awk which ovs-vswitchd';

/** The shell's `wait` reaps whatever is orphaned: a dead daemon must not stay in the process list as a zombie. */
const boot = (name: string, setUp: string): string => `
  mount -t tmpfs tmpfs /tmp
  cp -R /run/bin /tmp/
  for d in /run /var/lib /var/log; do mount -t tmpfs tmpfs $d; done
  mv /tmp/bin /run/
  mkdir /run/etc && mount -t tmpfs tmpfs /run/etc
  for f in ${etcFiles}; do if [ -e /etc/$f ]; then cp -R -P /etc/$f /run/etc/; fi; done
  mkdir /run/etc/alternatives
  for f in ${alternatives}; do for g in /etc/alternatives/$f /etc/alternatives/$f-save /etc/alternatives/$f-restore; do if [ -e $g ]; then cp -P $g /run/etc/alternatives/; fi; done; done
  echo ${name} > /run/etc/hostname
  echo '127.0.0.1 localhost' > /run/etc/hosts
  echo 'nameserver 192.0.2.53' > /run/etc/resolv.conf
  mkdir -p /run/etc/netns /run/etc/sysctl.d /run/etc/cni/net.d
  mount --move /run/etc /etc
  rmdir /run/etc
  hostname ${name}
  mkdir -p /run/netns /run/lock
  mount -t tmpfs tmpfs /opt
  mkdir -p /opt/cni/bin
  ln -s /usr/lib/cni/* /opt/cni/bin/
  ln -s /run/bin/flannel-cni /opt/cni/bin/flannel
  ip link set lo up
  ${setUp}
  echo up
  while :; do sleep 86400 & wait $!; done`;

/**
 * Starts a machine in a network namespace that is there already. `before` is a command that runs the rest of its arguments in the end, `setUp` a
 * script that runs in the machine before anything else does; `cgroup` says that `before` made a cgroup namespace.
 */
export async function startMachine(
  sandbox: Sandbox,
  name: string,
  {
    before = [],
    setUp = '',
    cgroup = false,
  }: { readonly before?: readonly string[]; readonly setUp?: string; readonly cgroup?: boolean } = {},
): Promise<Machine> {
  const command = [
    ...before,
    'ip',
    'netns',
    'exec',
    name,
    'unshare',
    '--mount',
    '--uts',
    '--ipc',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    'sh',
    '-euc',
    boot(name, setUp),
  ];
  const started = await sandbox.exec(command, { stays: true });
  if (started.code !== 0 || started.pid === null || !started.stdout.includes('up')) {
    throw new Error(`machine ${name} did not start: ${started.stderr}`);
  }
  let running = true;
  const pid = started.pid;
  const enter = [
    'nsenter',
    '-t',
    String(pid),
    '-m',
    '-u',
    '-i',
    '-n',
    ...(cgroup ? ['-C'] : []),
    `--pid=/proc/${pid}/ns/pid_for_children`,
    '--',
  ];
  const exec = (argv: readonly string[], options?: ExecOptions): Promise<Ended> =>
    sandbox.exec([...enter, ...argv], options);
  return {
    name,
    exec,
    sh: async (script, options) => {
      const end = await exec(['sh', '-euc', script], options);
      if (end.code !== 0)
        throw new Error(
          `${name}: exit code ${end.code}: ${end.stderr.trim()} ${end.stdout.trim()}\n${script.slice(0, 400)}`,
        );
      return end.stdout;
    },
    running: () => running,
    kill: async () => {
      running = false;
      await sandbox.exec(['kill', '-KILL', String(pid)]);
    },
  };
}
