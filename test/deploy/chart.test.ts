import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type AccessMode, permissionsFor } from '../../src/collect/cluster/permissions.ts';
import { agentManifest } from '../../src/collect/nodes/agent-manifest.ts';
import { CAPABILITIES } from '../../src/collect/nodes/container.ts';
import { probeScript } from '../../src/collect/script.ts';
import { formats } from '../../src/report/report.ts';
import { netlintVersion } from '../../src/version.ts';
import { containerOf, templateOf } from './pod-parts.ts';
import { chart, chartObjects, helmLint, helmTemplate, type Manifest, only, requirePrograms } from './programs.ts';
import { grantedBy, rightsOf } from './rights.ts';

const reason = requirePrograms();
const bin = fileURLToPath(new URL('../../bin/netlint.js', import.meta.url));
const image = { repository: 'registry.example.com/netlint' };
const examples = readdirSync(join(chart, 'ci')).sort();
const valuesOf = (file: string): unknown => parse(readFileSync(join(chart, 'ci', file), 'utf8'));
const ways: readonly AccessMode[] = ['agents', 'pods', 'api'];
const history = ['get', 'patch'].map((verb) => `${verb} configmaps netlint-history in netlint`);

describe.skipIf(reason !== null)(`the chart${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  test.each(examples)('helm lint: %s', (file) => {
    const { code, stdout, stderr } = helmLint(join(chart, 'ci', file));
    expect(stdout + stderr).toContain('0 chart(s) failed');
    expect(code).toBe(0);
  });

  test('its versions are those of netlint', () => {
    const { version, appVersion } = parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8')) as Record<string, string>;
    expect({ version, appVersion }).toEqual({ version: netlintVersion(), appVersion: netlintVersion() });
  });

  test.each([
    [{}, 'image.repository is needed: netlint publishes no image'],
    [{ image, nodes: { via: 'ssh' } }, "at '/nodes/via'"],
    [{ image, nodes: { interval: 0 } }, "at '/nodes/interval'"],
    [{ image, storage: { kind: 'secret' } }, "at '/storage/kind'"],
    [{ image, audit: { failOn: 'hihg' } }, "at '/audit/failOn'"],
    [{ image, audit: { outputs: { json: '../../etc/x' } } }, "at '/audit/outputs/json'"],
    [{ image, audit: { outputs: { html: 'x' } } }, "at '/audit/outputs'"],
    [{ image, config: { gate: {} } }, "at '/config': got object, want string"],
    [{ image, config: 'rules: [' }, 'config is not the text of a netlint.yaml'],
    [{ image, config: 'just words' }, 'config is not the text of a netlint.yaml'],
    [{ image, webhook: { url: 'ftp://x' } }, "at '/webhook/url'"],
    [{ image, replicas: 2 }, "additional properties 'replicas' not allowed"],
    [{ image, serviceAccount: { create: false } }, 'serviceAccount.name is needed'],
  ])('%j is refused', (values, sentence) => {
    const { code, stderr } = helmTemplate(values);
    expect(stderr).toContain(sentence);
    expect(code).not.toBe(0);
  });

  test.each(ways)('nodes.via %s: the rights are those of "netlint rbac", and nothing else', (via) => {
    const objects = (storage: string): readonly Manifest[] =>
      chartObjects({ image, nodes: { via }, storage: { kind: storage }, rbac: { kubeFlannel: true } });
    const printed = rightsOf(permissionsFor({ mode: via, namespace: 'netlint' }));
    expect(grantedBy(objects('none'), 'netlint', 'netlint')).toEqual(printed);
    expect(grantedBy(objects('pvc'), 'netlint', 'netlint')).toEqual(printed);
    expect(grantedBy(objects('configMap'), 'netlint', 'netlint')).toEqual(new Set([...printed, ...history]));
    for (const right of printed) expect(right).not.toContain('secrets');
  });

  test('its schema knows every format of an output', () => {
    const schema = JSON.parse(readFileSync(join(chart, 'values.schema.json'), 'utf8'));
    expect(Object.keys(schema.properties.audit.properties.outputs.properties)).toEqual(formats);
  });

  test('the audit takes agents of its own namespace alone', () => {
    const { args } = containerOf(only(chartObjects({ image }), 'CronJob'));
    expect(args).toContain('--job-namespace=netlint');
  });

  test('agents and api may change nothing but the history', () => {
    for (const via of ['agents', 'api']) {
      const rights = [...grantedBy(chartObjects({ image, nodes: { via } }), 'netlint', 'netlint')];
      expect(rights.filter((right) => !/^(?:get|list) /.test(right))).toEqual([history[1]]);
    }
  });

  test('no Role in kube-flannel unless it is asked for, since "helm template" asks no cluster', () => {
    const flannel = (kubeFlannel: unknown) =>
      chartObjects({ image, rbac: { kubeFlannel } }).filter(({ metadata }) => metadata.namespace === 'kube-flannel');
    expect(flannel('auto')).toEqual([]);
    expect(flannel(false)).toEqual([]);
    expect(flannel(true).map(({ kind }) => kind)).toEqual(['Role', 'RoleBinding']);
  });

  test('the DaemonSet is that of "netlint rbac --via agents", with the labels of the release', () => {
    const agents = only(chartObjects({ image, nodes: { interval: 60, image: 'busybox:stable' } }), 'DaemonSet');
    const script = probeScript(netlintVersion(), {});
    const options = { namespace: 'netlint', image: 'busybox:stable', interval: 60, script };
    const printed = agentManifest(options) as unknown as Manifest;
    const instance = { 'app.kubernetes.io/instance': 'netlint' };
    const expected = templateOf(printed);
    expect(templateOf(agents)).toEqual({
      ...expected,
      metadata: { ...expected.metadata, labels: { ...expected.metadata.labels, ...instance } },
    });
    expect(containerOf(agents).securityContext?.capabilities).toEqual({
      drop: ['ALL'],
      add: Object.keys(CAPABILITIES),
    });
  });

  test('what API servers before 1.30 do not know is left out for them', () => {
    const profile = (version: string) =>
      containerOf(only(chartObjects({ image }, '--kube-version', version), 'DaemonSet')).securityContext
        ?.appArmorProfile;
    expect(profile('1.30.0')).toEqual({ type: 'Unconfined' });
    expect(profile('1.28.15+k3s1')).toBeUndefined();
    expect(() => chartObjects({ image }, '--kube-version', '1.24.17')).toThrow('kubeVersion: >=1.25.0-0');
  });

  test('each capability stands beside its reason', () => {
    const { stdout } = helmTemplate({ image });
    for (const [name, why] of Object.entries(CAPABILITIES)) expect(stdout).toContain(`- ${name} # ${why}`);
  });

  test("the audit's own pod needs nothing that the PodSecurity level restricted forbids", () => {
    const pod = templateOf(only(chartObjects({ image }), 'CronJob')).spec;
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(pod.containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) expect(pod[field]).toBeUndefined();
  });

  test.each(examples)('netlint understands the arguments of %s', (file) => {
    const { args = [] } = containerOf(only(chartObjects(valuesOf(file)), 'CronJob'));
    const local = args.map((word) =>
      word.replace('/var/lib/netlint', '/nonexistent/audit').replace(/^--config=.*/, '--no-config'),
    );
    const { status, stderr } = spawnSync(process.execPath, [bin, ...local], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', KUBECONFIG: '/nonexistent/kubeconfig' },
    });
    // It gets as far as a cluster that is not there.
    expect(stderr).toMatch(/No kubeconfig was found|KUBECONFIG names|\/nonexistent\/audit/);
    expect(stderr).not.toMatch(/error: |--help/);
    expect(status).not.toBe(0);
  });

  test('a webhook comes as an environment variable, from the value or from a Secret that the kubelet reads', () => {
    const variable = (file: string) =>
      containerOf(only(chartObjects(valuesOf(file)), 'CronJob')).env?.find(({ name }) => name === 'NETLINT_WEBHOOK');
    expect(variable('agents-values.yaml')).toBeUndefined();
    expect(variable('api-values.yaml')?.value).toBe('https://hooks.example.com/netlint?key=a&b={{ c }}');
    expect(variable('pods-values.yaml')?.valueFrom).toEqual({ secretKeyRef: { name: 'netlint-webhook', key: 'url' } });
  });

  test('netlint.yaml reaches the pod as it was written', () => {
    const values = valuesOf('pods-values.yaml') as { readonly config: string };
    const { data } = only(chartObjects(values), 'ConfigMap') as unknown as { data: Record<string, string> };
    expect(data['netlint.yaml']).toBe(values.config);
    const folder = mkdtempSync(join(tmpdir(), 'netlint-config-'));
    try {
      writeFileSync(join(folder, 'netlint.yaml'), data['netlint.yaml'] ?? '');
      const { status, stdout } = spawnSync(process.execPath, [bin, 'config'], { cwd: folder, encoding: 'utf8' });
      expect(stdout).toContain('neighbours/mac-mismatch');
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('the ConfigMap of the history has no data, and stays when the release goes', () => {
    const map = only(chartObjects({ image }), 'ConfigMap', 'netlint-history');
    expect(map).not.toHaveProperty('data');
    expect(map).not.toHaveProperty('binaryData');
    expect(map.metadata.annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
  });

  test('the same values give the same bytes', () => {
    for (const file of examples) expect(helmTemplate(valuesOf(file)).stdout).toBe(helmTemplate(valuesOf(file)).stdout);
  });
});
