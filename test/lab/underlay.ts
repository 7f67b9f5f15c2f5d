import type { Sandbox } from './sandbox.ts';

export interface UnderlayPort {
  /** Network namespace, made here. */
  readonly name: string;
  readonly device: string;
  readonly mac: string;
}

/** The host beyond the gateway. Nothing there knows the way to a pod: what reaches it must come from a node's address. */
export const outside = { address: '203.0.113.10', port: 8080 } as const;

/**
 * A switch with one port a machine, a gateway, and a host beyond it. Addresses of the machines are theirs to set.
 * `gateway` lists what the gateway's inner device answers for; its MAC may be chosen, as the SDN's of story 000.
 */
export async function buildUnderlay(
  sandbox: Sandbox,
  ports: readonly UnderlayPort[],
  gateway: { readonly addresses: readonly string[]; readonly mac?: string },
): Promise<void> {
  const all = [...ports, { name: 'gateway', device: 'eth0', mac: gateway.mac ?? '52:54:00:c0:a8:fe' }];
  const namespaces = [...new Set(['switch', 'outside', ...all.map((port) => port.name)])];
  const batch = [
    ...namespaces.map((name) => `netns add ${name}`),
    'link add name br0 netns switch type bridge',
    ...all.map(
      (port, index) =>
        `link add name ${port.device} netns ${port.name} address ${port.mac} type veth peer name port${index} netns switch`,
    ),
    'link add name eth1 netns gateway type veth peer name eth0 netns outside',
  ];
  const inSwitch = [
    'link set br0 up',
    ...all.flatMap((_, index) => [`link set port${index} master br0`, `link set port${index} up`]),
  ];
  const inGateway = [
    'link set lo up',
    'link set eth0 up',
    'link set eth1 up',
    'addr add 203.0.113.1/24 dev eth1',
    ...gateway.addresses.map((address) => `addr add ${address} dev eth0${address.includes(':') ? ' nodad' : ''}`),
  ];
  const inOutside = [
    'link set lo up',
    'link set eth0 up',
    `addr add ${outside.address}/24 dev eth0`,
    'route add default via 203.0.113.1',
  ];
  const lines = (commands: readonly string[]): string => commands.map((command) => `${command}\n`).join('');
  await sandbox.sh(`ip -batch - <<'EOT'\n${lines(batch)}EOT
    ip -n switch -batch - <<'EOT'\n${lines(inSwitch)}EOT
    ip -n gateway -batch - <<'EOT'\n${lines(inGateway)}EOT
    ip -n outside -batch - <<'EOT'\n${lines(inOutside)}EOT
    ip netns exec gateway sysctl -qw net.ipv4.ip_forward=1
    LISTEN='0.0.0.0:${outside.port}' ANSWER=outside ip netns exec outside /run/bin/stand-in </dev/null >/dev/null 2>&1 &`);
}
