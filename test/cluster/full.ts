import type { Machine } from '../lab/machine.ts';
import type { Sandbox } from '../lab/sandbox.ts';
import type { Api } from './api.ts';
import type { Cgroups } from './cgroups.ts';
import type { Daemon } from './daemon.ts';
import { fullConfigData, fullPermissions, fullWorkloads } from './full-workloads.ts';
import { buildImages } from './images.ts';
import { configureKubelet, importImages, kubeletDaemons } from './kubelet.ts';
import { watchPods } from './kubelet-pods.ts';
import { clusterManifests } from './manifests.ts';
import { configureNode } from './node-daemons.ts';
import { named, nodePlans, server } from './nodes.ts';
import { containerProcess } from './process.ts';
import type { WorkerPlan, Workers } from './quick.ts';
import { untilAnswers } from './wait.ts';

/** Nodes with containerd and a kubelet each; everything on them comes from the API. */
export async function prepareFull(sandbox: Sandbox, { authority, machines, programs }: WorkerPlan): Promise<void> {
  const keys = await authority.issue(
    nodePlans.flatMap(({ name, address }) => [
      { id: `kubelet-client-${name}`, name: `system:node:${name}`, groups: ['system:nodes'] },
      { id: `kubelet-${name}`, name: `kubelet ${name}`, alternativeNames: [`DNS:${name}`, `IP:${address}`] },
    ]),
  );
  await Promise.all([
    buildImages(sandbox, programs),
    ...nodePlans.map(async ({ name, address }, index) => {
      const [client, serving] = keys.slice(2 * index, 2 * index + 2);
      if (client === undefined || serving === undefined) throw new Error(`no certificates for ${name}`);
      await configureNode(named(machines, name), address);
      await configureKubelet(named(machines, name), authority, { client, serving, server });
    }),
  ]);
}

export function fullDaemons(
  { machines, programs }: WorkerPlan,
  cgroups: Cgroups,
): ReadonlyMap<string, Readonly<Record<string, Daemon>>> {
  return new Map(
    nodePlans.map(({ name, address }) => {
      const machine = (): Machine => named(machines, name);
      return [
        name,
        {
          ...kubeletDaemons(machine, programs, { address, cgroups }),
          'kube-proxy': containerProcess(machine, 'kube-proxy'),
          flanneld: containerProcess(machine, 'flanneld'),
        },
      ];
    }),
  );
}

/** containerd has to run, with its images, before a kubelet asks for pods; the API server need not. */
export async function startRuntimes(
  { machines }: WorkerPlan,
  daemons: ReadonlyMap<string, Readonly<Record<string, Daemon>>>,
): Promise<void> {
  await Promise.all(
    nodePlans.map(async ({ name }) => {
      await daemons.get(name)?.containerd?.start();
      await importImages(named(machines, name));
    }),
  );
}

export async function startFull(
  api: Api,
  { form, programs, machines }: WorkerPlan,
  daemons: ReadonlyMap<string, Readonly<Record<string, Daemon>>>,
): Promise<Workers> {
  await Promise.all([...daemons.values()].map((one) => one.kubelet?.start()));
  const data = fullConfigData(server);
  const manifests = [...fullPermissions, ...clusterManifests(form, fullWorkloads(programs, server), data)];
  await Promise.all(manifests.map(({ path, object }) => api.create(path, object)));
  await untilAnswers(
    () => api.patch('/api/v1/nodes/node1', { metadata: { labels: { 'node-role.kubernetes.io/control-plane': '' } } }),
    'the kubelet of node1',
    { log: async () => (await daemons.get('node1')?.kubelet?.log()) ?? '' },
  );
  return { pods: watchPods(api, machines), daemons, refresh: async () => {}, stop: () => {} };
}
