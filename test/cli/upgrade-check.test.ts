import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/evaluate/types.ts';
import { resultMistakes } from '../support/result-schema.ts';

const root = join(import.meta.dirname, '..', '..');
const fixtures = join(root, 'test', 'fixtures', 'upgrade');

function netlint(...words: readonly string[]) {
  const run = spawnSync(process.execPath, [join(root, 'bin', 'netlint.js'), ...words], { encoding: 'utf8' });
  return { ...run, result: run.stdout.startsWith('{') ? (JSON.parse(run.stdout) as Result) : null };
}

const check = (name: string, to: string, ...words: readonly string[]) =>
  netlint('upgrade-check', join(fixtures, name), '--to', to, '--no-config', '--format', 'json', ...words);

/** `high cgroup-v1-refused node/cp1`; what folds has a ↳ before it. */
const findingsOf = (result: Result | null) =>
  result?.findings.map(
    ({ severity, rule, target, causedBy }) =>
      `${causedBy === null ? '' : '↳ '}${severity} ${rule.replace('upgrade/', '')} ${target.key}`,
  );

describe('what an upgrade to 1.36 would meet', () => {
  test('on a kubeadm cluster of 1.28', () => {
    const { status, result } = check('kubeadm-1.28', '1.36');
    expect(status).toBe(1);
    expect(resultMistakes(result)).toEqual([]);
    expect(result?.coverage.unknown).toBe(0);
    expect(result?.snapshot.notes).toEqual(['Judged for an upgrade from v1.28.2 to 1.36.']);
    expect(findingsOf(result)).toEqual([
      'high cgroup-v1-refused node/cp1',
      'high kubelet-flags-removed node/cp1',
      'high kubelet-flags-removed node/w1',
      'medium minors-skipped cluster',
      'medium containerd-1 node/cp1',
      'medium containerd-1 node/w1',
      'low ingress-nginx-retired cluster',
      'low ipvs-deprecated cluster',
      'low ipvs-kernel-too-old node/cp1',
      '↳ high kube-proxy-too-old node/cp1',
      '↳ high kubelet-too-old node/cp1',
      '↳ high kube-proxy-too-old node/w1',
      '↳ high kubelet-too-old node/w1',
    ]);
  });

  test('on EKS of 1.33', () => {
    const { status, result } = check('eks-1.33', '1.36');
    expect(status).toBe(1);
    expect(result?.coverage.unknown).toBe(0);
    expect(findingsOf(result)?.sort()).toEqual(
      [
        'medium minors-skipped cluster',
        'medium endpoints-truncated cluster',
        'medium containerd-1 node/ip-192-0-2-31',
        'medium containerd-1 node/ip-192-0-2-32',
        'medium kube-proxy-skew node/ip-192-0-2-31',
        'medium kube-proxy-skew node/ip-192-0-2-32',
        '↳ high kube-proxy-too-old node/ip-192-0-2-31',
        '↳ high kube-proxy-too-old node/ip-192-0-2-32',
        '↳ high kubelet-too-old node/ip-192-0-2-32',
        'low external-ips-deprecated cluster',
      ].sort(),
    );
  });

  test('on a kubeadm cluster of 1.35 that is in the middle of another upgrade', () => {
    const { status, result } = check('kubeadm-1.35', '1.36');
    expect(status).toBe(1);
    expect(result?.coverage.unknown).toBe(0);
    expect(findingsOf(result)).toEqual([
      'critical iptables-modules-missing node/w2',
      'high nftables-kernel-too-old node/w3',
      'high nftables-tool-missing node/w3',
      'medium control-plane-skew cluster',
      'medium kubelet-skew node/w1',
      'medium containerd-1 node/w3',
      'low cgroup-v1 node/w3',
      'info kube-dns cluster',
    ]);
  });
});

describe('another target', () => {
  test('the next minor of EKS: what is not there yet is not said', () => {
    const { result } = check('eks-1.33', '1.34');
    expect(findingsOf(result)).toEqual([
      'medium kube-proxy-skew node/ip-192-0-2-31',
      'medium kube-proxy-skew node/ip-192-0-2-32',
      'medium endpoints-truncated cluster',
      '↳ high kube-proxy-too-old node/ip-192-0-2-31',
      '↳ high kube-proxy-too-old node/ip-192-0-2-32',
    ]);
  });

  test('beyond what has been released: plans, and the result says so', () => {
    const { result } = check('kubeadm-1.28', '1.43');
    expect(findingsOf(result)).toContain('high ipvs-gone cluster');
    expect(findingsOf(result)).toContain('high containerd-1-gone node/w1');
    expect(result?.findings.find(({ rule }) => rule === 'upgrade/ipvs-gone')?.message).toContain(
      'to be removed in 1.43 (a plan)',
    );
    expect(result?.snapshot.notes.at(1)).toBe(
      'Of releases after 1.36 netlint only knows what was planned when it was made.',
    );
  });

  test('an older one', () => {
    expect(findingsOf(check('kubeadm-1.35', '1.34').result)).toContain('high target-older cluster');
  });
});

test('a plain scan judges none of these rules, and lists none', () => {
  const { result } = netlint('scan', join(fixtures, 'kubeadm-1.28'), '--no-config', '--format', 'json');
  expect(result?.rules.filter(({ id }) => id.startsWith('upgrade/'))).toEqual([]);
  expect(netlint('rules', 'list').stdout).toContain('upgrade/ipvs-deprecated ');
});

test('the same snapshot gives the same bytes again', () => {
  const text = () => netlint('upgrade-check', join(fixtures, 'kubeadm-1.35'), '--to', '1.36', '--no-config').stdout;
  expect(text()).toBe(text());
});
