import type { Machine } from '../lab/machine.ts';
import type { Api } from './api.ts';
import type { Authority } from './certificates.ts';
import type { Credentials } from './control-plane.ts';
import type { Daemon } from './daemon.ts';
import type { RealForm } from './form.ts';
import { keepLeases } from './leases.ts';
import { clusterManifests, nodeManifest } from './manifests.ts';
import { configureNode, nodeDaemons, writeQuickConfig } from './node-daemons.ts';
import { named, nodeNames, nodePlans, server } from './nodes.ts';
import { type PodRunner, type RunnerNode, runPods } from './pod-runner.ts';
import { untilAnswers } from './wait.ts';
import { quickWorkloads } from './workloads.ts';

/** What a form adds to the control plane. */
export interface Workers {
  readonly pods: PodRunner;
  readonly daemons: ReadonlyMap<string, Readonly<Record<string, Daemon>>>;
  /** Before every reading. */
  readonly refresh: () => Promise<void>;
  readonly stop: () => void;
}

export interface WorkerPlan {
  readonly form: RealForm;
  readonly programs: string;
  readonly authority: Authority;
  readonly credentials: Credentials;
  readonly machines: ReadonlyMap<string, Machine>;
  readonly services: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly clusterIps: readonly string[];
  }[];
}

/** Nodes without kubelets: bare flanneld and kube-proxy, pods by pod-runner.ts. */
export async function prepareQuick({ form, authority, credentials, machines }: WorkerPlan): Promise<void> {
  await Promise.all(
    nodePlans.map(async ({ name, address }) => {
      await configureNode(named(machines, name), address);
      await writeQuickConfig(named(machines, name), authority, credentials.users, { form, server });
    }),
  );
}

export async function startQuick(api: Api, { form, programs, machines, services }: WorkerPlan): Promise<Workers> {
  await Promise.all([
    ...nodePlans.map(({ name, address }, index) => registerNode(api, name, address, index)),
    ...clusterManifests(form, quickWorkloads()).map(({ path, object }) => api.create(path, object)),
  ]);
  const nodes = new Map<string, RunnerNode>(
    nodePlans.map(({ name, address }) => {
      const machine = (): Machine => named(machines, name);
      return [name, { address, machine, daemons: nodeDaemons(machine, programs) }];
    }),
  );
  const leases = keepLeases(api, nodeNames);
  return {
    pods: runPods(api, nodes, services, programs),
    daemons: new Map([...nodes].map(([name, { daemons }]) => [name, daemons])),
    refresh: leases.renew,
    stop: leases.stop,
  };
}

async function registerNode(api: Api, name: string, address: string, index: number): Promise<void> {
  const { path, object } = nodeManifest(name, address, index);
  await api.create(path, object);
  // Every new Node is tainted as not ready by admission; what takes that away judges kubelets.
  await api.patch(`${path}/${name}`, { spec: { taints: null } });
  await untilAnswers(async () => {
    const node = await api.get(`${path}/${name}`);
    if ((node.spec as { podCIDR?: string }).podCIDR === undefined) throw new Error('no podCIDR');
  }, `the podCIDR of ${name}`);
}
