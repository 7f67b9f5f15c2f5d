import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dnsProbes } from '../../src/collect/probes/dns.ts';
import { probeScript } from '../../src/collect/script.ts';
import { parseKubeletConfig } from '../../src/parse/kubelet-config.ts';
import { scratchFolders } from '../support/scratch.ts';
import { noNamespaces, outputOf, programs, runProbe } from './probe-run.ts';

const scratch = scratchFolders();
const script = probeScript('0.1.0', {}, dnsProbes);
const shells = ['dash', 'busybox ash', 'bash --posix'];

/** Daemons are scripts here: the kernel takes a script's file name as the process's name. */
const daemon = (folder: string) => `read -r nothing <${join(folder, 'fifo')}`;

describe.skipIf(noNamespaces)('DNS', () => {
  it.each(shells)('CoreDNS is asked where it lives and nowhere else (%s)', (shell) => {
    const folder = scratch();
    const curl = `for word; do url=$word; done
case $url in
  */health) printf OK ;;
  */ready) printf kubernetes; echo 'HTTP 503' >&2 ;;
  *) printf '# HELP x\\ncoredns_panics_total 0\\ncoredns_dns_requests_total{zone="secret.example."} 3\\ncoredns_build_info{version="1.12.1"} 1\\n' ;;
esac`;
    const bin = programs(folder, [], { coredns: daemon(folder), curl });
    const setup = `
mkfifo "$1/fifo"
ip netns add dns
ip netns add other
ip netns exec dns "$1/sbin/coredns" &
sleep 0.3`;
    const { frame } = runProbe(folder, { script, setup, shell: shell.split(' '), path: `${bin}:$PATH` });
    const asked = frame.outputs.filter(({ id }) => id.startsWith('coredns-'));
    const home = frame.namespaces.find(({ name }) => name === 'dns')?.id ?? '';
    expect(asked.map(({ id, netns }) => [id, netns])).toEqual([
      ['coredns-health', home],
      ['coredns-ready', home],
      ['coredns-metrics', home],
    ]);
    expect(asked.map(({ stdout }) => stdout.toString())).toEqual([
      'OK',
      'kubernetes',
      'coredns_panics_total 0\ncoredns_build_info{version="1.12.1"} 1\n',
    ]);
    expect(outputOf(frame, 'flanneld-healthz').stderr.toString()).toBe('absent: no flanneld process on this node\n');
    expect(outputOf(frame, 'kubelet-config').stderr.toString()).toBe('absent: no kubelet process on this node\n');
  });

  it.each(shells)('what the kubelet gives to pods, and flanneld with a health server (%s)', (shell) => {
    const folder = scratch();
    const config = `apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  x509:
    clientCAFile: /secret
clusterDNS:
- 10.96.0.10
  # a second one
- fd00::a
clusterDomain: cluster.local
failCgroupV1: false
registerWithTaints:
- key: secret
resolvConf: "${join(folder, 'resolv.conf')}"
`;
    writeFileSync(join(folder, 'kubelet.yaml'), config);
    writeFileSync(join(folder, 'resolv.conf'), '# secret\nnameserver 127.0.0.53\nsearch example.test\n');
    const curl = 'for word; do url=$word; done; printf "%s" "$url"';
    const bin = programs(folder, [], { kubelet: daemon(folder), flanneld: daemon(folder), curl });
    const setup = `
mkfifo "$1/fifo"
"$1/sbin/kubelet" --config "$1/kubelet.yaml" &
"$1/sbin/flanneld" --healthz-port=10258 &
sleep 0.3`;
    const { frame } = runProbe(folder, { script, setup, shell: shell.split(' '), path: `${bin}:$PATH` });
    expect(outputOf(frame, 'kubelet-config').stdout.toString()).toBe(
      `clusterDNS:\n- 10.96.0.10\n- fd00::a\nclusterDomain: cluster.local\nfailCgroupV1: false\nresolvConf: "${join(folder, 'resolv.conf')}"\n`,
    );
    expect(outputOf(frame, 'kubelet-resolv-conf').stdout.toString()).toBe(
      'nameserver 127.0.0.53\nsearch example.test\n',
    );
    expect(outputOf(frame, 'flanneld-healthz').stdout.toString()).toBe('http://127.0.0.1:10258/healthz');
  });

  const settings = {
    authentication: { x509: { clientCAFile: '/secret' } },
    clusterDNS: ['10.96.0.10', 'fd00::a'],
    clusterDomain: 'cluster.local',
    failCgroupV1: false,
    registerWithTaints: [{ key: 'secret' }],
    resolvConf: '/etc/resolv.conf',
  };

  it.each(shells.flatMap((shell) => [0, 2].map((indent) => [shell, indent] as const)))(
    'a configuration of the kubelet as JSON (%s, indented by %i)',
    (shell, indent) => {
      const folder = scratch();
      writeFileSync(join(folder, 'kubelet.json'), JSON.stringify(settings, null, indent));
      const bin = programs(folder, [], { kubelet: daemon(folder) });
      const setup = `
mkfifo "$1/fifo"
"$1/sbin/kubelet" --config "$1/kubelet.json" &
sleep 0.3`;
      const { frame } = runProbe(folder, { script, setup, shell: shell.split(' '), path: `${bin}:$PATH` });
      const printed = outputOf(frame, 'kubelet-config').stdout.toString();
      expect(printed).not.toContain('secret');
      expect(parseKubeletConfig(printed).value).toEqual({
        clusterDns: ['10.96.0.10', 'fd00::a'],
        clusterDomain: 'cluster.local',
        resolvConf: '/etc/resolv.conf',
        failCgroupV1: false,
      });
    },
  );
});
