import type { Machine } from '../lab/machine.ts';
import type { Authority, KeyPair, Subject } from './certificates.ts';
import { type Daemon, daemon } from './daemon.ts';
import { kubeconfig } from './kubeconfig.ts';

export const network = {
  pods: '10.244.0.0/16',
  services: '10.96.0.0/12',
  api: '10.96.0.1',
  dns: '10.96.0.10',
  gateway: '192.168.10.1',
} as const;

/** Who the components are to the API server. */
export type Identity = 'admin' | 'controller-manager' | 'scheduler' | 'kube-proxy' | 'flannel' | 'coredns';

const serviceAccount = (namespace: string, name: string): Omit<Subject, 'id'> => ({
  name: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
});

const identities: Readonly<Record<Identity, Omit<Subject, 'id'>>> = {
  admin: { name: 'kubernetes-admin', groups: ['system:masters'] },
  'controller-manager': { name: 'system:kube-controller-manager' },
  scheduler: { name: 'system:kube-scheduler' },
  'kube-proxy': { name: 'system:kube-proxy' },
  flannel: serviceAccount('kube-flannel', 'flannel'),
  coredns: serviceAccount('kube-system', 'coredns'),
};

export interface Credentials {
  readonly users: Readonly<Record<Identity, KeyPair>>;
  readonly server: KeyPair;
  readonly kubeletClient: KeyPair;
}

export async function issueCredentials(authority: Authority, address: string): Promise<Credentials> {
  const names = Object.keys(identities) as Identity[];
  const alternativeNames = [
    ...['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'localhost'].map((name) => `DNS:${name}`),
    ...[network.api, address, '127.0.0.1'].map((ip) => `IP:${ip}`),
  ];
  const [server, kubeletClient, ...rest] = await authority.issue([
    { id: 'apiserver', name: 'kube-apiserver', alternativeNames },
    { id: 'apiserver-kubelet-client', name: 'kube-apiserver-kubelet-client', groups: ['system:masters'] },
    ...names.map((id) => ({ id, ...identities[id] })),
  ]);
  if (server === undefined || kubeletClient === undefined) throw new Error('no certificate for the API server');
  const users = Object.fromEntries(names.map((name, index) => [name, rest[index]])) as Record<Identity, KeyPair>;
  return { server, kubeletClient, users };
}

const pki = '/etc/kubernetes/pki';

/** Writes what the control plane's daemons read, on the machine that they run on. */
export async function configureControlPlane(
  machine: Machine,
  authority: Authority,
  { server, kubeletClient, users }: Credentials,
): Promise<void> {
  const local = (name: 'admin' | 'controller-manager' | 'scheduler'): string =>
    kubeconfig('https://127.0.0.1:6443', authority.certificate, users[name]);
  await writeFiles(machine, {
    [`${pki}/ca.crt`]: authority.certificate,
    [`${pki}/apiserver.crt`]: server.certificate,
    [`${pki}/apiserver.key`]: server.key,
    [`${pki}/apiserver-kubelet-client.crt`]: kubeletClient.certificate,
    [`${pki}/apiserver-kubelet-client.key`]: kubeletClient.key,
    [`${pki}/sa.key`]: authority.read('sa.key'),
    [`${pki}/sa.pub`]: authority.read('sa.pub'),
    '/etc/kubernetes/admin.conf': local('admin'),
    '/etc/kubernetes/controller-manager.conf': local('controller-manager'),
    '/etc/kubernetes/scheduler.conf': local('scheduler'),
  });
}

export async function writeFiles(machine: Machine, files: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(files).map(
    ([file, text]) =>
      `mkdir -p ${file.slice(0, file.lastIndexOf('/'))}; base64 -d > ${file} <<'EOT'\n${Buffer.from(text).toString('base64')}\nEOT`,
  );
  await machine.sh(`umask 077\n${lines.join('\n')}`);
}

export type ControlPlaneDaemon = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

/** The flags of kubeadm's manifests, and what a small machine needs besides. */
export function controlPlaneDaemons(
  machine: () => Machine,
  programs: string,
  { address, kubelets }: { readonly address: string; readonly kubelets: boolean },
): Readonly<Record<ControlPlaneDaemon, Daemon>> {
  const one = (name: ControlPlaneDaemon, program: string, flags: readonly string[]): Daemon =>
    daemon(machine, name, () => ({ program, flags }));
  const client = 'http://127.0.0.1:2379';
  const peer = 'http://127.0.0.1:2380';
  return {
    etcd: one('etcd', 'etcd', [
      '--name=node1',
      '--data-dir=/var/lib/etcd',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=node1=${peer}`,
    ]),
    'kube-apiserver': one('kube-apiserver', `${programs}/kube-apiserver`, [
      `--advertise-address=${address}`,
      '--secure-port=6443',
      `--etcd-servers=${client}`,
      // For age.ts.
      '--storage-media-type=application/json',
      `--service-cluster-ip-range=${network.services}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      '--allow-privileged=true',
      `--client-ca-file=${pki}/ca.crt`,
      `--tls-cert-file=${pki}/apiserver.crt`,
      `--tls-private-key-file=${pki}/apiserver.key`,
      `--kubelet-certificate-authority=${pki}/ca.crt`,
      `--kubelet-client-certificate=${pki}/apiserver-kubelet-client.crt`,
      `--kubelet-client-key=${pki}/apiserver-kubelet-client.key`,
      '--kubelet-preferred-address-types=InternalIP',
      `--service-account-key-file=${pki}/sa.pub`,
      `--service-account-signing-key-file=${pki}/sa.key`,
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    ]),
    'kube-controller-manager': one('kube-controller-manager', `${programs}/kube-controller-manager`, [
      '--kubeconfig=/etc/kubernetes/controller-manager.conf',
      '--bind-address=127.0.0.1',
      '--leader-elect=false',
      '--allocate-node-cidrs=true',
      `--cluster-cidr=${network.pods}`,
      `--service-cluster-ip-range=${network.services}`,
      `--root-ca-file=${pki}/ca.crt`,
      `--service-account-private-key-file=${pki}/sa.key`,
      '--use-service-account-credentials=true',
      // The default rates make a start of seconds out of one of tenths.
      '--kube-api-qps=200',
      '--kube-api-burst=400',
      // Without kubelets nobody says that a node is alive.
      `--controllers=*${kubelets ? '' : ',-node-lifecycle-controller'}`,
    ]),
    'kube-scheduler': one('kube-scheduler', `${programs}/kube-scheduler`, [
      '--kubeconfig=/etc/kubernetes/scheduler.conf',
      '--bind-address=127.0.0.1',
      '--leader-elect=false',
    ]),
  };
}
