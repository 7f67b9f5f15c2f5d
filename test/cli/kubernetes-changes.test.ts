import { expect, test } from 'vitest';
import { planFor, readChanges } from '../../src/cli/kubernetes-changes.ts';
import { minorsAhead, minorText, parseKubernetesVersion } from '../../src/parse/kubernetes-version.ts';
import { ask } from '../facts/ask.ts';
import { snapshotOf } from '../support/raw-node.ts';

const { newest, changes } = readChanges();

test('the table follows its schema, and each change is about something that a fact asks for', () => {
  expect(changes.length).toBeGreaterThan(10);
  expect([...new Set(changes.map(({ subject }) => subject))].sort()).toEqual([
    'cgroup-v1',
    'containerd-1',
    'endpoints-api',
    'kube-proxy-ipvs',
    'kubelet-flags',
    'service-external-ips',
  ]);
});

test('what no release has is a plan, and nothing else is', () => {
  for (const { subject, version, planned } of changes)
    expect(planned, `${subject} ${minorText(version)}`).toBe(minorsAhead(version, newest) > 0);
});

test('changes are in the order of their versions; flags belong to the kubelet', () => {
  const minors = changes.map(({ version }) => version.minor);
  expect(minors).toEqual([...minors].sort((a, b) => a - b));
  for (const { subject, flags } of changes) expect(flags.length > 0).toBe(subject === 'kubelet-flags');
});

test.each([
  ['1.34', []],
  ['1.35', ['deprecated in 1.35']],
  ['v1.36.2', ['deprecated in 1.35']],
  ['1.40', ['to be disabled in 1.40 (a plan)']],
  ['1.44', ['to be removed in 1.43 (a plan)']],
])('mode ipvs in %s: %j', (target, expected) => {
  const version = parseKubernetesVersion(target);
  if (version === null) throw new Error(target);
  const value = ask(snapshotOf({}), planFor(version)).ofCluster('cluster.upgrade.ipvs');
  expect(value.state === 'list' && value.items.map(({ state }) => state)).toEqual(expected);
});

test('without a plan nothing is said about one', () => {
  const { ofCluster } = ask(snapshotOf({}));
  for (const fact of ['cluster.upgrade.target', 'cluster.upgrade.minors', 'cluster.upgrade.ipvs'])
    expect(ofCluster(fact).state).toBe('absent');
});
