import type { Sandbox } from '../lab/sandbox.ts';
import { network } from './control-plane.ts';

/** Unix socket in the sandbox that leads to the API server: the tests' own way to it. */
export const apiSocket = '/run/api.sock';
export const adminKubeconfig = '/run/admin.conf';

/** The host outside, where an administrator sits, and the name server of the underlay. */
export async function startOutside(sandbox: Sandbox, config: string, server: string): Promise<void> {
  const { host } = new URL(server);
  await sandbox.sh(
    `umask 077; mkdir -p /run/home; cat > ${adminKubeconfig}
    ip netns exec gateway dnsmasq --no-daemon --conf-file=/dev/null --no-resolv --no-hosts --user=root --pid-file= --listen-address=${network.gateway} \\
      --bind-interfaces --address=/example.test/203.0.113.10 </dev/null >/dev/null 2>&1 &
    ip netns exec outside socat UNIX-LISTEN:${apiSocket},fork,backlog=128 TCP:${host} </dev/null >/dev/null 2>&1 &`,
    { stdin: config },
  );
}
