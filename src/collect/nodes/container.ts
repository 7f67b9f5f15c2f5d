/** What a container has to be allowed so that the probe sees its node; the Job of a scan and the DaemonSet of an audit share it. */

/**
 * The capabilities of a container's root, each for something that the probe cannot do without it (docs/node-access.md has the outputs
 * that are lost). None of them lets the probe change anything that it does not change by itself; but together they are as good as root
 * on the node, and the right to make such a pod should be given accordingly.
 */
export const CAPABILITIES: Readonly<Record<string, string>> = {
  SYS_ADMIN: "setns into the node's mount namespace and into the pods' network namespaces",
  SYS_CHROOT: 'setns into a mount namespace asks for it too (mount_namespaces(7)), and so does chroot',
  SYS_PTRACE:
    'to open /proc/PID/ns and /proc/PID/root of processes that have capabilities which this one lacks, and ss -p',
  NET_ADMIN: 'to list nftables, iptables, ipsets and connection tracking: the kernel answers nobody else',
  NET_RAW: 'iptables-legacy-save opens a raw socket to ask for a table',
  SYSLOG: 'the kernel log where kernel.dmesg_restrict is set',
  DAC_OVERRIDE: 'sockets and files of daemons that do not run as root, as that of Open vSwitch',
};

/** Where the pod's own volume is mounted. */
export const WORK_FOLDER = '/netlint-work';

/** Fields of a pod's spec: the node's own network and processes, no token, wherever the node's taints say no. */
export const POD_ACCESS = {
  hostNetwork: true,
  hostPID: true,
  dnsPolicy: 'Default',
  enableServiceLinks: false,
  automountServiceAccountToken: false,
  // A fault makes taints, and it is the nodes with faults that have to be read.
  tolerations: [{ operator: 'Exists' }],
  // The probe's temporary files: the kubelet removes them with the pod, however that ends.
  volumes: [{ name: 'work', emptyDir: {} }],
} as const;

/**
 * What the container is given of the node. `cpu` is its share where processors are short: without one the kernel lets a probe starve on
 * just the node that is in trouble, and with one the kubelet of a full node refuses the pod.
 */
const resources = (cpu: string) => ({
  requests: { cpu, memory: '0' },
  // Keeps a runaway tool from harming the node.
  limits: { memory: '1Gi' },
});

/** Fields of its container. */
export const containerAccess = (cpu: string) =>
  ({
    imagePullPolicy: 'IfNotPresent',
    resources: resources(cpu),
    volumeMounts: [{ name: 'work', mountPath: WORK_FOLDER }],
    securityContext: {
      runAsUser: 0,
      runAsGroup: 0,
      runAsNonRoot: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: Object.keys(CAPABILITIES) },
      seccompProfile: { type: 'RuntimeDefault' },
      // The runtimes' default AppArmor profile and SELinux type keep a container from looking into the node's processes, whatever its
      // capabilities. Where neither is in use, both words mean nothing.
      appArmorProfile: { type: 'Unconfined' },
      seLinuxOptions: { type: 'spc_t' },
    },
  }) as const;

/** The words of a container that runs shell text with arguments. */
export const shellCommand = (text: string, words: readonly string[]): readonly string[] => [
  '/bin/sh',
  '-c',
  text,
  'netlint',
  ...words,
];
