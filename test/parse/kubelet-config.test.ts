import { describe, expect, test } from 'vitest';
import { parseFailCgroupV1, parseKubeletConfig } from '../../src/parse/kubelet-config.ts';
import { parseMetrics } from '../../src/parse/metrics.ts';

describe('KubeletConfiguration, the lines about DNS', () => {
  test('as kubeadm writes it', () => {
    const text =
      'clusterDNS:\n- 10.96.0.10\n- fd00:10:96::a\nclusterDomain: cluster.local\nresolvConf: /run/systemd/resolve/resolv.conf\n';
    expect(parseKubeletConfig(text)).toEqual({
      value: {
        clusterDns: ['10.96.0.10', 'fd00:10:96::a'],
        clusterDomain: 'cluster.local',
        resolvConf: '/run/systemd/resolve/resolv.conf',
        failCgroupV1: null,
      },
      notUnderstood: [],
    });
  });

  test.each([
    ['clusterDNS: [10.96.0.10, "10.96.0.11"]\n', ['10.96.0.10', '10.96.0.11']],
    ['clusterDNS:\n  - "10.96.0.10" # ours\n', ['10.96.0.10']],
    ['clusterDNS: null\n', []],
    ['clusterDNS:\n- 10.96.0.99\nclusterDNS:\n- 10.96.0.10\n', ['10.96.0.10']],
    ['clusterDomain: cluster.local\n', null],
    ['', null],
  ])('%j', (text, expected) => {
    expect(parseKubeletConfig(text).value.clusterDns).toEqual(expected);
  });

  test.each([
    ['failCgroupV1: false\n', false],
    ['failCgroupV1: true # ours\n', true],
    ['failCgroupV1: perhaps\n', null],
    ['clusterDomain: cluster.local\n', null],
  ])('%j about cgroup v1', (text, expected) => {
    expect(parseKubeletConfig(text).value.failCgroupV1).toBe(expected);
    expect(parseFailCgroupV1(`cgroupDriver: systemd\n${text}maxPods: 110\n`)).toBe(expected);
  });

  test('an empty resolvConf is a setting, too', () => {
    expect(parseKubeletConfig('resolvConf: ""\n').value.resolvConf).toBe('');
  });
});

// CoreDNS 1.15.0: curl http://127.0.0.1:9153/metrics, shortened
const metrics = `# HELP coredns_panics_total A metrics that counts the number of panics.
# TYPE coredns_panics_total counter
coredns_panics_total 0
coredns_dns_responses_total{plugin="errors",rcode="NOERROR",server="dns://:53",view="",zone="."} 12
go_goroutines 35
coredns_broken nonsense
`;

test('metrics by name with labels', () => {
  const { value, notUnderstood } = parseMetrics(metrics, 'coredns_');
  expect([...value]).toEqual([
    ['coredns_panics_total', 0],
    ['coredns_dns_responses_total{plugin="errors",rcode="NOERROR",server="dns://:53",view="",zone="."}', 12],
  ]);
  expect(notUnderstood.map(({ line }) => line)).toEqual([6]);
});
