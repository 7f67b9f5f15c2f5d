import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HISTORY_NAME, HISTORY_RIGHTS } from '../../scripts/deploy/history-rights.ts';
import { type AccessMode, type Permission, permissionsFor } from '../../src/collect/cluster/permissions.ts';
import { imageArchive } from '../deploy/image/archive.ts';
import { requireImage } from '../deploy/image/requirements.ts';
import { chart, chartObjects, kustomizeObjects } from '../deploy/programs.ts';
import type { Ended } from '../lab/sandbox.ts';
import { answeredYes, everyQuestion, grantedTo, namedQuestions } from './allowed.ts';
import { buildRealCluster, type RealCluster } from './real-cluster.ts';
import { requireCluster } from './requirements.ts';

const reason = requireCluster('full') ?? requireImage();
const repository = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(repository, 'docs/deploy.md'), 'utf8');
const all = process.env.NETLINT_CLUSTER === 'all';
const NAMESPACE = 'netlint';
const IMAGE = 'registry.example.com/netlint:0.1.0';

/** The commands of the page's `sh` blocks, one a line. */
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) => block.trim().split('\n'));

describe.skipIf(reason !== null)(
  `what deploy/ makes, on a real cluster${reason === null ? '' : ` (skipped: ${reason})`}`,
  { timeout: 180_000 },
  () => {
    let cluster: RealCluster;
    const run = new Set<string>();

    const sh = (command: string, stdin?: string): Promise<Ended> =>
      cluster.outside(['sh', '-c', `PATH=/run/home/bin:$PATH; cd '${repository}' && ${command}`], {
        timeoutMs: 120_000,
        ...(stdin === undefined ? {} : { stdin }),
      });
    /** A command that has to work. */
    const must = async (command: string, stdin?: string): Promise<string> => {
      const { code, stdout, stderr } = await sh(command, stdin);
      expect(code, `${command}: ${stderr}${stdout}`).toBe(0);
      return stdout;
    };
    /** The page's command that begins like this, as it stands there. */
    const documented = (beginning: string): Promise<string> => {
      const command = commands.find((one) => one.startsWith(beginning));
      if (command === undefined) throw new Error(`docs/deploy.md has no command ${beginning} …`);
      run.add(command);
      return must(command);
    };

    /** One audit by the CronJob; its log. */
    const audit = async (): Promise<string> => {
      await must(`kubectl -n ${NAMESPACE} delete job/netlint-now --ignore-not-found`);
      await documented('kubectl -n netlint create job --from=cronjob/netlint');
      const { code } = await sh('kubectl -n netlint wait --for=condition=complete job/netlint-now --timeout=60s');
      if (code !== 0)
        throw new Error((await sh('kubectl -n netlint logs job/netlint-now; kubectl -n netlint describe pods')).stdout);
      await documented('kubectl -n netlint wait --for=condition=complete');
      return documented('kubectl -n netlint logs job/netlint-now');
    };
    const agentsHaveLooked = (): Promise<void> =>
      expect
        .poll(
          async () =>
            (await sh(`kubectl -n ${NAMESPACE} logs -l app.kubernetes.io/name=netlint-agent --tail=1`)).stdout,
          {
            timeout: 30_000,
            interval: 1000,
          },
        )
        .toMatch(/^(?:netlint-log-end .*\n){3}$/);
    const history = async (): Promise<string> =>
      must(`kubectl -n ${NAMESPACE} get configmap netlint-history -o jsonpath='{.binaryData}'`);
    /** What a whole night's log says. */
    const expectWhole = (log: string): void => {
      expect(log).toMatch(/^Coverage (?:99|100)(?:\.\d)? %/m);
      expect(log).not.toContain('forbidden');
      expect(log).not.toMatch(/^(?:CRITICAL|HIGH|MEDIUM)/m);
    };

    beforeAll(async () => {
      const archive = imageArchive(IMAGE);
      cluster = await buildRealCluster({ form: 'full' });
      const file = await archive;
      await Promise.all([...cluster.machines.values()].map((node) => node.sh(`ctr -n k8s.io images import '${file}'`)));
      const netlint = `#!/bin/sh\nexec '${process.execPath}' '${join(repository, 'bin/netlint.js')}' "$@"\n`;
      await cluster.sandbox.sh('mkdir -p /run/home/bin; cat > /run/home/bin/netlint; chmod +x /run/home/bin/netlint', {
        stdin: netlint,
      });
    }, 300_000);
    afterAll(() => cluster?.close());

    it('helm installs it, and the audit reads every node through its agents', async () => {
      await documented('kubectl create namespace netlint');
      await documented('kubectl label namespace netlint');
      await documented('helm install netlint');
      await documented('kubectl -n netlint rollout status');
      await agentsHaveLooked();
      const log = await audit();
      expectWhole(log);
      for (const node of ['node1', 'node2', 'node3']) expect(log).toMatch(new RegExp(`^${node} +agents .* ok$`, 'm'));
      expect(await documented('kubectl -n netlint get jobs')).toMatch(/^netlint-now +Complete +1\/1/m);
      expect(await documented('netlint history')).toContain('1 night');
    });

    const rights = (via: AccessMode): readonly Permission[] => [
      ...permissionsFor({ mode: via, namespace: NAMESPACE }),
      ...HISTORY_RIGHTS.map((right) => ({
        ...right,
        namespace: NAMESPACE,
        names: (right.names ?? []).map((name) => (name === HISTORY_NAME ? 'netlint-history' : name)),
      })),
    ];
    let everybody: ReadonlySet<string> | undefined;
    /** Asks for everything; what every ServiceAccount may does not count. */
    const expectExactly = async (via: AccessMode): Promise<void> => {
      const questions = [
        ...(await everyQuestion(cluster, [NAMESPACE, 'kube-system', 'default'])),
        ...namedQuestions(rights(via)),
        ...permissionsFor({ mode: via, namespace: NAMESPACE })
          .filter(({ names, namespace }) => names === undefined && namespace !== null)
          .map((one) => ({ ...one, subresource: one.subresource ?? null, name: null })),
      ];
      everybody ??= await answeredYes(cluster, { namespace: NAMESPACE, name: 'default' }, questions);
      const own = await answeredYes(cluster, { namespace: NAMESPACE, name: 'netlint' }, questions);
      const more = [...own].filter((line) => !everybody?.has(line)).sort();
      expect(more).toEqual([...grantedTo(rights(via), questions)].sort());
      expect(more.length).toBeGreaterThan(40);
      expect(more.join()).not.toContain('secrets');
    };

    it('agents: the API server says yes to what "netlint rbac" prints, and to nothing else', async () => {
      await expectExactly('agents');
    });

    it("the ServiceAccount's token works for what is allowed, and is refused for the rest", async () => {
      const token = (await must(`kubectl -n ${NAMESPACE} create token netlint`)).trim();
      await must('umask 077; cp /run/admin.conf /run/home/token.conf');
      const kubectl = (words: string): Promise<Ended> => sh(`kubectl --kubeconfig /run/home/token.conf ${words}`);
      await kubectl(`config set-credentials audit --token=${token}`);
      await kubectl('config set-context --current --user=audit');
      const agents = await must(`kubectl -n ${NAMESPACE} get pods -l app.kubernetes.io/name=netlint-agent -o name`);
      for (const words of [
        'get nodes,pods,services,networkpolicies -A',
        '-n kube-system get configmap kube-proxy',
        '-n netlint get configmap netlint-history',
        '-n kube-node-lease get leases',
        `-n netlint logs ${agents.split('\n')[0]} --tail=1`,
      ]) {
        const { code, stderr } = await kubectl(words);
        expect(code, `${words}: ${stderr}`).toBe(0);
      }
      for (const words of [
        'get secrets -A',
        '-n netlint get secrets',
        '-n kube-system get configmaps',
        '-n kube-system get configmap extension-apiserver-authentication',
        '-n kube-system logs -l k8s-app=kube-dns',
        '-n netlint create configmap x',
        '-n netlint patch configmap kube-root-ca.crt --type=merge -p {"data":null}',
        '-n netlint delete configmap netlint-history',
        '-n netlint create job x --image=x',
        '-n netlint delete pods --all',
        '-n netlint create token netlint',
        'label node node1 x=y',
        'delete node node1',
        'create clusterrolebinding x --clusterrole=cluster-admin --serviceaccount=netlint:netlint',
        'get --raw /api/v1/nodes/node1/proxy/pods',
        'get nodes --as=system:admin',
      ]) {
        const { code, stderr } = await kubectl(words);
        expect(stderr, words).toMatch(/forbidden|cannot/i);
        expect(code, words).not.toBe(0);
      }
      const { stdout } = await sh(
        'KUBECONFIG=/run/home/token.conf netlint scan --via agents --format json --fail-on never',
      );
      const { coverage } = JSON.parse(stdout) as { coverage: { sources: readonly { id: string; status: string }[] } };
      expect(coverage.sources.filter(({ status }) => status !== 'ok')).toEqual([]);
    });

    it('an upgrade leaves the history alone, also one to another way to the nodes; the next audit goes on with it', async () => {
      const before = await history();
      expect(before).toContain('history.json.gz');
      await documented('helm upgrade netlint');
      expect(await history()).toBe(before);
      await must(`helm upgrade netlint deploy/helm/netlint -n ${NAMESPACE} --reuse-values --set nodes.via=pods`);
      expect(await history()).toBe(before);
      if (!all) return;
      const log = await audit();
      expectWhole(log);
      for (const node of ['node1', 'node2', 'node3']) expect(log).toMatch(new RegExp(`^${node} +pods .* ok$`, 'm'));
      expect(await documented('netlint history')).toContain('2 nights');
      const left = await must('kubectl get jobs,pods -A -l app.kubernetes.io/managed-by=netlint -o name');
      expect(left).toBe('');
    });

    it('pods: the API server says yes to what "netlint rbac" prints, and to nothing else', async () => {
      await expectExactly('pods');
    });

    it('the API server accepts every combination of values, and every overlay and component', async () => {
      const image = { repository: 'registry.example.com/netlint' };
      const values = [
        ...readdirSync(join(chart, 'ci')).map((file) => parse(readFileSync(join(chart, 'ci', file), 'utf8')) as object),
        ...['agents', 'pods', 'api'].flatMap((via) =>
          ['configMap', 'pvc', 'none'].map((kind) => ({ image, nodes: { via }, storage: { kind } })),
        ),
        ...[true, false].map((kubeFlannel) => ({ image, rbac: { kubeFlannel }, networkPolicy: { dns: [] } })),
      ];
      const objects = [
        ...values.flatMap((each) => chartObjects(each)),
        ...['agents', 'pods', 'api'].flatMap((overlay) => kustomizeObjects(`overlays/${overlay}`)),
        parse(readFileSync(join(repository, 'deploy/examples/argocd-presync.yaml'), 'utf8')),
      ];
      // What is the same in many is asked once.
      const different = [...new Set(objects.map((object) => JSON.stringify(object)))];
      const said = await must('kubectl apply --dry-run=server -f -', different.join('\n---\n'));
      expect(said.trim().split('\n')).toHaveLength(different.length);
      // A field that it does not know is refused.
      const wrong = different
        .find((object) => object.includes('"concurrencyPolicy"'))
        ?.replace('concurrencyPolicy', 'concurrency');
      const refused = await sh('kubectl apply --dry-run=server -f -', wrong ?? '');
      expect(refused.stderr).toContain('unknown field "spec.concurrency"');
    });

    const more =
      'a volume keeps the nights, the hook for Argo CD runs with the same ServiceAccount, and so does the API alone';
    it.for(all ? [more] : [])('%s', async () => {
      const volume = {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: 'nights' },
        spec: {
          capacity: { storage: '2Gi' },
          accessModes: ['ReadWriteOnce'],
          persistentVolumeReclaimPolicy: 'Retain',
          claimRef: { namespace: NAMESPACE, name: 'netlint' },
          local: { path: '/run/nights' },
          nodeAffinity: {
            required: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node2'] }] },
              ],
            },
          },
        },
      };
      await cluster.machines.get('node2')?.sh('mkdir -m 755 /run/nights');
      await must('kubectl apply -f -', JSON.stringify(volume));
      const upgrade = `helm upgrade netlint deploy/helm/netlint -n ${NAMESPACE} --reuse-values`;
      await must(`${upgrade} --set nodes.via=agents --set storage.kind=pvc --set audit.outputs.sarif=netlint.sarif`);
      await agentsHaveLooked();
      expectWhole(await audit());
      expectWhole(await audit());
      const there =
        (await cluster.machines.get('node2')?.sh('cd /run/nights; ls; ls nights | wc -l; ls latest/')) ?? '';
      expect(there).toMatch(/history\.json\nlatest\nnetlint\.sarif\nnights\n2\n/);
      expect(there).toContain('netlint.prom');
      await must('kubectl apply -f deploy/examples/argocd-presync.yaml');
      await must(`kubectl -n ${NAMESPACE} wait --for=condition=complete job/netlint-presync --timeout=60s`);
      expect(await must(`kubectl -n ${NAMESPACE} logs job/netlint-presync`)).toMatch(/^Coverage (?:99|100)/m);
      await must(`kubectl -n ${NAMESPACE} delete job/netlint-presync`);
      const before = await history();
      await must(`${upgrade} --set nodes.via=api --set storage.kind=configMap`);
      expect(await history()).toBe(before);
      await expectExactly('api');
      expect(await audit()).not.toContain('forbidden');
      expect(await must(`kubectl -n ${NAMESPACE} get pvc -o name`)).toContain('netlint');
      await must(`kubectl -n ${NAMESPACE} delete pvc/netlint`);
    });

    it('uninstalling leaves the history, and the namespace takes it along', async () => {
      await documented('helm uninstall netlint');
      const left = await must(`kubectl -n ${NAMESPACE} get all,configmaps,roles,rolebindings,networkpolicies -o name`);
      expect(
        left
          .trim()
          .split('\n')
          .filter((name) => !/job|pod\/netlint-now/.test(name)),
      ).toEqual(['configmap/kube-root-ca.crt', 'configmap/netlint-history']);
      // A second installation goes on with it.
      const kept = await history();
      await documented('helm install netlint');
      expect(await history()).toBe(kept);
      await documented('helm uninstall netlint');
      const elsewhere = await must('kubectl get clusterroles,clusterrolebindings,roles,rolebindings -A -o name');
      expect(elsewhere).not.toContain('netlint');
      await documented('kubectl delete namespace netlint');
    });

    it('kustomize installs the same, applying it once more keeps the history, and it goes as a whole', async () => {
      await documented('kubectl apply -k');
      await must('kubectl -n netlint rollout status daemonset/netlint-agent --timeout=60s');
      if (all) {
        await agentsHaveLooked();
        const log = await audit();
        // The overlays leave the Role in kube-flannel to whoever has that namespace.
        const missing = /^ +cluster\/configmaps: partial, kube-flannel\/kube-flannel-cfg: forbidden .*\n/m;
        expect(log).toMatch(missing);
        expectWhole(log.replace(missing, ''));
      } else {
        const as = `--as=system:serviceaccount:${NAMESPACE}:netlint`;
        const patch = `-p '{"binaryData":{"history.json.gz":"eA=="}}'`;
        await must(`kubectl -n ${NAMESPACE} ${as} patch configmap netlint-history --type=merge ${patch}`);
      }
      const before = await history();
      expect(before).toContain('history.json.gz');
      await documented('kubectl apply -k');
      expect(await history()).toBe(before);
      await documented('kubectl delete -k');
      expect((await sh('kubectl get namespace netlint')).stderr).toContain('not found');
    });

    it('every command of docs/deploy.md has been run', () => {
      expect(commands.filter((command) => !run.has(command))).toEqual([]);
      expect(commands.length).toBeGreaterThan(10);
    });
  },
);
