import type { Permission } from '../../src/collect/cluster/permissions.ts';

/** Stands for the name of the ConfigMap that `netlint audit --history-configmap` keeps its history in. */
export const HISTORY_NAME = 'name-of-the-history';

const right = (verb: string, why: string): Permission => ({
  group: '',
  resource: 'configmaps',
  namespace: 'namespace-of-the-release',
  names: [HISTORY_NAME],
  verb,
  why,
  needed: true,
});

/** To keep the history in a ConfigMap that is there already. */
export const HISTORY_RIGHTS: readonly Permission[] = [
  right('get', 'what earlier nights have found'),
  right('patch', 'to add this night'),
];
