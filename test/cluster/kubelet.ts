import type { Machine } from '../lab/machine.ts';
import type { Authority, KeyPair } from './certificates.ts';
import type { Cgroups } from './cgroups.ts';
import { network, writeFiles } from './control-plane.ts';
import { type Daemon, daemon } from './daemon.ts';
import { imagesFolder } from './images.ts';
import { kubeconfig } from './kubeconfig.ts';

export type KubeletDaemon = 'containerd' | 'kubelet';

/** What the kubelet insists on and would write itself, for the whole machine: it is shown files instead. */
const kernelDefaults: Readonly<Record<string, number>> = {
  'vm/overcommit_memory': 1,
  'vm/panic_on_oom': 0,
  'kernel/panic': 10,
  'kernel/panic_on_oops': 1,
  'kernel/keys/root_maxkeys': 1_000_000,
  'kernel/keys/root_maxbytes': 25_000_000,
};

/** Script for a machine that a kubelet will run on; the last of its set-up, since containers see the mounts from here on. */
export const kubeletMachine = `
  mkdir /run/kernel
  ${Object.entries(kernelDefaults)
    .map(
      ([name, value]) =>
        `echo ${value} > /run/kernel/${name.replaceAll('/', '-')}; mount --bind /run/kernel/${name.replaceAll('/', '-')} /proc/sys/${name}`,
    )
    .join('\n  ')}
  mount --make-rshared /`;

const containerdConfig = `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  disable_apparmor = true
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/opt/cni/bin"
    conf_dir = "/etc/cni/net.d"
`;

const kubeletConfig = {
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: '/etc/kubernetes/pki/ca.crt' },
  },
  authorization: { mode: 'Webhook' },
  cgroupDriver: 'cgroupfs',
  clusterDNS: [network.dns],
  clusterDomain: 'cluster.local',
  containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
  enforceNodeAllocatable: [],
  // The machine is the tests' own, with whatever it has left.
  evictionHard: {
    'memory.available': '0%',
    'nodefs.available': '0%',
    'nodefs.inodesFree': '0%',
    'imagefs.available': '0%',
  },
  failCgroupV1: false,
  failSwapOn: false,
  imageGCHighThresholdPercent: 100,
  localStorageCapacityIsolation: false,
  protectKernelDefaults: true,
  resolvConf: '/etc/resolv.conf',
  tlsCertFile: '/var/lib/kubelet/pki/kubelet.crt',
  tlsPrivateKeyFile: '/var/lib/kubelet/pki/kubelet.key',
  volumePluginDir: '/var/lib/kubelet/volumeplugins',
};

export async function configureKubelet(
  machine: Machine,
  authority: Authority,
  { client, serving, server }: { readonly client: KeyPair; readonly serving: KeyPair; readonly server: string },
): Promise<void> {
  await writeFiles(machine, {
    '/etc/containerd/config.toml': containerdConfig,
    '/etc/kubernetes/pki/ca.crt': authority.certificate,
    '/etc/kubernetes/kubelet.conf': kubeconfig(server, authority.certificate, client),
    '/var/lib/kubelet/config.yaml': `${JSON.stringify(kubeletConfig, null, 2)}\n`,
    '/var/lib/kubelet/pki/kubelet.crt': serving.certificate,
    '/var/lib/kubelet/pki/kubelet.key': serving.key,
  });
}

/** Starts containerd and gives it the images; the kubelet may start at once. */
export async function importImages(machine: Machine): Promise<void> {
  await machine.sh(`
    n=0; until ctr version >/dev/null 2>&1; do sleep 0.05; n=$((n + 1)); [ $n -lt 200 ]; done
    for image in ${imagesFolder}/*.tar; do ctr -n k8s.io images import $image >/dev/null; done`);
}

export function kubeletDaemons(
  machine: () => Machine,
  programs: string,
  { address, cgroups }: { readonly address: string; readonly cgroups: Cgroups },
): Readonly<Record<KubeletDaemon, Daemon>> {
  const name = machine().name;
  return {
    containerd: daemon(machine, 'containerd', () => ({
      program: 'containerd',
      flags: ['--config=/etc/containerd/config.toml', '--log-level=warn'],
      before: cgroups.join,
    })),
    kubelet: daemon(machine, 'kubelet', () => ({
      program: `${programs}/kubelet`,
      flags: [
        '--config=/var/lib/kubelet/config.yaml',
        '--kubeconfig=/etc/kubernetes/kubelet.conf',
        `--hostname-override=${name}`,
        `--node-ip=${address}`,
      ],
      before: cgroups.join,
    })),
  };
}
