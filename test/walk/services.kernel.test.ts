import { describe, expect, it } from 'vitest';
import { podToService } from '../../src/walk/flows.ts';
import type { Disposition } from '../../src/walk/types.ts';
import { asks, serve, whyNoKernel } from './support/kernel.ts';
import { openOverlay, overlayNodes } from './support/overlay.ts';
import { namespace, readModel } from './support/read-model.ts';
import { outcomeStory } from './support/story.ts';

/** What a connection to 10.96.0.10:80 does. `dnat` on n1 sends it to the endpoints; pods say their name on port 8080. */
interface Case {
  readonly name: string;
  readonly setUp: string;
  readonly from: string;
  readonly to?: { readonly address: string; readonly port: number };
  readonly outcome: Disposition;
  /** Who answers, or part of the line that decided. */
  readonly by: string;
}

const nat = (rule: string) => `ip netns exec n1 iptables-nft -t nat ${rule}`;
const dnat = (endpoint: string) =>
  nat(`-A PREROUTING -d 10.96.0.10/32 -p tcp --dport 80 -j DNAT --to-destination ${endpoint}`);
const itself = `${dnat('10.244.1.11:8080')}; ${nat('-A POSTROUTING -s 10.244.1.11 -d 10.244.1.11 -j MASQUERADE')}`;
const bridgeNf = (value: number) => `ip netns exec n1 sysctl -qw net.bridge.bridge-nf-call-iptables=${value}`;

const cases: readonly Case[] = [
  {
    name: 'an endpoint on the other machine',
    setUp: dnat('10.244.2.10:8080'),
    from: 'n1-a',
    outcome: 'delivered',
    by: 'n2-a',
  },
  {
    name: 'an endpoint on the same bridge, bridged answers seen',
    setUp: `${bridgeNf(1)}; ${dnat('10.244.1.11:8080')}`,
    from: 'n1-a',
    outcome: 'delivered',
    by: 'n1-b',
  },
  {
    name: 'an endpoint on the same bridge, bridged answers not seen',
    setUp: `${bridgeNf(0)}; ${dnat('10.244.1.11:8080')}`,
    from: 'n1-a',
    outcome: 'misdelivered',
    by: 'net.bridge.bridge-nf-call-iptables = 0',
  },
  {
    name: 'the same, but masqueraded: the answer has to come back',
    setUp: `${bridgeNf(0)}; ${dnat('10.244.1.11:8080')}; ${nat('-A POSTROUTING -d 10.244.1.11 -j MASQUERADE')}`,
    from: 'n1-a',
    outcome: 'delivered',
    by: 'n1-b',
  },
  {
    name: 'a pod that asks itself: its port sends nothing back',
    setUp: `${bridgeNf(1)}; ${itself}`,
    from: 'n1-b',
    outcome: 'dropped',
    by: 'hairpin off',
  },
  {
    name: 'a pod that asks itself, hairpin on',
    setUp: `${bridgeNf(1)}; ${itself}; bridge -n n1 link set dev vb hairpin on`,
    from: 'n1-b',
    outcome: 'delivered',
    by: 'n1-b',
  },
  {
    name: 'a pod that asks itself, hairpin on, not masqueraded',
    setUp: `${bridgeNf(1)}; ${dnat('10.244.1.11:8080')}; bridge -n n1 link set dev vb hairpin on`,
    from: 'n1-b',
    outcome: 'dropped',
    by: 'martian source',
  },
  {
    name: 'a pod that asks itself, bridged frames not filtered: it is routed',
    setUp: `${bridgeNf(0)}; ${itself}`,
    from: 'n1-b',
    outcome: 'delivered',
    by: 'n1-b',
  },
  {
    name: 'an endpoint on the same bridge, with ip_forward off',
    setUp: `${bridgeNf(1)}; ${dnat('10.244.1.11:8080')}; ip netns exec n1 sysctl -qw net.ipv4.ip_forward=0`,
    from: 'n1-a',
    outcome: 'dropped',
    by: 'net.ipv4.ip_forward = 0',
  },
  {
    name: 'a port that nothing listens on',
    setUp: dnat('10.244.2.10:8081'),
    from: 'n1-a',
    outcome: 'refused',
    by: 'nothing listens on tcp port 8081',
  },
  {
    name: 'an endpoint that listens on loopback only',
    setUp: dnat('10.244.2.10:8090'),
    from: 'n1-a',
    outcome: 'refused',
    by: 'only tcp 127.0.0.1:8090',
  },
  {
    name: 'a mark for the Service range that a policy rule sends into a blackhole',
    setUp: `${dnat('10.244.2.10:8080')}
      ip netns exec n1 iptables-nft -t mangle -A PREROUTING -d 10.96.0.0/12 -j MARK --set-mark 0x1
      ip -n n1 rule add pref 100 fwmark 0x1 lookup 100; ip -n n1 route add blackhole default table 100`,
    from: 'n1-a',
    outcome: 'dropped',
    by: 'blackhole default table 100',
  },
  {
    name: 'the same rule leaves pod addresses alone',
    setUp: `ip netns exec n1 iptables-nft -t mangle -A PREROUTING -d 10.96.0.0/12 -j MARK --set-mark 0x1
      ip -n n1 rule add pref 100 fwmark 0x1 lookup 100; ip -n n1 route add blackhole default table 100`,
    from: 'n1-a',
    to: { address: '10.244.2.10', port: 8080 },
    outcome: 'delivered',
    by: 'n2-a',
  },
  {
    name: 'a policy rule for the Service range by destination: NAT comes first, so it catches nothing',
    setUp: `${dnat('10.244.2.10:8080')}; ip -n n1 rule add pref 100 to 10.96.0.0/12 lookup 100; ip -n n1 route add blackhole default table 100`,
    from: 'n1-a',
    outcome: 'delivered',
    by: 'n2-a',
  },
  {
    name: 'the same from the machine itself: routing comes first there',
    setUp: `${nat('-A OUTPUT -d 10.96.0.10/32 -p tcp --dport 80 -j DNAT --to-destination 10.244.2.10:8080')}
      ip -n n1 rule add pref 100 to 10.96.0.0/12 lookup 100; ip -n n1 route add blackhole default table 100`,
    from: 'n1',
    outcome: 'dropped',
    by: 'blackhole default table 100',
  },
  {
    name: 'the machine itself asks: the answer comes back beside the tunnel',
    setUp: nat('-A OUTPUT -d 10.96.0.10/32 -p tcp --dport 80 -j DNAT --to-destination 10.244.2.10:8080'),
    from: 'n1',
    outcome: 'delivered',
    by: 'n2-a',
  },
  {
    name: 'the machine itself asks, masqueraded to the overlay address',
    setUp: `${nat('-A OUTPUT -d 10.96.0.10/32 -p tcp --dport 80 -j DNAT --to-destination 10.244.2.10:8080')}; ${nat('-A POSTROUTING ! -s 10.244.0.0/16 -d 10.244.0.0/16 -j MASQUERADE')}`,
    from: 'n1',
    outcome: 'delivered',
    by: 'n2-a',
  },
  {
    name: 'a filter that drops answers that conntrack does not know',
    setUp: 'ip netns exec n2 iptables-nft -A FORWARD -m conntrack --ctstate INVALID -j DROP',
    from: 'n1-a',
    to: { address: '10.244.2.10', port: 8080 },
    outcome: 'delivered',
    by: 'n2-a',
  },
  {
    name: 'answers that come back another way are invalid there',
    setUp: `ip -n n1 rule add pref 50 from 10.244.1.0/24 to 10.244.2.0/24 lookup 100; ip -n n1 route add 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink table 100
      ip netns exec n1 iptables-nft -t raw -A PREROUTING -i cni0 -d 10.244.2.0/24 -j NOTRACK
      ip netns exec n1 iptables-nft -A FORWARD -i flannel.1 -m conntrack --ctstate INVALID -j DROP`,
    from: 'n1-a',
    to: { address: '10.244.2.10', port: 8080 },
    outcome: 'dropped',
    by: '--ctstate INVALID -j DROP',
  },
  {
    name: 'a reject rule in the pod',
    setUp: 'ip netns exec n2-a iptables-nft -A INPUT -p tcp --dport 8080 -j REJECT',
    from: 'n1-a',
    to: { address: '10.244.2.10', port: 8080 },
    outcome: 'rejected',
    by: '-j REJECT',
  },
];

const why = whyNoKernel();

describe.skipIf(why !== null)(`the walk against the kernel: Services${why === null ? '' : ` (${why})`}`, () => {
  it.concurrent.each(cases)(
    '$name',
    async ({ setUp, from, to = { address: '10.96.0.10', port: 80 }, outcome: expected, by }) => {
      const kernel = await openOverlay();
      try {
        await kernel.sh(setUp);
        await Promise.all([
          ...['n1-b', 'n2-a'].map((pod) => serve(kernel, pod, 8080)),
          serve(kernel, 'n2-a', 8090, '127.0.0.1'),
        ]);
        const cluster = await readModel(kernel, overlayNodes);
        const real = await asks(kernel, from, to.address, to.port);
        const { outcomes } = podToService(cluster, namespace(cluster, from), to.address, { port: to.port });
        const [outcome] = outcomes;
        const told = outcomes.map(outcomeStory).join('\n');
        expect(outcome?.disposition, told).toBe(expected);
        if (expected === 'delivered') {
          expect(outcome?.at?.netns, told).toBe(by);
          expect(real, `the kernel disagrees with: ${told}`).toBe(by);
        } else {
          expect(outcome?.decidedBy?.text, told).toContain(by);
          expect(real, `the kernel disagrees with: ${told}`).toBe('');
        }
      } finally {
        await kernel.close();
      }
    },
    30_000,
  );
});
