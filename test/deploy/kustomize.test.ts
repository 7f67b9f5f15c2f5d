import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { containerOf, templateOf } from './pod-parts.ts';
import { chartObjects, deployFolder, kustomizeObjects, type Manifest, only, requirePrograms } from './programs.ts';
import { grantedBy } from './rights.ts';

const reason = requirePrograms();
const image = { repository: 'registry.example.com/netlint' };

/** What is the same thing in both, without what only one of them has: labels of helm's, and the annotation for helm. */
function comparable(objects: readonly Manifest[]): ReadonlyMap<string, unknown> {
  return new Map(
    objects
      .filter(({ kind }) => kind !== 'Namespace')
      .map((object) => {
        const { kind, metadata, ...rest } = object;
        return [`${kind} ${metadata.namespace ?? ''}/${metadata.name}`, withoutLabels(rest)] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Labels and arguments are compared by themselves. */
function withoutLabels(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLabels);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !['labels', 'matchLabels', 'args', 'env'].includes(key))
      .map(([key, inner]) => [key, withoutLabels(inner)]),
  );
}

describe.skipIf(reason !== null)(`kustomize${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  test.each(['agents', 'pods', 'api'])('overlays/%s makes what the chart makes', (via) => {
    const kustomized = kustomizeObjects(`overlays/${via}`);
    const charted = chartObjects({ image, nodes: { via } });
    expect(comparable(kustomized)).toEqual(comparable(charted));
    const words = (objects: readonly Manifest[]): readonly string[] => {
      const { args = [], env = [] } = containerOf(only(objects, 'CronJob'));
      const value = (name: string): string => env.find((one) => one.name === name)?.value ?? '';
      return args.map((word) => word.replace(/\$\((\w+)\)/g, (_, name: string) => value(name))).sort();
    };
    expect(words(kustomized)).toEqual(words(charted));
  });

  test('every pod is selected by what is meant to select it', () => {
    const objects = kustomizeObjects('overlays/agents');
    const labels = (kind: string) => templateOf(only(objects, kind)).metadata.labels;
    const { podSelector } = only(objects, 'NetworkPolicy').spec as {
      podSelector: { matchLabels: Record<string, string> };
    };
    const { selector } = only(objects, 'DaemonSet').spec as { selector: { matchLabels: Record<string, string> } };
    expect(labels('CronJob')).toMatchObject(podSelector.matchLabels);
    expect(labels('DaemonSet')).toMatchObject(selector.matchLabels);
    expect(labels('DaemonSet')).not.toMatchObject(podSelector.matchLabels);
  });

  test.each([
    ['agents', 'privileged'],
    ['pods', 'privileged'],
    ['api', 'restricted'],
  ])('overlays/%s: the namespace enforces %s', (via, level) => {
    const namespace = only(kustomizeObjects(`overlays/${via}`), 'Namespace');
    expect(namespace.metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe(level);
  });

  test('all components together: the volume, netlint.yaml and the Role in kube-flannel, as the chart has them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'netlint-overlay-'));
    try {
      const path = (name: string): string => relative(realpathSync(folder), join(deployFolder, 'kustomize', name));
      const kustomization = {
        resources: [path('base')],
        components: ['agents', 'volume', 'config', 'kube-flannel'].map((name) => path(`components/${name}`)),
        transformers: [path('common')],
        images: [{ name: 'netlint', newName: 'registry.example.com/netlint', newTag: '0.1.0' }],
      };
      writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
      const kustomized = kustomizeObjects(folder);
      const values = { image, storage: { kind: 'pvc' }, rbac: { kubeFlannel: true }, config: 'waivers: []' };
      const named = (name: string): string => name.replace(/^(ConfigMap netlint\/netlint)-[a-z0-9]{10}$/, '$1');
      const names = (objects: readonly Manifest[]) => [...comparable(objects).keys()].map(named);
      expect(names(kustomized)).toEqual(names(chartObjects(values)));
      const { volumes } = templateOf(only(kustomized, 'CronJob')).spec as unknown as { volumes: readonly object[] };
      expect(volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: 'netlint' } });
      expect(volumes).toContainEqual({
        name: 'config',
        configMap: { name: only(kustomized, 'ConfigMap').metadata.name },
      });
      expect(containerOf(only(kustomized, 'CronJob')).args).toContain('--config=/etc/netlint/netlint.yaml');
      expect(grantedBy(kustomized, 'netlint', 'netlint')).toEqual(
        grantedBy(chartObjects(values), 'netlint', 'netlint'),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('all objects carry the label by which they are removed', () => {
    for (const via of ['agents', 'pods', 'api'])
      for (const { metadata } of kustomizeObjects(`overlays/${via}`))
        expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/instance': 'netlint' });
  });
});
