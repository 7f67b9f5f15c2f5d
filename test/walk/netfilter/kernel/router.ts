import { readFileSync } from 'node:fs';
import type { Sandbox } from '../../../lab/sandbox.ts';
import { openSandbox } from '../../../lab/sandbox.ts';

/** A packet that the client 10.1.0.2 sends. Source ports are what tells packets of one round apart. */
export interface Sent {
  readonly protocol: 'udp' | 'tcp';
  readonly destination: string;
  readonly port: number;
  readonly sourcePort: number;
}

/** What the kernel did with it; `mark` is the packet's mark at the end. */
export interface Seen {
  readonly verdict: 'accept' | 'drop' | 'reject';
  readonly source: string | null;
  readonly destination: string | null;
  readonly port: number | null;
  readonly mark: number | null;
}

/** iptables-restore and nft scripts, by back end; an absent one leaves the back end untouched. */
export interface Rulesets {
  readonly legacy?: string;
  readonly iptablesNft?: string;
  readonly native?: string;
}

export interface Router {
  /** Loads the rules, sends the packets through and answers with what the rules are and what became of each packet. */
  run(rulesets: Rulesets, packets: readonly Sent[]): Promise<{ readonly saved: Saved; readonly seen: readonly Seen[] }>;
  close(): Promise<void>;
}

export interface Saved {
  readonly legacy: string;
  readonly iptablesNft: string;
  readonly native: string;
  readonly ipsets: string;
}

export const localAddresses = ['10.1.0.1', '10.2.0.1', '127.0.0.1'];

const sender = readFileSync(new URL('./sender.pl', import.meta.url), 'utf8');

const ipsets = `create addresses hash:ip family inet
add addresses 10.1.0.2
add addresses 10.9.0.1
create nets hash:net family inet
add nets 10.9.0.0/24
add nets 10.9.0.1 nomatch
create ports hash:ip,port family inet
add ports 10.2.0.2,udp:1000
add ports 10.9.0.1,tcp:1001
create all list:set
add all addresses
add all nets
`;

/** The tool refused a ruleset: nothing to compare. */
export class Refused extends Error {
  override name = 'Refused';
}

/** Writes down each packet that comes through, after every other chain, with its source port (no rule here changes that). */
const observer = `
table ip observer {
  set forwarded { type inet_service . ipv4_addr . ipv4_addr . inet_service . mark; size 65535; flags dynamic; }
  set delivered { type inet_service . ipv4_addr . ipv4_addr . inet_service . mark; size 65535; flags dynamic; }
  chain out { type filter hook postrouting priority 2000;
    iifname c0 add @forwarded { th sport . ip saddr . ip daddr . th dport . mark }
  }
  chain in { type filter hook input priority 2000;
    iifname c0 add @delivered { th sport . ip saddr . ip daddr . th dport . mark }
  }
}
`;

/** client 10.1.0.2 — c0 router s0 — server 10.2.0.2, which takes whatever comes (also for 10.9.0.0/24). */
export async function openRouter(): Promise<Router> {
  const sandbox = await openSandbox();
  await sandbox.sh(`
    ip netns add cl; ip netns add sv
    ip link add c0 type veth peer name eth0 netns cl
    ip link add s0 type veth peer name eth0 netns sv
    ip addr add 10.1.0.1/24 dev c0; ip link set c0 up
    ip addr add 10.2.0.1/24 dev s0; ip link set s0 up
    ip -n cl addr add 10.1.0.2/24 dev eth0; ip -n cl link set eth0 up; ip -n cl route add default via 10.1.0.1
    ip -n sv addr add 10.2.0.2/24 dev eth0; ip -n sv link set eth0 up; ip -n sv route add default via 10.2.0.1
    ip route add 10.9.0.0/24 via 10.2.0.2
    for d in all default c0 s0; do echo 0 > /proc/sys/net/ipv4/conf/$d/rp_filter; done
    echo 1 > /proc/sys/net/ipv4/ip_forward
    echo 0 > /proc/sys/net/ipv4/icmp_ratelimit
    ipset restore <<'SETS'
${ipsets}SETS
    cat > /run/sender.pl <<'PERL'
${sender}
PERL`);
  return { run: (rulesets, packets) => round(sandbox, rulesets, packets), close: () => sandbox.close() };
}

async function round(sandbox: Sandbox, rulesets: Rulesets, packets: readonly Sent[]): ReturnType<Router['run']> {
  await sandbox.sh(
    'nft flush ruleset; for t in $(cat /proc/net/ip_tables_names 2>/dev/null); do iptables-legacy -t $t -F; iptables-legacy -t $t -X; for c in $(iptables-legacy -t $t -S | sed -n "s/^-P \\([A-Z]*\\) .*/\\1/p"); do iptables-legacy -t $t -P $c ACCEPT; done; done; conntrack -F >/dev/null 2>&1 || true',
  );
  const load = async (argv: readonly string[], text: string | undefined): Promise<void> => {
    if (text === undefined) return;
    const end = await sandbox.exec(argv, { stdin: text });
    if (end.code !== 0) throw new Refused(`${argv.join(' ')}: ${end.stderr}\n${text}`);
  };
  await load(['iptables-legacy-restore'], rulesets.legacy);
  await load(['iptables-nft-restore'], rulesets.iptablesNft);
  await load(['nft', '-f', '-'], rulesets.native);
  const saved: Saved = {
    ipsets: await sandbox.sh('ipset save'),
    legacy: rulesets.legacy === undefined ? '' : await sandbox.sh('iptables-legacy-save -c'),
    iptablesNft: await sandbox.sh('iptables-nft-save -c'),
    native: rulesets.native === undefined ? '' : await sandbox.sh('nft -j list ruleset'),
  };
  await sandbox.sh('nft -f -', { stdin: observer });
  const lines = packets
    .map(({ protocol, destination, port, sourcePort }) => `${protocol} ${destination} ${port} ${sourcePort}\n`)
    .join('');
  const sent = await sandbox.sh('ip netns exec cl perl /run/sender.pl 0.15', { stdin: lines });
  const answers = sent.trim().split('\n');
  const passed = observed(
    await sandbox.sh('nft -j list set ip observer forwarded; nft -j list set ip observer delivered'),
  );
  return {
    saved,
    seen: packets.map(
      (packet, i) => passed.get(packet.sourcePort) ?? lost(answers[i] === 'rejected' ? 'reject' : 'drop'),
    ),
  };
}

const lost = (verdict: 'reject' | 'drop'): Seen => ({
  verdict,
  source: null,
  destination: null,
  port: null,
  mark: null,
});

function observed(json: string): ReadonlyMap<number, Seen> {
  const seen = new Map<number, Seen>();
  for (const line of json.trim().split('\n')) {
    const { nftables } = JSON.parse(line) as {
      readonly nftables: readonly { readonly set?: { readonly elem?: readonly unknown[] } }[];
    };
    for (const { set } of nftables) {
      for (const element of set?.elem ?? []) {
        const bare = (element as { readonly elem?: { readonly val: unknown } }).elem?.val ?? element;
        const [sourcePort, source, destination, port, mark] = (
          bare as { readonly concat: readonly [number, string, string, number, number] }
        ).concat;
        // The first packet of a connection tells; a SYN sent again finds the same way.
        if (!seen.has(sourcePort)) seen.set(sourcePort, { verdict: 'accept', source, destination, port, mark });
      }
    }
  }
  return seen;
}
