import type { Permission } from '../../src/collect/cluster/permissions.ts';
import { agentParts } from './agent-text.ts';
import { HISTORY_NAME, HISTORY_RIGHTS } from './history-rights.ts';
import { readingRights, rightsForNodes } from './reading-rights.ts';
import { indented, rulesText } from './rules-text.ts';

const REMARK = '# Written by "npm run deploy:parts" from src/collect: change it there.\n';

/** Objects of netlint's own namespace carry none: each overlay sets it (namespace.yaml), and leaves kube-system's alone. */
function role(name: string, namespace: string | 'own' | null, permissions: readonly Permission[]): readonly string[] {
  if (permissions.length === 0) return [];
  const kind = namespace === null ? 'ClusterRole' : 'Role';
  const metadata = `metadata:\n  name: ${name}\n${namespace === null || namespace === 'own' ? '' : `  namespace: ${namespace}\n`}`;
  const head = (own: string): string => `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${own}\n${metadata}`;
  return [
    `${head(kind)}rules:\n${indented(rulesText(permissions), 2)}\n`,
    `${head(`${kind}Binding`)}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${kind}
  name: ${name}
subjects:
  - kind: ServiceAccount
    name: netlint
    namespace: netlint
`,
  ];
}

const file = (documents: readonly string[]): string => `${REMARK}${documents.join('---\n')}`;

/** What of the kustomizations follows from the source, by path below deploy/kustomize. */
export function kustomizeFiles(): ReadonlyMap<string, string> {
  const rights = readingRights();
  const everyCluster = [...rights].filter(([namespace]) => namespace !== 'kube-flannel');
  const nodes = (way: 'pods' | 'agents'): string => {
    const { everywhere, here } = rightsForNodes(way);
    return file([...role('netlint-nodes', null, everywhere), ...role('netlint-nodes', 'own', here)]);
  };
  const agents = agentParts({ namespace: 'netlint', image: 'netlint', interval: '"300"' });
  const history = HISTORY_RIGHTS.map((right) => ({
    ...right,
    names: (right.names ?? []).map((name) => (name === HISTORY_NAME ? 'netlint-history' : name)),
  }));
  return new Map([
    ['base/rbac.yaml', file(everyCluster.flatMap(([namespace, list]) => role('netlint', namespace, list)))],
    ['components/kube-flannel/rbac.yaml', file(role('netlint', 'kube-flannel', rights.get('kube-flannel') ?? []))],
    ['components/pods/rbac.yaml', nodes('pods')],
    ['components/agents/rbac.yaml', nodes('agents')],
    ['components/agents/daemonset.yaml', `${REMARK}${agents.manifest}\n`],
    ['components/history/rbac.yaml', file(role('netlint-history', 'own', history))],
  ]);
}
