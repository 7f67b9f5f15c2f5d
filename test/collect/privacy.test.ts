import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeScript } from '../../src/collect/script.ts';
import { scratchFolders } from '../support/scratch.ts';
import { noNamespaces, outputOf, programs, runProbe } from './probe-run.ts';

const scratch = scratchFolders();
const script = probeScript('0.1.0', { logSince: 4_000_000_000 });
const shells = ['dash', 'busybox ash', 'bash --posix'];

/** Daemons are scripts here: the kernel takes a script's file name as the process's name. Waiting for a FIFO needs no child process. */
const daemons = (folder: string, ...names: readonly string[]): string =>
  programs(folder, [], Object.fromEntries(names.map((name) => [name, `read -r nothing <${join(folder, 'fifo')}`])));

describe.skipIf(noNamespaces)('of processes', () => {
  it.each(shells)('only the listed flags are read, and values cannot break the line (%s)', (shell) => {
    const folder = scratch();
    const bin = daemons(folder, 'kube-proxy', 'flanneld', 'something-else');
    const setup = `
mkfifo "$1/fifo"
export SECRET=hunter2
"$1/sbin/kube-proxy" --proxy-mode=iptables --token=hunter2 --cluster-cidr 10.244.0.0/16 '--hostname-override=n 1
pid=9 % é' --masquerade-all --v=4 &
"$1/sbin/flanneld" -ip-masq --iface= secret-word &
"$1/sbin/something-else" --proxy-mode=ipvs &
sleep 0.3`;
    const { frame, stdout } = runProbe(folder, { script, setup, shell: shell.split(' '), path: `${bin}:$PATH` });
    const lines = outputOf(frame, 'processes')
      .stdout.toString()
      .trim()
      .split('\n')
      .map((line) => line.replace(/^pid=\d+ /, '').replace(/ start=\d+/, ''));
    expect(lines.sort()).toEqual([
      'comm=flanneld netns=host flag:--ip-masq flag:--iface=',
      'comm=kube-proxy netns=host flag:--proxy-mode=iptables flag:--cluster-cidr=10.244.0.0/16 flag:--hostname-override=n%201%20pid=9%20%25%20%C3%A9 flag:--masquerade-all',
    ]);
    expect(stdout.toString('latin1')).not.toContain('hunter2');
  });

  it('a few lines of the configuration of kube-proxy', () => {
    const folder = scratch();
    const bin = daemons(folder, 'kube-proxy');
    writeFileSync(
      join(folder, 'config.conf'),
      'kind: KubeProxyConfiguration\nmode: "nftables"\nclusterCIDR: 10.244.0.0/16\nkubeconfig: /secret\n',
    );
    const setup = `mkfifo "$1/fifo"; "$1/sbin/kube-proxy" "--config=$1/config.conf" & sleep 0.2`;
    const { frame } = runProbe(folder, { script, setup, path: `${bin}:$PATH` });
    expect(outputOf(frame, 'kube-proxy-config').stdout.toString()).toBe(
      'mode: "nftables"\nclusterCIDR: 10.244.0.0/16\n',
    );
  });
});

describe.skipIf(noNamespaces)('of files', () => {
  it('tokens and keys in CNI configurations are removed, other files there are not read', () => {
    const folder = scratch();
    const net = join(folder, 'net.d');
    mkdirSync(net);
    const config = {
      name: 'k8s',
      plugins: [
        { type: 'calico', policy: { type: 'k8s', k8s_auth_token: 'hun\\"ter2' }, etcd_key: 'hunter2', mtu: 1450 },
      ],
    };
    writeFileSync(join(net, '10-calico.conflist'), JSON.stringify(config));
    writeFileSync(join(net, 'calico-kubeconfig'), 'token: hunter2\n');
    const setup =
      'mkdir -p /etc/cni/net.d 2>/dev/null; mount -t tmpfs etc /etc && mkdir -p /etc/cni/net.d && cp "$1"/net.d/* /etc/cni/net.d';
    const { frame, stdout } = runProbe(folder, { script, setup });
    expect(stdout.toString('latin1')).not.toMatch(/hunter2|ter2/);
    const [heading = '', text = ''] = outputOf(frame, 'cni-config').stdout.toString().split('\n');
    expect(heading).toBe('==> /etc/cni/net.d/10-calico.conflist <==');
    expect(JSON.parse(text).plugins[0]).toMatchObject({ type: 'calico', mtu: 1450, etcd_key: '(removed)' });
  });

  it("a pod's resolv.conf is not followed when it is a symbolic link, and gives only lines of a resolver", () => {
    const folder = scratch();
    writeFileSync(join(folder, 'secret'), 'nameserver hunter2\n');
    const setup = `
ip netns add plain
ip netns add link
mkdir -p /etc/netns 2>/dev/null || :
for pod in plain link; do
  ip netns exec $pod sh -c 'mount -t tmpfs etc /etc
    if [ "$2" = link ]; then ln -s "$1/secret" /etc/resolv.conf
    else printf "nameserver 10.96.0.10\\nsearch default.svc.cluster.local\\nroot:hunter2\\noptions ndots:5\\n" >/etc/resolv.conf; fi
    exec sleep 20' pod "$1" $pod &
done
sleep 0.3`;
    const { frame, stdout } = runProbe(folder, { script, setup });
    expect(stdout.toString('latin1')).not.toContain('hunter2');
    const of = (name: string) =>
      outputOf(frame, 'resolv-conf', frame.namespaces.find((netns) => netns.name === name)?.id);
    expect(of('plain').stdout.toString()).toBe(
      'nameserver 10.96.0.10\nsearch default.svc.cluster.local\noptions ndots:5\n',
    );
    expect(of('link')).toMatchObject({ status: 'skipped' });
    expect(of('link').stderr.toString()).toMatch(/^not run: .* is a symbolic link/);
  });

  it('connections are counted by protocol and state, and none is sent', () => {
    const folder = scratch();
    const entry =
      'ipv4     2 tcp      6 431999 ESTABLISHED src=10.9.8.7 dst=10.96.0.1 sport=4 dport=443 src=1.1.1.1 dst=2.2.2.2 sport=443 dport=4 [ASSURED] mark=0 use=2';
    const unanswered =
      'ipv4     2 udp      17 29 src=10.9.8.7 dst=10.96.0.10 sport=5 dport=53 [UNREPLIED] src=10.96.0.10 dst=10.9.8.7 sport=53 dport=5 mark=0 use=2';
    writeFileSync(join(folder, 'entries'), `${entry}\n${entry}\n${unanswered}\n`);
    const counted = script.replaceAll('/proc/net/nf_conntrack', join(folder, 'entries'));
    const { frame, stdout } = runProbe(folder, { script: counted });
    expect(outputOf(frame, 'conntrack-summary').stdout.toString()).toBe('tcp ESTABLISHED 2\nudp UNREPLIED 1\n');
    expect(stdout.toString('latin1')).not.toContain('10.9.8.7');
  });
});
