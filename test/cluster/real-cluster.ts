import type { JsonObject } from '../lab/api-objects.ts';
import type { Lab } from '../lab/lab.ts';
import { type Machine, startMachine } from '../lab/machine.ts';
import { ageDaemons } from '../lab/old-daemons.ts';
import { openSandbox, type Sandbox } from '../lab/sandbox.ts';
import { buildUnderlay } from '../lab/underlay.ts';
import { type Administrator, makeAdministrator } from './administrator.ts';
import { age } from './age.ts';
import { type Api, openApi } from './api.ts';
import { type Authority, makeAuthority } from './certificates.ts';
import { type Cgroups, makeCgroups } from './cgroups.ts';
import { configureControlPlane, controlPlaneDaemons, issueCredentials, network } from './control-plane.ts';
import type { Daemon } from './daemon.ts';
import { realFlows } from './flows.ts';
import { ordinaryForm, type RealForm } from './form.ts';
import { fullDaemons, prepareFull, startFull, startRuntimes } from './full.ts';
import { mountForImages } from './images.ts';
import { kubeconfig } from './kubeconfig.ts';
import { kubeletMachine } from './kubelet.ts';
import { namespaces, services } from './manifests.ts';
import { named, nodeNames, nodePlans, server } from './nodes.ts';
import { apiSocket, startOutside } from './outside.ts';
import type { PodRunner } from './pod-runner.ts';
import { programsFolder } from './programs.ts';
import { prepareQuick, startQuick, type WorkerPlan } from './quick.ts';
import { readObjects } from './read-objects.ts';
import { startSsh } from './ssh.ts';
import { untilAnswers } from './wait.ts';

/** A real Kubernetes of three nodes in throw-away namespaces. The control plane runs on node1. */
export interface RealCluster extends Lab, Omit<Administrator, 'close'> {
  readonly form: RealForm;
  readonly api: Api;
  readonly authority: Authority;
  /** `https://192.168.10.161:6443`: reached from the machines and from the host outside. */
  readonly server: string;
  readonly pods: PodRunner;
  /**
   * `daemon('node1', 'kube-proxy')`, `flanneld`; full form: `kubelet`, `containerd`; on node1: `etcd`, `kube-apiserver`,
   * `kube-controller-manager`, `kube-scheduler`.
   */
  readonly daemon: (node: string, name: string) => Daemon;
  /** sshd on every machine (root only): from then on `outside(['ssh', 'node1', …])` works with a key, as root. */
  readonly startSsh: () => Promise<void>;
}

export async function buildRealCluster(options: Partial<RealForm> = {}): Promise<RealCluster> {
  const form = { ...ordinaryForm, ...options };
  const cgroups = form.form === 'full' ? makeCgroups() : null;
  const sandbox = await openSandbox();
  try {
    return await build(sandbox, form, cgroups);
  } catch (error) {
    await sandbox.close();
    await cgroups?.close();
    throw error;
  }
}

const controlNode = nodePlans[0]?.address ?? '';

async function build(sandbox: Sandbox, form: RealForm, cgroups: Cgroups | null): Promise<RealCluster> {
  const programs = programsFolder();
  if (cgroups !== null) await sandbox.sh(mountForImages);
  const [authority] = await Promise.all([
    makeAuthority(sandbox),
    buildUnderlay(
      sandbox,
      nodePlans.map(({ name, mac }) => ({ name, device: 'eth0', mac })),
      { addresses: [`${network.gateway}/24`] },
    ),
  ]);
  const [credentials, ...started] = await Promise.all([
    issueCredentials(authority, controlNode),
    ...nodeNames.map((name) =>
      startMachine(
        sandbox,
        name,
        cgroups === null ? {} : { before: cgroups.enter(name), setUp: cgroups.mount + kubeletMachine, cgroup: true },
      ),
    ),
  ]);
  const machines = new Map<string, Machine>(started.map((machine) => [machine.name, machine]));
  const control = controlPlaneDaemons(() => named(machines, 'node1'), programs, {
    address: controlNode,
    kubelets: cgroups !== null,
  });
  const clusterServices = [
    { namespace: 'default', name: 'kubernetes', clusterIps: [network.api] },
    ...services.map(({ namespace, name, clusterIP }) => ({ namespace, name, clusterIps: [clusterIP] })),
  ];
  const plan: WorkerPlan = { form, programs, authority, credentials, machines, services: clusterServices };
  await Promise.all([
    configureControlPlane(named(machines, 'node1'), authority, credentials),
    cgroups === null ? prepareQuick(plan) : prepareFull(sandbox, plan),
    startOutside(sandbox, kubeconfig(server, authority.certificate, credentials.users.admin), server),
  ]);
  const daemons = cgroups === null ? new Map() : fullDaemons(plan, cgroups);
  const runtimes = cgroups === null ? null : startRuntimes(plan, daemons);
  await Promise.all([control.etcd.start(), control['kube-apiserver'].start()]);
  const api = openApi(`${sandbox.root}${apiSocket}`, authority.certificate, credentials.users.admin);
  // It makes them one after another, a moment after it answers.
  for (const name of ['kube-system', 'default'])
    await untilAnswers(() => api.get(`/api/v1/namespaces/${name}`), 'the API server', {
      log: control['kube-apiserver'].log,
    });
  await Promise.all([
    runtimes,
    control['kube-controller-manager'].start(),
    ...(cgroups === null ? [] : [control['kube-scheduler'].start()]),
    ...namespaces.map(({ path, object }) => api.create(path, object)),
  ]);
  const workers = cgroups === null ? await startQuick(api, plan) : await startFull(api, plan, daemons);
  const left = await workers.pods.settle(60);
  if (left.length > 0)
    throw new Error(`the cluster did not come up: ${left.join('; ')}\n${(await warnings(api)).join('\n')}`);
  if (form.minutes > 0) {
    await age(named(machines, 'node1'), form.minutes);
    if (cgroups === null) await ageDaemons({ machines });
  }

  const objects: JsonObject[] = [];
  const administrator = makeAdministrator(sandbox, authority, programs);
  let ssh: Promise<void> | null = null;
  return {
    form,
    sandbox,
    machines,
    objects,
    api,
    authority,
    server,
    pods: workers.pods,
    get flows() {
      return realFlows({ nodes: nodePlans, services: clusterServices }, workers.pods.running);
    },
    daemon: (node, name) => {
      const here: Readonly<Record<string, Daemon>> = {
        ...(node === 'node1' ? control : {}),
        ...workers.daemons.get(node),
      };
      const found = here[name];
      if (found === undefined) throw new Error(`no ${name} on ${node}`);
      return found;
    },
    ...administrator,
    startSsh: () => {
      ssh ??= startSsh(sandbox, machines);
      return ssh;
    },
    settle: async () => {
      await workers.refresh();
      objects.splice(0, objects.length, ...(await readObjects(api)));
    },
    close: async () => {
      workers.stop();
      await administrator.close();
      api.close();
      await sandbox.close();
      await cgroups?.close();
    },
  };
}

async function warnings(api: Api): Promise<readonly string[]> {
  const events = await api.list('/api/v1/events').catch(() => []);
  return events
    .filter(({ type }) => type === 'Warning')
    .map(({ metadata, reason, message }) => `${metadata.name}: ${reason}: ${message}`);
}
