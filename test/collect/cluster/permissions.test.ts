import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { connect } from '../../../src/collect/cluster/connect.ts';
import { type AccessMode, type Permission, permissionsFor } from '../../../src/collect/cluster/permissions.ts';
import { reviewPermissions } from '../../../src/collect/cluster/preflight.ts';
import { manifestsFor, type PolicyRule, rolesFor, toYaml } from '../../../src/collect/cluster/rbac.ts';
import { listPath, RESOURCES } from '../../../src/collect/cluster/resources.ts';
import { refused, startApiServer } from '../../support/api-server.ts';
import { writeKubeconfig } from '../../support/kubeconfig.ts';
import { scratchFolders } from '../../support/scratch.ts';
import { warmClient } from '../../support/warm-client.ts';

warmClient();

const scratch = scratchFolders();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const MODES: readonly AccessMode[] = ['api', 'pods', 'ssh', 'agents'];
const words = ({ verb, resource, subresource, group, namespace }: Permission) =>
  `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}${group === '' ? '' : `.${group}`}${namespace === null ? '' : ` in ${namespace}`}`;

describe('what netlint asks for', () => {
  test.each(MODES)('%s: never a Secret, never a right to change anything but its own Jobs', (mode) => {
    const permissions = permissionsFor({ mode, namespace: 'netlint' });
    expect(permissions.filter(({ resource }) => resource === 'secrets' || resource === '*')).toEqual([]);
    const changing = permissions.filter(({ verb }) => !['get', 'list'].includes(verb));
    expect(changing.map(words)).toEqual(
      mode === 'pods'
        ? ['create', 'delete', 'deletecollection']
            .map((verb) => `${verb} jobs.batch in netlint`)
            .concat('delete pods in netlint')
        : [],
    );
    expect(permissions.every(({ why }) => why !== '')).toBe(true);
  });

  test('each request of the table is among them', () => {
    const permissions = permissionsFor({ mode: 'api', namespace: 'x' });
    for (const { group, resource, named } of RESOURCES) {
      const verb = named === undefined ? 'list' : 'get';
      expect(permissions.some((each) => each.group === group && each.resource === resource && each.verb === verb)).toBe(
        true,
      );
      expect(listPath({ group, resource }, 'v1')).toMatch(/^\/apis?\//);
    }
  });

  test('ConfigMaps are asked for by their names only', () => {
    const maps = permissionsFor({ mode: 'pods', namespace: 'x' }).filter(({ resource }) => resource === 'configmaps');
    expect(maps.length).toBeGreaterThan(0);
    for (const { verb, names, namespace } of maps)
      expect([verb, names?.length ?? 0, namespace]).toEqual([
        'get',
        expect.any(Number),
        expect.stringMatching(/^kube-/),
      ]);
  });

  test('nothing is asked for in a namespace that is not there, nor of what is not served', () => {
    const permissions = permissionsFor({
      mode: 'api',
      namespace: 'x',
      namespaces: new Set(['kube-system']),
      nicGroups: [],
      isServed: (group) => group === 'apps',
    });
    expect(new Set(permissions.map(({ namespace }) => namespace))).toEqual(new Set([null, 'kube-system']));
    expect(new Set(permissions.map(({ group }) => group))).toEqual(new Set(['', 'apps']));
  });

  test('a right for the whole cluster is not asked for once more in a namespace', () => {
    const permissions = permissionsFor({ mode: 'pods', namespace: 'netlint' }).map(words);
    expect(permissions).toContain('list pods');
    expect(permissions).not.toContain('list pods in netlint');
    expect(permissions).toContain('get pods/log in netlint');
  });
});

test('docs/permissions.md has exactly these', () => {
  const text = readFileSync(new URL('../../../docs/permissions.md', import.meta.url), 'utf8');
  const group = (name: string) => (name === '' ? 'core' : name === '*' ? 'any' : name);
  const row = ({ verb, resource, subresource, namespace, names, why, needed, ...permission }: Permission) => {
    const what = subresource === undefined ? resource : `${resource}/${subresource}`;
    const named = names === undefined ? '' : ` (${names.map((name) => `\`${name}\``).join(', ')})`;
    return `| ${verb}${needed ? ' *' : ''} | ${what} | ${group(permission.group)} | ${namespace ?? 'all'} | ${why}${named} |`;
  };
  const rows = MODES.flatMap((mode) => permissionsFor({ mode, namespace: 'NAMESPACE' }).map(row));
  const written = text.split('\n').filter((line) => /^\| (?!verb)[a-z]/.test(line));
  expect([...new Set(written)].sort()).toEqual([...new Set(rows)].sort());
});

describe('roles', () => {
  /** Whether rules allow a permission, as the RBAC authorizer reads them. */
  const allows = (rules: readonly PolicyRule[], { group, resource, subresource, verb, names }: Permission) =>
    (names ?? [undefined]).every((name) =>
      rules.some(
        (rule) =>
          rule.apiGroups.includes(group) &&
          rule.resources.includes(subresource === undefined ? resource : `${resource}/${subresource}`) &&
          rule.verbs.includes(verb) &&
          (rule.resourceNames === undefined || (name !== undefined && rule.resourceNames.includes(name))),
      ),
    );
  const roles = (permissions: readonly Permission[]) =>
    rolesFor(permissions, { name: 'netlint', namespace: 'netlint', mode: 'pods' }) as readonly {
      kind: string;
      metadata: { namespace?: string };
      rules?: readonly PolicyRule[];
    }[];
  const rulesIn = (permissions: readonly Permission[], namespace: string | null) =>
    roles(permissions).find(({ kind, metadata }) => kind.endsWith('Role') && (metadata.namespace ?? null) === namespace)
      ?.rules ?? [];

  test.each(MODES)('%s: they allow exactly what is asked for', (mode) => {
    const permissions = permissionsFor({ mode, namespace: 'netlint' });
    for (const permission of permissions) {
      expect(allows(rulesIn(permissions, permission.namespace), permission), words(permission)).toBe(true);
      const others = permissions.filter((each) => each !== permission);
      expect(allows(rulesIn(others, permission.namespace), permission), `without ${words(permission)}`).toBe(false);
    }
  });

  test.each(MODES)('%s: the manifests', (mode) => {
    const options = { name: 'netlint', namespace: 'netlint', createNamespace: true, mode };
    const yaml = toYaml(manifestsFor(permissionsFor({ mode, namespace: 'netlint' }), options));
    expect(yaml).toMatchSnapshot();
    const kinds = parseAllDocuments(yaml).map((document) => (document.toJS() as { kind: string }).kind);
    expect(kinds.slice(0, 4)).toEqual(['Namespace', 'ServiceAccount', 'ClusterRole', 'ClusterRoleBinding']);
  });
});

describe('asking the API server', () => {
  async function asking(
    permissions: readonly Permission[],
    set: (server: Awaited<ReturnType<typeof startApiServer>>) => void,
  ) {
    const server = await startApiServer();
    closing.push(() => server.close());
    set(server);
    const kubeconfig = writeKubeconfig(scratch(), { server: server.url, authority: server.authority.cert });
    const client = await connect({ kubeconfig, env: {} });
    closing.push(() => client.close());
    const limits = { milliseconds: 5000, signal: new AbortController().signal };
    return { reviews: await reviewPermissions(client, permissions, limits), server };
  }
  const permissions = permissionsFor({ mode: 'pods', namespace: 'netlint' });

  test('each permission, names one by one, subresources apart', async () => {
    const { reviews, server } = await asking(permissions, (made) => {
      made.allows = ({ resource, name, subresource }) =>
        resource !== 'nodes' && name !== 'kube-proxy' && subresource !== 'log';
    });
    const denied = reviews.filter(({ allowed }) => allowed !== true).map(({ permission }) => words(permission));
    expect(denied).toEqual(['list nodes', 'get configmaps in kube-system', 'get pods/log in netlint', 'get nodes']);
    expect(reviews.map(({ permission }) => permission)).toEqual(permissions);
    expect(
      server.requests.every(({ method, path }) => method === 'POST' && path.endsWith('/selfsubjectaccessreviews')),
    ).toBe(true);
  });

  test('a server that does not answer leaves them unknown', async () => {
    const { reviews } = await asking(permissions.slice(0, 3), (made) => {
      made.fault = () => refused(403, 'no reviews');
    });
    expect(reviews.map(({ allowed, reason }) => [allowed, reason.includes('no reviews')])).toEqual(
      Array(3).fill(['unknown', true]),
    );
  });
});
