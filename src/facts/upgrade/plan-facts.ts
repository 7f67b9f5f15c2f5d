import type { KubernetesChange, Stage } from '../../model/upgrade-plan.ts';
import { minorText } from '../../parse/kubernetes-version.ts';
import { absentBecause, fromReading, listOf, scalarValue, unknownBecause } from '../fact-value.ts';
import { defineFact, type FactContext, type FactValue, type Item } from '../types.ts';
import { apiServers } from './api-servers.ts';

const NO_PLAN = absentBecause('nobody asked what an upgrade would meet');

const stages: readonly Stage[] = ['deprecated', 'disabled', 'removed'];

/** The gravest thing that has happened to a subject when the cluster is at its target; no item where it is still supported. */
const stageFact = (name: string, subject: string, what: string) =>
  defineFact({
    name: `cluster.upgrade.${name}`,
    target: 'cluster',
    type: 'list',
    fields: { stage: 'string', version: 'string', planned: 'boolean', state: 'string' },
    doc: `How ${what} is off in the target version: one item with the gravest \`stage\` that it has reached by then (deprecated, disabled or removed), and the \`version\` which that came with; none while it is fully supported. \`planned\`: no release has it yet, and plans move. \`state\` is all of it in words. Absent unless an upgrade is judged.`,
    sources: [],
    compute: (_, { cluster: { upgrade } }) => {
      if (upgrade === null) return NO_PLAN;
      const reached = upgrade.changes.filter(
        (change) => change.subject === subject && isReached(change, upgrade.target),
      );
      const gravest = reached.sort((a, b) => stages.indexOf(b.stage) - stages.indexOf(a.stage))[0];
      return listOf(gravest === undefined ? [] : [itemOf(gravest)]);
    },
  });

export const planFacts = [
  defineFact({
    name: 'cluster.version',
    target: 'cluster',
    type: 'string',
    doc: 'Version that the API server says it has: `v1.33.4+k3s1`.',
    sources: ['cluster/versions'],
    compute: (_, { cluster }) => fromReading(cluster.apiServerVersion, scalarValue),
  }),
  defineFact({
    name: 'cluster.upgrade.target',
    target: 'cluster',
    type: 'string',
    doc: 'Minor version that the cluster is to be upgraded to: `1.36`. Absent unless an upgrade is judged (`netlint upgrade-check --to`).',
    sources: [],
    compute: (_, { cluster: { upgrade } }) => (upgrade === null ? NO_PLAN : scalarValue(minorText(upgrade.target))),
  }),
  defineFact({
    name: 'cluster.upgrade.minors',
    target: 'cluster',
    type: 'integer',
    doc: 'How many minors the target is ahead of the API server (of the oldest one); below zero where it is behind. Absent unless an upgrade is judged.',
    sources: ['cluster/versions', 'cluster/pods'],
    compute: (_, context) => minors(context),
  }),
  stageFact('ipvs', 'kube-proxy-ipvs', "kube-proxy's mode ipvs"),
  stageFact('externalIps', 'service-external-ips', 'spec.externalIPs of Services'),
  stageFact('endpointsApi', 'endpoints-api', 'the API Endpoints (v1)'),
  stageFact('cgroupV1', 'cgroup-v1', 'a node with cgroup v1'),
  stageFact('containerd1', 'containerd-1', 'containerd 1.x'),
] as const;

function itemOf({ stage, version, planned }: KubernetesChange): Item {
  const minor = minorText(version);
  return {
    stage,
    version: minor,
    planned,
    state: planned ? `to be ${stage} in ${minor} (a plan)` : `${stage} in ${minor}`,
  };
}

export const isReached = ({ version }: KubernetesChange, target: KubernetesChange['version']): boolean =>
  version.major < target.major || (version.major === target.major && version.minor <= target.minor);

function minors(context: FactContext): FactValue {
  const { upgrade } = context.cluster;
  if (upgrade === null) return NO_PLAN;
  const servers = apiServers(context);
  if ('missing' in servers) return unknownBecause(servers);
  const { oldest } = servers;
  return oldest.major === upgrade.target.major
    ? scalarValue(upgrade.target.minor - oldest.minor)
    : unknownBecause({
        missing: 'cluster/versions',
        reason: `nobody counts minors between ${oldest.major}.x and ${upgrade.target.major}.x`,
      });
}
