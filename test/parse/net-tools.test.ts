import { describe, expect, it } from 'vitest';
import { parseNeighbours } from '../../src/parse/any-form.ts';
import { parseArp } from '../../src/parse/arp.ts';
import { parseBrctlShow } from '../../src/parse/brctl-show.ts';
import { parseIfconfig } from '../../src/parse/ifconfig.ts';
import { parseIpLink } from '../../src/parse/ip-link.ts';
import { parseMtr } from '../../src/parse/mtr.ts';
import { parseRouteTable } from '../../src/parse/route-table.ts';
import { fixture } from './fixtures.ts';

describe('ifconfig', () => {
  it('reads the layout of net-tools 2 and the older one alike', () => {
    const now = parseIfconfig(fixture('node/ifconfig.txt'));
    const before = parseIfconfig(fixture('node/busybox-ifconfig.txt'));
    expect([now.notUnderstood, before.notUnderstood]).toEqual([[], []]);
    expect(before.value.links).toEqual(now.value.links);
    expect(before.value.addresses).toEqual(now.value.addresses);
  });

  it('agrees with ip link', () => {
    const short = ({
      name,
      mtu,
      mac,
      counters,
    }: {
      name: string;
      mtu: number;
      mac: string | null;
      counters: unknown;
    }) => ({ name, mtu, mac, counters });
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    const plain = (text: string) => parseIpLink(text).value.filter((link) => link.name !== 'lo');
    expect(
      parseIfconfig(fixture('node/ifconfig.txt'))
        .value.links.filter((link) => link.name !== 'lo')
        .map(short)
        .map(({ counters: _, ...it }) => it)
        .sort(byName),
    ).toEqual(
      plain(fixture('node/ip-link.json'))
        .map(short)
        .map(({ counters: _, ...it }) => it)
        .sort(byName),
    );
  });

  // From the story of pods that do not reach the API server: an author's notes stand in and between the lines.
  it("reads a listing with its author's notes", () => {
    const parsed = parseIfconfig(`eth-int: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet6 fe80::68aa:aeff:fe46:f6a6  prefixlen 64  scopeid 0x20<link>
        ether 6a:aa:ae:46:f6:a6  txqueuelen 1000  (Ethernet)
        RX packets 16668713  bytes 2776010709 (2.5 GiB)

if2090037512165(网络接口名称): flags=4163<UP (接口的当前状态),BROADCAST(是否支持广播),RUNNING(是否运行),MULTICAST> (是否支持多播)  mtu 1500
        inet6 fe80::fc00:37ff:fe51:2165 (分配给接口的IPv6地址)  prefixlen 64  scopeid 0x20<link>
        ether fe:00:37:51:21:65 (接口的MAC地址)  txqueuelen 1000  (Ethernet)
        # RX 和 TX 计数器：它们表示接受和发送的数据包数量和字节数
        RX packets 0  bytes 0 (0.0 B)
`);
    expect(parsed.notUnderstood).toEqual([]);
    expect(parsed.value.links.map(({ name, mac, flags }) => [name, mac, flags.length])).toEqual([
      ['eth-int', '6a:aa:ae:46:f6:a6', 4],
      ['if2090037512165', 'fe:00:37:51:21:65', 4],
    ]);
    expect(parsed.value.addresses.map((it) => [it.device, it.address])).toEqual([
      ['eth-int', 'fe80::68aa:aeff:fe46:f6a6'],
      ['if2090037512165', 'fe80::fc00:37ff:fe51:2165'],
    ]);
  });

  it('gives lines below a head that it cannot read to nobody', () => {
    const parsed = parseIfconfig(
      'eth0: flags=4163<UP>  mtu 1500\nwhat: flags=?\n        ether 02:00:00:00:00:01  txqueuelen 1000\n',
    );
    expect(parsed.value.links).toMatchObject([{ name: 'eth0', mac: null }]);
    expect(parsed.notUnderstood.map((note) => note.line)).toEqual([2, 3]);
  });

  // From the story about the taxonomy of pod network faults: the indentation is lost, a mask's spacing too.
  it('reads a copy without indentation', () => {
    const parsed = parseIfconfig(`eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST> mtu 1480
inet 192.168.1.213 netmask 255.255.255.0 broadcast 192.168.1.255
ether 5e:d5:98:af:dc:6b txqueuelen 0 (Ethernet)
RX packets 92 bytes 9100 (8.8 KiB)
RX errors 0 dropped 0 overruns 0 frame 0
TX packets 92 bytes 8422 (8.2 KiB)
TX errors 0 dropped 0 overruns 0 carrier 0 collisions 0

lo: flags=73<UP,LOOPBACK,RUNNING> mtu 65536
inet 127.0.0.1 netmask 255.0.0.0
loop txqueuelen 1000 (Local Loopback)
`);
    expect(parsed.notUnderstood).toEqual([]);
    expect(parsed.value.links).toMatchObject([
      { name: 'eth0', mtu: 1480, mac: '5e:d5:98:af:dc:6b', counters: { rxPackets: 92, txPackets: 92 } },
      { name: 'lo', linkType: 'loopback' },
    ]);
    expect(parsed.value.addresses).toMatchObject([
      { address: '192.168.1.213', prefixLength: 24 },
      { address: '127.0.0.1', prefixLength: 8 },
    ]);
  });
});

describe('arp', () => {
  it('reads the same from all four forms', () => {
    const read = (file: string) => parseArp(fixture(`node/${file}`)).value;
    expect(read('arp-n.txt')).toEqual(read('proc-arp.txt'));
    expect(read('arp-an.txt')).toEqual(read('proc-arp.txt'));
    expect(read('busybox-arp.txt')).toEqual(read('proc-arp.txt'));
    expect(read('proc-arp.txt')).toContainEqual(
      expect.objectContaining({ address: '10.244.2.0', mac: '12:c6:65:89:b4:e4', states: ['PERMANENT'] }),
    );
    expect(read('proc-arp.txt')).toContainEqual(
      expect.objectContaining({ address: '192.168.10.1', mac: null, states: ['INCOMPLETE'] }),
    );
    expect(read('proc-arp.txt')).toContainEqual(expect.objectContaining({ address: '10.9.9.9', proxy: true }));
  });

  it('is told from ip neigh', () => {
    expect(parseNeighbours(fixture('node/arp-an.txt')).value).toEqual(parseArp(fixture('node/arp-an.txt')).value);
    expect(parseNeighbours(fixture('node/proc-arp.txt')).value).toEqual(parseArp(fixture('node/proc-arp.txt')).value);
    expect(parseNeighbours(fixture('node/ip-neigh.txt')).notUnderstood).toEqual([]);
  });

  // The line that gave the fault away in the story of the pod VM.
  it('reads the one line of a story', () => {
    expect(parseArp('? (10.132.2.46) at 0a:58:0a:84:02:2e [ether] on ovn-k8s-mp0').value).toEqual([
      { family: 4, address: '10.132.2.46', device: 'ovn-k8s-mp0', mac: '0a:58:0a:84:02:2e', states: [], proxy: false },
    ]);
  });
});

describe('route -n and brctl show', () => {
  it('reads routes, and says where the gateway is not IPv4', () => {
    const routes = parseRouteTable(fixture('node/route-n.txt')).value;
    expect(routes).toEqual(parseRouteTable(fixture('node/busybox-route-n.txt')).value);
    expect(routes.find((route) => route.destination === '0.0.0.0/0')).toMatchObject({
      metric: 100,
      nextHops: [{ gateway: '192.168.10.1', device: 'eth0' }],
    });
    expect(routes.find((route) => route.destination === '10.66.0.0/16')?.type).toBe('blackhole');
    expect(routes.find((route) => route.destination === '10.71.0.0/16')?.unmodelled).toBeDefined();
  });

  it('reads bridges with several ports and with none', () => {
    expect(parseBrctlShow(fixture('node/brctl-show.txt')).value).toEqual([
      { name: 'cni0', stp: false, ports: ['veth1a2b3c4d'] },
    ]);
    const text =
      'bridge name\tbridge id\t\tSTP enabled\tinterfaces\ndocker0\t\t8000.024233d0e4d5\tno\t\t\ncni0\t\t8000.0a580af40101\tyes\t\tveth1\n\t\t\t\t\t\t\tveth2\n';
    expect(parseBrctlShow(text).value).toEqual([
      { name: 'docker0', stp: false, ports: [] },
      { name: 'cni0', stp: true, ports: ['veth1', 'veth2'] },
    ]);
  });
});

describe('mtr -r', () => {
  it('reads a real report', () => {
    expect(parseMtr(fixture('node/mtr.txt')).value).toMatchObject({
      host: 'n1',
      hops: [{ hop: 1, host: '192.168.10.162', lossPercent: 0, sent: 2 }],
    });
  });

  // From the story about the taxonomy of pod network faults.
  it('reads hops that did not answer, in old and new forms', () => {
    const parsed = parseMtr(`Start: Sun Aug 21 22:06:49 2022
HOST: xxxxx.xxxxx.xxxx.xxxx Loss% Snt Last Avg Best Wrst StDev
1.|-- gateway 0.0% 5 0.6 146.8 0.6 420.2 191.4
4.|-- ??? 100.0 5 0.0 0.0 0.0 0.0 0.0
 5. (waiting for reply)
 6. 10.0.0.1   20.0%  5 1.0 1.0 1.0 1.0 0.0
    |  \`-- 10.0.0.2
`);
    expect(parsed.notUnderstood).toEqual([]);
    expect(parsed.value.hops.map(({ hop, host, lossPercent }) => [hop, host, lossPercent])).toEqual([
      [1, 'gateway', 0],
      [4, null, 100],
      [5, null, null],
      [6, '10.0.0.1', 20],
    ]);
  });
});
