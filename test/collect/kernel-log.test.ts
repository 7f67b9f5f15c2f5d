import { describe, expect, it } from 'vitest';
import { probeScript } from '../../src/collect/script.ts';
import { scratchFolders } from '../support/scratch.ts';
import { noNamespaces, outputOf, programs, runProbe } from './probe-run.ts';

const scratch = scratchFolders();

/** Messages as kernels print them (net/netfilter/nf_conntrack_core.c, net/ipv4/fib_frontend.c, net/bridge/br_stp.c, drivers). */
const NETWORK = [
  '[   12.345678] e1000e 0000:00:1f.6 eno1: NIC Link is Down',
  '[  100.000001] cni0: port 1(veth1a2b3c4d) entered forwarding state',
  '[  101.000000] device veth1a2b3c4d entered promiscuous mode',
  '[  200.500000] nf_conntrack: nf_conntrack: table full, dropping packet',
  '[  300.000000] IPv4: martian source 10.244.1.5 from 10.244.2.7, on dev flannel.1',
  '[  301.000000] neighbour: arp_cache: neighbor table overflow!',
  '[  302.000000] TCP: request_sock_TCP: Possible SYN flooding on port 8080. Sending cookies.',
  '[  303.000000] NETDEV WATCHDOG: eth0 (igb): transmit queue 3 timed out',
  '[  304.000000] filter_FWD_REJECT: IN=cni0 OUT=eth0 MAC=aa SRC=10.244.1.5 DST=8.8.8.8 LEN=60',
  '[  305.000000] page_pool_release_retry() stalled pool shutdown: id 7, 1 inflight 60 sec',
];
const OTHER = [
  '[    0.000000] Command line: root=/dev/sda1 secret=hunter2',
  '[    1.000000] usb 1-1: new high-speed USB device number 2 using xhci_hcd',
  '[    2.000000] EXT4-fs (sda1): mounted filesystem with ordered data mode',
  '[    3.000000] audit: type=1400 audit(1): apparmor="DENIED" operation="open"',
];

const print = (lines: readonly string[]): string => `cat <<'END'\n${lines.join('\n')}\nEND`;

describe.skipIf(noNamespaces)('the kernel log', () => {
  const run = (scripts: Readonly<Record<string, string>>, logSince = 0): readonly string[] => {
    const folder = scratch();
    const path = `${programs(folder, [], scripts)}:$PATH`;
    const { frame } = runProbe(folder, { script: probeScript('0.1.0', { logSince }), path });
    const { status, stdout } = outputOf(frame, 'kernel-log');
    expect(status).toBe('ok');
    const text = stdout.toString();
    return text === '' ? [] : text.trimEnd().split('\n');
  };

  it('gives the lines of the networking kind and no others', () => {
    const mixed = OTHER.flatMap((line, i) => [line, ...NETWORK.slice(i * 3, i * 3 + 3)]);
    expect(run({ dmesg: print(mixed) })).toEqual(NETWORK);
  });

  it('leaves out what is older than wanted, and lines without a time then', () => {
    expect(run({ dmesg: print([...NETWORK, 'eth0: NIC Link is Up']) }, 302)).toEqual(NETWORK.slice(6));
  });

  it('takes the journal where dmesg may not be read, without the name of the host', () => {
    const journal = NETWORK.map((line) => line.replace('] ', '] secret-host kernel: '));
    expect(run({ dmesg: 'echo "Operation not permitted" >&2; exit 1', journalctl: print(journal) })).toEqual(NETWORK);
  });

  it('is empty where the kernel says nothing of networks', () => {
    expect(run({ dmesg: print(OTHER) })).toEqual([]);
  });

  it('is an error where neither dmesg nor the journal gives a line', () => {
    const folder = scratch();
    const denied = { dmesg: 'echo "dmesg: read kernel buffer failed" >&2; exit 1', journalctl: 'exit 0' };
    const path = `${programs(folder, [], denied)}:$PATH`;
    const { frame } = runProbe(folder, { script: probeScript('0.1.0'), path });
    const { status, stdout, stderr } = outputOf(frame, 'kernel-log');
    expect(status).toBe('error');
    expect(stdout.toString()).toBe('');
    expect(stderr.toString()).toContain('dmesg: read kernel buffer failed\n');
    expect(stderr.toString()).toContain('not one kernel message could be read\n');
  });

  it('keeps the last lines when there are very many', () => {
    const many = Array.from({ length: 1000 }, (_, i) => `[  ${1000 + i}.000000] eth0: NIC Link is Down`);
    expect(run({ dmesg: print(many) })).toEqual(many.slice(-400));
  });
});
