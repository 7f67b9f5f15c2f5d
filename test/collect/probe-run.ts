import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeFrame } from '../../src/snapshot/frame.ts';
import type { Frame, FrameOutput } from '../../src/snapshot/frame-types.ts';
import { requireLab } from '../lab/requirements.ts';
import { unshareArguments } from '../lab/sandbox.ts';

/** Null when the script can be run in namespaces of its own here; else why not. */
export const noNamespaces = requireLab();

/** In a user namespace the kernel shows neither the names of legacy tables nor the entries of connection tracking. */
export const isRoot = process.getuid?.() === 0;

/** A node with a bridge and two pods, rules in both iptables back ends, and two native nft tables. */
export const SMALL_NODE = `
ip link set lo up
ip link add cni0 type bridge
ip addr add 10.244.1.1/24 dev cni0
ip link set cni0 up
for pod in 1 2; do
  ip netns add cni-$pod
  ip link add veth$pod type veth peer name eth0 netns cni-$pod
  ip link set veth$pod master cni0 up
  ip -n cni-$pod addr add 10.244.1.1$pod/24 dev eth0
  ip -n cni-$pod link set eth0 up
  ip -n cni-$pod link set lo up
done
iptables-nft -A FORWARD -s 10.244.0.0/16 -j ACCEPT
iptables-legacy -t nat -A POSTROUTING -s 10.244.0.0/16 -j MASQUERADE
nft add table ip flannel-ipv4
nft add table inet mine
nft add chain inet mine input '{ type filter hook input priority 0; policy accept; }'
`;

export interface RunOptions {
  readonly script: string;
  /** Words before the script's file name. */
  readonly shell?: readonly string[];
  readonly arguments?: readonly string[];
  /** Shell text that makes the node; \`$1\` is the test's own folder. */
  readonly setup?: string;
  /** Shell text that is run before and after, both in \`beforeAndAfter\`. */
  readonly look?: string;
  /** The PATH that the script gets. */
  readonly path?: string;
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly frame: Frame;
  readonly beforeAndAfter: readonly [string, string];
}

/** Runs the script in namespaces of its own; its temporary files go to \`folder\`/tmp. */
export function runProbe(folder: string, options: RunOptions): Ran {
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const files: Record<string, string> = {
    'probe.sh': options.script,
    'look.sh': options.look ?? ':',
    'run.sh': [
      'set -e',
      'mount -t tmpfs run /run',
      'mkdir /run/netns',
      options.setup ?? ':',
      'sh "$1/look.sh" "$1" >"$1/before"',
      'export TMPDIR="$1/tmp"',
      'set +e',
      `PATH="${options.path ?? '$PATH'}" ${(options.shell ?? ['sh']).join(' ')} "$1/probe.sh" ${(options.arguments ?? ['--sample', '0']).join(' ')}`,
      'code=$?',
      'unset TMPDIR',
      'sh "$1/look.sh" "$1" >"$1/after"',
      'exit $code',
    ].join('\n'),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const done = spawnSync('unshare', [...unshareArguments(), 'sh', join(folder, 'run.sh'), folder], {
    maxBuffer: 1 << 28,
    timeout: 60_000,
  });
  const read = (name: string): string => spawnSync('cat', [join(folder, name)]).stdout.toString();
  return {
    status: done.status,
    stdout: done.stdout,
    stderr: done.stderr.toString(),
    get frame() {
      return decodeFrame(done.stdout);
    },
    beforeAndAfter: [read('before'), read('after')],
  };
}

/** The output of a probe; throws when it is not there. */
export function outputOf(frame: Frame, id: string, netns = 'host', reading?: number): FrameOutput {
  const found = frame.outputs.find((o) => o.id === id && o.netns === netns && o.reading === reading);
  if (!found) throw new Error(`no output ${id} in ${netns}: ${frame.outputs.map((o) => o.id).join(' ')}`);
  return found;
}

/** Makes a folder of programs: links to real ones, and scripts of one's own. */
export function programs(
  folder: string,
  links: readonly string[],
  scripts: Readonly<Record<string, string>> = {},
): string {
  const bin = join(folder, 'sbin');
  mkdirSync(bin, { recursive: true });
  for (const name of links) spawnSync('sh', ['-c', `ln -sf "$(command -v ${name})" ${join(bin, name)}`]);
  for (const [name, text] of Object.entries(scripts))
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return bin;
}
