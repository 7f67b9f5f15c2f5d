import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeFrame } from '../../src/snapshot/frame-encode.ts';
import type { ApiServer, TestObject } from '../support/api-server.ts';
import { startApiServer } from '../support/api-server.ts';
import { writeKubeconfig } from '../support/kubeconfig.ts';

const netlint = fileURLToPath(new URL('../../bin/netlint.js', import.meta.url));

/** Lists that every API server has, by path. */
const LISTS: Readonly<Record<string, readonly [kind: string, apiVersion: string]>> = {
  '/api/v1/nodes': ['Node', 'v1'],
  '/api/v1/pods': ['Pod', 'v1'],
  '/api/v1/services': ['Service', 'v1'],
  '/api/v1/endpoints': ['Endpoints', 'v1'],
  '/api/v1/namespaces': ['Namespace', 'v1'],
  '/api/v1/events': ['Event', 'v1'],
  '/api/v1/configmaps': ['ConfigMap', 'v1'],
  '/apis/discovery.k8s.io/v1/endpointslices': ['EndpointSlice', 'discovery.k8s.io/v1'],
  '/apis/networking.k8s.io/v1/networkpolicies': ['NetworkPolicy', 'networking.k8s.io/v1'],
  '/apis/networking.k8s.io/v1/ingresses': ['Ingress', 'networking.k8s.io/v1'],
  '/apis/networking.k8s.io/v1/ingressclasses': ['IngressClass', 'networking.k8s.io/v1'],
  '/apis/apps/v1/daemonsets': ['DaemonSet', 'apps/v1'],
  '/apis/apps/v1/deployments': ['Deployment', 'apps/v1'],
  '/apis/apps/v1/replicasets': ['ReplicaSet', 'apps/v1'],
  '/apis/coordination.k8s.io/v1/leases': ['Lease', 'coordination.k8s.io/v1'],
  '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations': [
    'ValidatingWebhookConfiguration',
    'admissionregistration.k8s.io/v1',
  ],
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations': [
    'MutatingWebhookConfiguration',
    'admissionregistration.k8s.io/v1',
  ],
};

export const node = (name: string, address: string, resourceVersion = '1'): TestObject => ({
  metadata: { name, resourceVersion },
  spec: { podCIDR: '10.244.1.0/24' },
  status: {
    addresses: [{ type: 'InternalIP', address }],
    nodeInfo: { operatingSystem: 'linux' },
    conditions: [{ type: 'Ready', status: 'True' }],
  },
});

export const slice = (resourceVersion: string, address: string) =>
  ({
    metadata: {
      name: 'web-x7',
      namespace: 'shop',
      resourceVersion,
      labels: { 'kubernetes.io/service-name': 'web' },
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address] }],
    ports: [{ port: 8080, protocol: 'TCP' }],
  }) as TestObject;

export interface LiveCluster {
  readonly api: ApiServer;
  readonly folder: string;
  readonly kubeconfig: string;
  set(path: string, items: readonly TestObject[]): void;
}

/** An API server with two nodes, its kubeconfig, and a stand-in for ssh in `bin`. */
export async function startLiveCluster(folder: string, server?: ApiServer): Promise<LiveCluster> {
  const api = server ?? (await startApiServer());
  for (const [path, [kind, apiVersion]] of Object.entries(LISTS)) api.lists.set(path, { kind, apiVersion, items: [] });
  const set = (path: string, items: readonly TestObject[]): void => {
    const [kind, apiVersion] = LISTS[path] ?? ['', ''];
    api.lists.set(path, { kind, apiVersion, items: [...items] });
  };
  set('/api/v1/nodes', [node('n1', '192.0.2.1'), node('n2', '192.0.2.2')]);
  const kubeconfig = writeKubeconfig(folder, { server: api.url, authority: api.authority.cert });
  return { api, folder, kubeconfig, set };
}

/** Makes `ssh` a shell script with these cases by host, and what a good node sends: $frame. */
export function standInSsh(folder: string, cases: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  const frame = encodeFrame(
    {
      netlint: 'test',
      takenAt: '2026-01-01T00:00:00Z',
      namespaces: [],
      problems: [],
      outputs: [
        {
          id: 'uname',
          netns: 'host',
          command: 'uname -srm',
          status: 'ok',
          exit: 0,
          ms: 1,
          stdout: Buffer.from('Linux 6.18.0 x86_64\n'),
          stderr: Buffer.alloc(0),
        },
      ],
    },
    'test1234',
  );
  writeFileSync(join(folder, 'frame'), frame);
  const lines = Object.entries(cases).map(([host, body]) => `${host}) ${body} ;;`);
  writeFileSync(
    join(folder, 'bin', 'ssh'),
    `#!/bin/sh
frame=${join(folder, 'frame')}
for word; do host=$command; command=$word; done
cat >/dev/null
case $host in
${lines.join('\n')}
*) echo "ssh: connect to host $host port 22: Connection refused" >&2; exit 255 ;;
esac
`,
  );
  chmodSync(join(folder, 'bin', 'ssh'), 0o755);
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly ended: Promise<Ran>;
  readonly interrupt: (signal?: NodeJS.Signals) => void;
  /** Resolves as soon as stderr has that text. */
  readonly said: (text: string) => Promise<void>;
}

export function start(folder: string, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, [netlint, ...args], {
    cwd: folder,
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`,
      HOME: folder,
      TMPDIR: folder,
      KUBECONFIG: join(folder, 'kubeconfig'),
    },
  });
  let stdout = '';
  let stderr = '';
  const waiting: { readonly text: string; readonly resolve: () => void }[] = [];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    for (const { text, resolve } of waiting) if (stderr.includes(text)) resolve();
  });
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
      for (const each of waiting) each.resolve();
    });
  });
  return {
    ended,
    interrupt: (signal = 'SIGINT') => child.kill(signal),
    said: (text) =>
      new Promise((resolve) => {
        if (stderr.includes(text)) resolve();
        else waiting.push({ text, resolve });
      }),
  };
}

export const run = (folder: string, ...args: readonly string[]): Promise<Ran> => start(folder, ...args).ended;
