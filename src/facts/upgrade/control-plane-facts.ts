import type { Pod } from '../../model/types.ts';
import { type KubernetesVersion, minorsAhead, minorText } from '../../parse/kubernetes-version.ts';
import { absentBecause, listOf, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item, type Unseen } from '../types.ts';
import { apiServers, isComponent, versionOfComponent } from './api-servers.ts';

const CONTROLLERS = ['kube-controller-manager', 'kube-scheduler'] as const;

export const controlPlaneFacts = [
  defineFact({
    name: 'cluster.controlPlane.outsideSkew',
    target: 'cluster',
    type: 'list',
    fields: { component: 'string', pod: 'string', version: 'string', other: 'string', allowed: 'string' },
    doc: 'Parts of the control plane that do not fit its API servers, by the images of their pods: API servers more than one minor apart, and controller managers and schedulers that are newer than an API server or more than one minor older. Absent where the control plane does not run in pods of the cluster.',
    sources: ['cluster/pods', 'cluster/versions'],
    compute: (_, context) => outside(context),
  }),
] as const;

function outside(context: FactContext): FactValue {
  const { pods } = context.cluster;
  if (pods.state === 'unknown') return unknownBecause(pods);
  const all = pods.state === 'known' ? pods.value : [];
  const parts = ['kube-apiserver', ...CONTROLLERS].flatMap((component) =>
    all.filter((pod) => isComponent(pod, component)).map((pod) => ({ component, pod })),
  );
  if (parts.length === 0) return absentBecause('the control plane does not run in pods of this cluster');
  const servers = apiServers(context);
  if ('missing' in servers) return unknownBecause(servers);
  const { oldest, newest } = servers;
  const unseen: Unseen[] = [];
  const items = parts.flatMap(({ component, pod }): Item[] => {
    const version = versionOfComponent(pod, component);
    if (version === null) {
      unseen.push({
        who: `pod/${nameOf(pod)}`,
        missing: 'cluster/pods',
        reason: 'its image has no tag that is a version',
      });
      return [];
    }
    const item = (other: KubernetesVersion, allowed: string): Item[] => [
      { component, pod: nameOf(pod), version: minorText(version), other: minorText(other), allowed },
    ];
    if (minorsAhead(newest, version) > 1) return item(newest, 'at most 1 older');
    return component !== 'kube-apiserver' && minorsAhead(version, oldest) > 0 ? item(oldest, 'never newer') : [];
  });
  return listOf(items, unseen);
}

const nameOf = ({ namespace, name }: Pod): string => `${namespace}/${name}`;
