import { spawnSync } from 'node:child_process';
import { openSandbox, type Sandbox, unshareArguments } from '../../lab/sandbox.ts';

/** Machines made of network namespaces, and what real traffic does between them. Names: `n1`, its pods `n1-a`, `n1-b`; anything else is wiring. */
export interface Kernel {
  readonly sandbox: Sandbox;
  readonly sh: (script: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Why no kernel test can run here; null when they can. */
export function whyNoKernel(): string | null {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  for (const tool of ['ip', 'bridge', 'iptables', 'ping', 'socat', 'unshare']) {
    if (spawnSync('sh', ['-c', `PATH=/usr/sbin:/usr/bin:/sbin:/bin command -v ${tool}`]).status !== 0)
      return `${tool} is not installed`;
  }
  return spawnSync('unshare', [...unshareArguments(), 'true']).status === 0 ? null : 'namespaces may not be made here';
}

/** Sysctls of a new namespace depend on the machine's: the ones that traffic depends on are set. */
export const freshSysctls =
  'sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.ip_forward=0 net.bridge.bridge-nf-call-iptables=0';

export async function openKernel(namespaces: readonly string[]): Promise<Kernel> {
  const sandbox = await openSandbox();
  await sandbox.sh(
    namespaces
      .map((name) => `ip netns add ${name}; ip -n ${name} link set lo up; ip netns exec ${name} ${freshSysctls}`)
      .join('\n'),
  );
  return { sandbox, sh: (script) => sandbox.sh(script), close: sandbox.close };
}

/** Does an echo come back? Sizes are those of the IP packet; `df` forbids fragments. */
export async function pings(
  kernel: Kernel,
  from: string,
  to: string,
  options: { readonly size?: number; readonly df?: boolean } = {},
): Promise<boolean> {
  const header = to.includes(':') ? 48 : 28;
  const size = (options.size ?? 84) - header;
  // Once to fill caches: an overlay or a bridge may lose the first packet while it asks for a MAC.
  const argv = [
    'ip',
    'netns',
    'exec',
    from,
    'ping',
    '-c',
    '2',
    '-i',
    '0.2',
    '-W',
    '0.7',
    '-s',
    String(size),
    '-M',
    options.df === true ? 'do' : 'dont',
    to,
  ];
  const ended = await kernel.sandbox.exec(argv);
  return ended.code === 0;
}

/** Says its own namespace's name on a TCP port until the sandbox ends. */
export async function serve(kernel: Kernel, netns: string, port: number, bind = '0.0.0.0'): Promise<void> {
  await kernel.sandbox.sh(
    `ip netns exec ${netns} setsid socat TCP4-LISTEN:${port},bind=${bind},reuseaddr,fork SYSTEM:'echo ${netns}' >/dev/null 2>&1 </dev/null &
     for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do ip netns exec ${netns} ss -Hltn | grep -q :${port} && exit 0; sleep 0.05; done; exit 1`,
  );
}

/** What a TCP connection reads; '' when there is none. */
export async function asks(kernel: Kernel, from: string, to: string, port: number): Promise<string> {
  const ended = await kernel.sandbox.exec([
    'ip',
    'netns',
    'exec',
    from,
    'timeout',
    '1.5',
    'socat',
    '-u',
    `TCP4:${to}:${port},connect-timeout=1`,
    '-',
  ]);
  return ended.code === 0 ? ended.stdout.trim() : '';
}
