// `node scripts/bench-probe.mjs [SERVICES] [PODS]`: what the node probe costs on a full node. As root: everything happens in
// network, mount and process namespaces of its own. Prints figures; judges nothing.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { probeScript } from '../src/collect/script.ts';
import { decodeFrame } from '../src/snapshot/frame.ts';

const services = Number(process.argv[2] ?? 10_000);
const pods = Number(process.argv[3] ?? 30);
const endpoints = 3;

/** As kube-proxy writes them: per Service one rule in KUBE-SERVICES and a chain, per endpoint a chain with two rules. */
function kubeProxyRules() {
  const chain = (kind, i) => `KUBE-${kind}-${i.toString(36).toUpperCase().padStart(16, 'Q')}`;
  const address = (base, i) => `${base}.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
  const chains = [];
  const rules = [];
  for (let s = 0; s < services; s++) {
    const svc = chain('SVC', s);
    const name = `bench/service-${s}:http`;
    chains.push(`:${svc} - [0:0]`);
    rules.push(
      `-A KUBE-SERVICES -d ${address('10', 0x600000 + s)}/32 -p tcp -m comment --comment "${name} cluster IP" -m tcp --dport 80 -j ${svc}`,
    );
    rules.push(
      `-A ${svc} ! -s 10.244.0.0/16 -d ${address('10', 0x600000 + s)}/32 -p tcp -m comment --comment "${name} cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ`,
    );
    for (let e = 0; e < endpoints; e++) {
      const sep = chain('SEP', s * endpoints + e);
      const pod = address('10', 0xf40000 + ((s * endpoints + e) % 60_000));
      const share =
        e === endpoints - 1 ? '' : ` -m statistic --mode random --probability ${(1 / (endpoints - e)).toFixed(11)}`;
      chains.push(`:${sep} - [0:0]`);
      rules.push(`-A ${svc} -m comment --comment "${name} -> ${pod}:8080"${share} -j ${sep}`);
      rules.push(`-A ${sep} -s ${pod}/32 -m comment --comment "${name}" -j KUBE-MARK-MASQ`);
      rules.push(`-A ${sep} -p tcp -m comment --comment "${name}" -m tcp -j DNAT --to-destination ${pod}:8080`);
    }
  }
  const head = [
    '*nat',
    ':PREROUTING ACCEPT [0:0]',
    ':OUTPUT ACCEPT [0:0]',
    ':KUBE-SERVICES - [0:0]',
    ':KUBE-MARK-MASQ - [0:0]',
  ];
  const jumps = [
    '-A PREROUTING -j KUBE-SERVICES',
    '-A OUTPUT -j KUBE-SERVICES',
    '-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000',
  ];
  return `${[...head, ...chains, ...jumps, ...rules, 'COMMIT'].join('\n')}\n`;
}

const setup = `
set -e
mount -t tmpfs run /run
mkdir /run/netns
ip link set lo up
ip link add cni0 type bridge
ip addr add 10.244.0.1/24 dev cni0
ip link set cni0 up
i=0
while [ $i -lt ${pods} ]; do
  i=$((i + 1))
  ip netns add pod-$i
  ip link add veth$i type veth peer name eth0 netns pod-$i
  ip link set veth$i master cni0 up
  ip -n pod-$i addr add 10.244.0.$((i + 1))/24 dev eth0
  ip -n pod-$i link set eth0 up
  ip -n pod-$i link set lo up
  ip -n pod-$i route add default via 10.244.0.1
done
iptables-nft-restore <"$1/rules"
sh "$1/probe.sh" --sample 0 >"$1/frame"
node_modules/.bin/node scripts/bench-probe.mjs --tools "$1"
export PATH="$1/sbin:$PATH"
for round in 1 2 3; do
  sh "$1/measure.sh" "$1" sh "$1/probe.sh" --sample 0 >"$1/out"
  sh "$1/measure.sh" "$1" sh "$1/tools.sh"
done
`;

/** `times` after the command: the second line is what its children used, tools included. */
const measure = `
out=$1
shift
"$@"
times >>"$out/times"
`;

/**
 * The same tools with the same arguments in the same namespaces, and nothing else. The one that needs many seconds, with more
 * seconds of difference between two runs than the script itself has, prints in both measured runs what it printed in the first one.
 */
function toolsAlone(folder) {
  const frame = decodeFrame(readFileSync(join(folder, 'frame')));
  mkdirSync(join(folder, 'sbin'));
  for (const [tool, id] of [
    ['iptables-nft-save', 'iptables-nft-save4'],
    ['nft', 'nft-tables'],
  ]) {
    writeFileSync(join(folder, id), frame.outputs.find((output) => output.id === id)?.stdout ?? '');
    const real = spawnSync('sh', ['-c', `command -v ${tool}`])
      .stdout.toString()
      .trim();
    writeFileSync(
      join(folder, 'sbin', tool),
      `#!/bin/sh\n[ -z "$netns" ] && exec cat ${join(folder, id)}\nexec ${real} "$@"\n`,
      { mode: 0o755 },
    );
  }
  const names = new Map(frame.namespaces.map(({ id, name }) => [id, name]));
  const byNamespace = Map.groupBy(frame.outputs, (output) => output.netns);
  const lines = [];
  for (const [netns, outputs] of byNamespace) {
    const calls = outputs
      .filter(({ status }) => status !== 'skipped' && status !== 'missing')
      .flatMap((output) => callsOf(output, join(folder, 'out')));
    if (netns === 'host') lines.push(...calls);
    else {
      const file = join(folder, `tools-${names.get(netns)}.sh`);
      writeFileSync(file, calls.join('\n'));
      lines.push(`netns=pod nsenter -n/run/netns/${names.get(netns)} sh ${file}`);
    }
  }
  writeFileSync(join(folder, 'tools.sh'), `exec 2>/dev/null\n${lines.join('\n')}\n`);
}

/** What of a record is a tool's work; the script's own reading of files is not. */
function callsOf({ id, command }, file) {
  if (
    /^(ip|bridge|ss|ethtool|sysctl|uname|nft -t list sets|ipset|iptables|ip6tables|cat|grep -c|curl|dmesg|conntrack|systemctl)/.test(
      command,
    )
  ) {
    const call = command
      .replace(/ \|.*$/, '')
      .replace(/^curl /, 'curl -q -s ')
      .replace(/ firewalld .*$/, ' firewalld kubelet docker');
    return /[()…*]/.test(call) ? [] : [`${call} >${file}`];
  }
  return id === 'sysctl'
    ? ["grep -Hs '' /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/rp_filter >/dev/null"]
    : [];
}

/** The children's line of each `times`, in seconds. */
function seconds(folder) {
  const children = readFileSync(join(folder, 'times'), 'utf8')
    .trim()
    .split('\n')
    .filter((_, i) => i % 2 === 1);
  return children.map((line) =>
    line
      .split(' ')
      .map((word) => Number(word.split('m')[0]) * 60 + Number.parseFloat(word.split('m')[1]))
      .reduce((a, b) => a + b),
  );
}

function report(folder) {
  const bytes = readFileSync(join(folder, 'frame'));
  const frame = decodeFrame(bytes);
  const runs = seconds(folder);
  const middle = (values) => values.sort((a, b) => a - b)[1];
  const whole = middle(runs.filter((_, i) => i % 2 === 0));
  const tools = middle(runs.filter((_, i) => i % 2 === 1));
  const byCommand = new Map();
  for (const { id, ms, netns } of frame.outputs) {
    const key = `${id.replace(/:.*/, '')}${netns === 'host' ? '' : ' (pods)'}`;
    const before = byCommand.get(key) ?? { calls: 0, ms: 0 };
    byCommand.set(key, { calls: before.calls + 1, ms: before.ms + (ms ?? 0) });
  }
  console.log(
    `${services} Services x ${endpoints} endpoints, ${pods} pods: ${frame.outputs.length} outputs, ${frame.problems.length} problems\n`,
  );
  for (const [key, { calls, ms }] of [...byCommand].sort((a, b) => b[1].ms - a[1].ms).slice(0, 15)) {
    console.log(`${String(ms).padStart(7)} ms  ${String(calls).padStart(3)} x  ${key}`);
  }
  console.log(
    `\n${whole.toFixed(2).padStart(7)} s   CPU of the whole script, iptables-nft-save replaced by cat (median of 3)`,
  );
  console.log(`${tools.toFixed(2).padStart(7)} s   CPU of the same tools alone, likewise`);
  console.log(`${(whole - tools).toFixed(2).padStart(7)} s   its own (wanted <= 1)`);
  console.log(`${(bytes.length / 1e6).toFixed(2).padStart(7)} MB  printed`);
  console.log(`${(gzipSync(bytes).length / 1e6).toFixed(2).padStart(7)} MB  gzipped (wanted <= 2)`);
}

if (process.argv[2] === '--tools') {
  toolsAlone(process.argv[3]);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'netlint-bench-probe-'));
  try {
    writeFileSync(join(folder, 'rules'), kubeProxyRules());
    writeFileSync(join(folder, 'probe.sh'), probeScript('bench'));
    writeFileSync(join(folder, 'measure.sh'), measure);
    const done = spawnSync(
      'unshare',
      ['-m', '-n', '-p', '--fork', '--mount-proc', '--kill-child', 'sh', '-c', setup, 'bench', folder],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    if (done.status !== 0)
      throw new Error(`the bench needs root, iproute2 and iptables; unshare ended with ${done.status ?? done.error}`);
    report(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
