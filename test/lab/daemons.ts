import type { Plan, PlannedNode } from './plan.ts';

export type DaemonName = 'kubelet' | 'kube-proxy' | 'flanneld' | 'kube-apiserver';

interface Daemon {
  readonly flags: string;
  readonly listen: string;
  /** Pages for HTTP GET, by path. */
  readonly pages: Readonly<Record<string, string>>;
}

const seconds = (ago: number): number => Math.floor(Date.now() / 1000) - ago;
const time = (ago: number): string =>
  `${new Date(seconds(ago) * 1000).toISOString().replace('T', ' ').replace('.000Z', '')} +0000 UTC`;

/** The daemons of a node, with the flags that kubeadm's and flannel's manifests start them with. */
export function daemonsOf(plan: Plan, node: PlannedNode): Readonly<Partial<Record<DaemonName, Daemon>>> {
  return {
    kubelet: {
      flags: `--config=/var/lib/kubelet/config.yaml --node-ip=${node.address}`,
      listen: '0.0.0.0:10250 127.0.0.1:10248',
      pages: { healthz: 'ok' },
    },
    'kube-proxy': {
      flags: `--config=/var/lib/kube-proxy/config.conf --hostname-override=${node.name}`,
      listen: '0.0.0.0:10256 127.0.0.1:10249',
      pages: {
        healthz: `{"lastUpdated": "${time(1)}","currentTime": "${time(0)}", "nodeEligible": true}`,
        proxyMode: plan.proxyMode,
        metrics: ['queued_', '']
          .map(
            (which) => `kubeproxy_sync_proxy_rules_last_${which}timestamp_seconds ${seconds(1)}
`,
          )
          .join(''),
      },
    },
    flanneld: { flags: '--ip-masq --kube-subnet-mgr', listen: '127.0.0.1:8081', pages: { healthz: 'ok' } },
    ...(node === plan.nodes[0]
      ? {
          'kube-apiserver': { flags: `--advertise-address=${node.address}`, listen: `${node.address}:6443`, pages: {} },
        }
      : {}),
  };
}

/** Shell line that starts a daemon's stand-in under its name. */
export function startDaemon(name: string, daemon: Daemon): string {
  const pages = Object.entries(daemon.pages).map(([path, text]) => `printf '%s' '${text}' > /run/www/${name}/${path}`);
  return `
  ln -sf stand-in /run/bin/${name}; mkdir -p /run/www/${name}
  ${pages.join('\n  ')}
  LISTEN='${daemon.listen}' WWW=/run/www/${name} ANSWER='${name}' /run/bin/${name} ${daemon.flags} </dev/null >/dev/null 2>&1 &`;
}

/** Shell line that stops it and waits until it is gone. */
export function stopDaemon(name: string): string {
  return `
  for p in $(pgrep -x ${name}); do kill "$p"; while kill -0 "$p" 2>/dev/null; do sleep 0.01; done; done`;
}
