import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/evaluate/types.ts';
import { snapshotOf } from '../../support/raw-node.ts';
import { asks, type Kernel, pings, serve, whyNoKernel } from '../../walk/support/kernel.ts';
import { openOverlay, overlayNodes } from '../../walk/support/overlay.ts';
import { overlayObjects } from '../../walk/support/overlay-objects.ts';
import { rawNodes, readOutputs } from '../../walk/support/read-model.ts';
import { judge, roots } from '../verdicts.ts';

/** One fault, from healthy to healthy, by the rules of the areas that follow packets. */
interface Case {
  readonly name: string;
  readonly fault: string;
  readonly root: string;
  /** What works before and after, and fails in between. */
  readonly breaks: (kernel: Kernel) => Promise<boolean>;
  /** What works all the time. */
  readonly spares?: (kernel: Kernel) => Promise<boolean>;
}

const podToPeer = (kernel: Kernel) => pings(kernel, 'n1-a', '10.244.2.10');
const podToNeighbour = (kernel: Kernel) => pings(kernel, 'n1-a', '10.244.1.11');
const large = (kernel: Kernel) => pings(kernel, 'n1-a', '10.244.2.10', { size: 1450, df: true });
const podToService = async (kernel: Kernel) => (await asks(kernel, 'n1-a', '10.96.0.10', 80)) === 'n1-b';

const cases: readonly Case[] = [
  {
    name: 'ip_forward off',
    fault: 'ip netns exec n1 sysctl -qw net.ipv4.ip_forward=0',
    root: 'node/ip-forward-off node/n1',
    breaks: podToPeer,
    spares: podToNeighbour,
  },
  {
    name: 'forwarding off on one device',
    fault: 'ip netns exec n2 sysctl -qw net.ipv4.conf.flannel/1.forwarding=0',
    root: 'node/ip-forward-off node/n2',
    breaks: podToPeer,
    spares: podToNeighbour,
  },
  {
    name: 'bridged packets not shown to iptables',
    fault: 'ip netns exec n1 sysctl -qw net.bridge.bridge-nf-call-iptables=0',
    root: 'node/bridge-nf-off node/n1',
    breaks: podToService,
    spares: podToPeer,
  },
  {
    name: 'strict source validation on an asymmetric way',
    fault:
      'ip netns exec n2 sysctl -qw net.ipv4.conf.all.rp_filter=1; ip -n n2 route replace 10.244.1.0/24 via 192.168.10.1 dev eth0',
    root: 'routes/rp-filter-drops node/n2',
    breaks: podToPeer,
    spares: podToNeighbour,
  },
  {
    name: "a blackhole over half of a peer's pods",
    fault: 'ip -n n1 route add blackhole 10.244.2.0/25',
    root: 'routes/blackhole-over-pods node/n1',
    breaks: podToPeer,
    spares: podToService,
  },
  {
    name: 'an unreachable route with a metric',
    fault: 'ip -n n1 route add unreachable 10.244.2.0/25 metric 7',
    root: 'routes/blackhole-over-pods node/n1',
    breaks: podToPeer,
    spares: podToService,
  },
  {
    name: 'marked packets for Services in a table of their own',
    fault: `ip netns exec n1 iptables-nft -t mangle -A PREROUTING -d 10.96.0.0/12 -j MARK --set-mark 0x1
      ip -n n1 rule add pref 100 fwmark 0x1 lookup 100; ip -n n1 route add blackhole default table 100`,
    root: 'routes/policy-rule-captures node/n1',
    breaks: podToService,
    spares: podToPeer,
  },
  {
    name: "a rule for the Service range: only the node's own processes are caught",
    fault: 'ip -n n1 rule add to 10.96.0.0/12 lookup 100; ip -n n1 route add blackhole default table 100',
    root: 'routes/policy-rule-captures node/n1',
    breaks: async (kernel) => (await asks(kernel, 'n1', '10.96.0.10', 80)) === 'n1-b',
    spares: podToService,
  },
  {
    name: "a rule for the pods' addresses",
    fault:
      'ip -n n1 rule add from 10.244.1.0/24 to 10.244.0.0/16 iif cni0 lookup 100; ip -n n1 route add prohibit default table 100',
    root: 'routes/policy-rule-captures node/n1',
    breaks: podToPeer,
    spares: podToNeighbour,
  },
  {
    name: 'a small NIC at the far end',
    fault: 'ip -n n2 link set eth0 mtu 1400',
    root: 'mtu/path-too-small node/n2',
    breaks: large,
    spares: podToPeer,
  },
  {
    name: "a small host's end of a pod's veth",
    fault: 'ip -n n1 link set va mtu 1300; ip -n n1 link set cni0 mtu 1450',
    root: 'mtu/pod-veth-smaller pod/default/n1-a',
    breaks: large,
    spares: podToPeer,
  },
];

const harmless: readonly { readonly name: string; readonly change: string }[] = [
  {
    name: 'loose source validation on an asymmetric way',
    change:
      'ip netns exec n2 sysctl -qw net.ipv4.conf.all.rp_filter=2; ip -n n2 route replace 10.244.1.0/24 via 192.168.10.1 dev eth0',
  },
  {
    name: 'strict source validation where ways are symmetric',
    change: 'for n in n1 n2; do ip netns exec $n sysctl -qw net.ipv4.conf.all.rp_filter=1; done',
  },
  {
    name: "a blackhole for the node's own network under its more specific route",
    change: 'ip -n n1 route add blackhole 10.244.0.0/16',
  },
  {
    name: 'a policy rule that leads to the same place',
    change:
      'ip -n n1 rule add pref 100 iif cni0 lookup 100; ip -n n1 route add 10.244.0.0/16 via 10.244.2.0 dev flannel.1 onlink table 100; ip -n n1 route add 10.244.1.0/24 dev cni0 table 100',
  },
  {
    name: 'forwarding off on a device that carries no pods',
    change:
      'ip -n n1 link add spare type veth peer name spare2; ip netns exec n1 sysctl -qw net.ipv4.conf.spare.forwarding=0',
  },
  { name: 'a pod that takes less than the others', change: 'ip -n n1-a link set eth0 mtu 1300' },
];

const why = whyNoKernel();

describe.skipIf(why !== null)(
  `routes, forwarding and sizes on a real kernel${why === null ? '' : ` (${why})`}`,
  { timeout: 60_000 },
  () => {
    it.concurrent.each(cases)('$name: $root', async ({ fault, root, breaks, spares }) => {
      const kernel = await openWithService();
      try {
        expect(await breaks(kernel), 'works before').toBe(true);
        expect(roots(await scan(kernel))).toEqual([]);
        await kernel.sh(fault);
        expect(await breaks(kernel), 'fails with the fault').toBe(false);
        if (spares !== undefined) expect(await spares(kernel), 'is not concerned').toBe(true);
        const result = await scan(kernel);
        expect(roots(result), result.findings.map(({ message }) => message).join('\n')).toEqual([root]);
        await applyFix(kernel, result.findings[0]);
        expect(await breaks(kernel), 'works again').toBe(true);
        expect(roots(await scan(kernel))).toEqual([]);
      } finally {
        await kernel.close();
      }
    });

    it.concurrent.each(harmless)('$name: nothing at or above medium', async ({ change }) => {
      const kernel = await openWithService();
      try {
        await kernel.sh(change);
        expect(await Promise.all([podToPeer(kernel), podToNeighbour(kernel), podToService(kernel)])).toEqual([
          true,
          true,
          true,
        ]);
        const { findings } = await scan(kernel);
        expect(findings.filter(({ severity }) => severity !== 'low' && severity !== 'info')).toEqual([]);
      } finally {
        await kernel.close();
      }
    });
  },
);

/** The overlay with one Service, 10.96.0.10:80, whose endpoint is n1-b. */
async function openWithService(): Promise<Kernel> {
  const kernel = await openOverlay();
  const rules = ['PREROUTING', 'OUTPUT'].map(
    (chain) =>
      `iptables-nft -t nat -A ${chain} -d 10.96.0.10/32 -p tcp --dport 80 -j DNAT --to-destination 10.244.1.11:8080`,
  );
  await kernel.sh(
    ['n1', 'n2']
      .flatMap((node) =>
        [
          ...rules,
          'iptables-nft -t nat -A POSTROUTING ! -s 10.244.0.0/16 -d 10.244.0.0/16 -j MASQUERADE',
          'sysctl -qw net.bridge.bridge-nf-call-iptables=1',
        ].map((command) => `ip netns exec ${node} ${command}`),
      )
      .join('\n'),
  );
  await serve(kernel, 'n1-b', 8080);
  return kernel;
}

async function scan(kernel: Kernel) {
  return judge(snapshotOf({ nodes: rawNodes(await readOutputs(kernel, overlayNodes)), objects: overlayObjects() }), [
    'routes',
    'mtu',
    'node',
  ]);
}

async function applyFix(kernel: Kernel, finding: Finding | undefined): Promise<void> {
  for (const step of finding?.fix ?? [])
    if ('run' in step) await kernel.sh(`ip netns exec ${step.on} sh -ec ${JSON.stringify(step.run)}`);
}
