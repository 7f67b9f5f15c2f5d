import { type Kernel, openKernel } from './kernel.ts';

/**
 * Two machines on a switch, each with two pods on cni0, joined by flannel's kind of vxlan device (static routes, neighbours and FDB).
 * Addresses: machine i 192.168.10.i, pods 10.244.i.10 (a) and 10.244.i.11 (b). MACs of machine i: NIC 02:00:00:00:00:0i,
 * vxlan 02:00:00:00:01:0i, pods 02:00:00:00:i:0a and :0b.
 */
export const overlayNodes = { n1: ['n1-a', 'n1-b'], n2: ['n2-a', 'n2-b'] } as const;

export async function openOverlay(): Promise<Kernel> {
  const kernel = await openKernel(['switch', 'n1', 'n2', 'n1-a', 'n1-b', 'n2-a', 'n2-b']);
  await kernel.sh(
    ['ip -n switch link add br0 type bridge; ip -n switch link set br0 up', ...[1, 2].map(machine)].join('\n'),
  );
  return kernel;
}

function machine(i: number): string {
  const other = 3 - i;
  const pod = (name: string, last: number) => `
    ip -n n${i} link add v${name} mtu 1450 type veth peer name eth0 mtu 1450 address 02:00:00:00:0${i}:${name === 'a' ? '0a' : '0b'} netns n${i}-${name}
    ip -n n${i} link set v${name} master cni0 up
    ip -n n${i}-${name} addr add 10.244.${i}.${last}/24 dev eth0
    ip -n n${i}-${name} link set eth0 up
    ip -n n${i}-${name} route add default via 10.244.${i}.1`;
  return `
    ip -n n${i} link add eth0 address 02:00:00:00:00:0${i} type veth peer name sw${i} netns switch
    ip -n switch link set sw${i} master br0 up
    ip -n n${i} addr add 192.168.10.${i}/24 dev eth0
    ip -n n${i} link set eth0 up
    ip -n n${i} route add default via 192.168.10.254
    ip -n n${i} link add cni0 address 02:00:00:00:02:0${i} type bridge
    ip -n n${i} addr add 10.244.${i}.1/24 dev cni0
    ip -n n${i} link set cni0 up
    ip -n n${i} link add flannel.1 address 02:00:00:00:01:0${i} mtu 1450 type vxlan id 1 local 192.168.10.${i} dev eth0 nolearning dstport 8472
    ip -n n${i} addr add 10.244.${i}.0/32 dev flannel.1
    ip -n n${i} link set flannel.1 up
    ip -n n${i} route add 10.244.${other}.0/24 via 10.244.${other}.0 dev flannel.1 onlink
    ip -n n${i} neigh replace 10.244.${other}.0 lladdr 02:00:00:00:01:0${other} dev flannel.1 nud permanent
    bridge -n n${i} fdb replace 02:00:00:00:01:0${other} dev flannel.1 dst 192.168.10.${other} self permanent
    ip netns exec n${i} sysctl -qw net.ipv4.ip_forward=1
    ${pod('a', 10)}
    ${pod('b', 11)}`;
}
