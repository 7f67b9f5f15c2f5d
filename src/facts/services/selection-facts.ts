import type { Unknown } from '../../model/reading.ts';
import type { Service, ServicePort } from '../../model/types.ts';
import { absentBecause, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type TargetOf } from '../types.ts';
import { matching, nearlyMatching, selectorText, workloadsFor } from './service-selection.ts';
import { serviceSettling } from './settling.ts';

export const selectionFacts = [
  defineFact({
    name: 'service.selector.text',
    target: 'service',
    type: 'string',
    doc: "The Service's selector as `kubectl get -l` takes it. Absent where it has none, and on all ports of a Service but the first, since the selector is the same.",
    sources: ['cluster/services'],
    compute: (target) => {
      const reason = notAsked(target);
      return reason === null ? scalarValue(selectorText(target.service.selector ?? {})) : absentBecause(reason);
    },
  }),
  defineFact({
    name: 'service.selector.unmatched',
    target: 'service',
    type: 'list',
    fields: { selector: 'string', namespace: 'string', near: 'string', problem: 'string' },
    doc: 'One item where the selector picks no pod and no Deployment, StatefulSet, ReplicaSet or DaemonSet makes pods that it would pick (one that is scaled to zero does); `near` is what pods have instead. Absent as service.selector.text is.',
    sources: [
      'cluster/services',
      'cluster/pods',
      'cluster/deployments',
      'cluster/statefulsets',
      'cluster/replicasets',
      'cluster/daemonsets',
    ],
    compute: unmatched,
  }),
] as const;

function notAsked({ service, port }: TargetOf<'service'>): string | null {
  if (service.selector === null)
    return 'the Service has no selector: its endpoints are made by hand or by another program';
  return isFirst(service, port) ? null : 'asked once, on the first port of the Service';
}

const isFirst = ({ ports }: Service, port: ServicePort): boolean => ports[0] === port;

function unmatched(target: TargetOf<'service'>, context: FactContext): FactValue {
  const { service } = target;
  const reason = notAsked(target);
  if (reason !== null) return absentBecause(reason);
  const { pods, replicated } = context.cluster;
  if (pods.state !== 'known') return pods.state === 'unknown' ? unknownBecause(pods) : absentBecause(pods.reason);
  if (matching(context, service.namespace, service.selector).length > 0) return listOf([]);
  if (workloadsFor(context, service).length > 0) return listOf([]);
  const doubt =
    serviceSettling(context.cluster, service) ??
    (pods.partial === undefined ? null : { missing: 'cluster/pods', reason: pods.partial });
  if (doubt !== null) return unknownBecause(doubt);
  const near = nearlyMatching(context, service);
  // Something that is scaled to zero may be of a kind that nobody read; pods that nearly match are proof enough.
  const unread = replicated.state === 'known' ? replicated.partial : replicated.reason;
  if (near.length === 0 && unread !== undefined)
    return unknownBecause({ missing: missingKind(replicated), reason: `no pod matches, and ${unread}` });
  const selector = selectorText(service.selector ?? {});
  const instead = near.length === 0 ? '' : ` (${near.join('; ')})`;
  return listOf([
    {
      selector,
      namespace: service.namespace,
      near: near.length === 0 ? null : near.join('; '),
      problem: `no pod in namespace ${service.namespace} has ${selector}${instead}`,
    },
  ]);
}

const missingKind = (reading: { readonly state: string } | Unknown): string =>
  'missing' in reading ? reading.missing : 'cluster/deployments';
