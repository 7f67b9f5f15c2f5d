import { spawn } from 'node:child_process';

/** What of a machine's devices a program in an image needs. */
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom'];

/** Milliseconds; what hangs is ended. */
const LONGEST = 120_000;

export interface Mounted {
  /** Folders of the layers, the newest first. */
  readonly layers: readonly string[];
  /** Where what changes goes; without it the root is read-only. */
  readonly upper?: string;
  /** Empty folder beside `upper`. */
  readonly work?: string;
  /** Bound read-only: path in the image (it has to be there) → folder outside. */
  readonly binds?: Readonly<Record<string, string>>;
  readonly network: boolean;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a shell script in throw-away mount and process namespaces in which the image's root is mounted at "$root"; without `network` also in
 * a network namespace that has none. Arguments are "$1", ….
 */
export async function enter(mounted: Mounted, script: string, args: readonly string[] = []): Promise<Ended> {
  const { layers, upper, work, binds = {}, network } = mounted;
  const options = `lowerdir=${layers.join(':')}${upper === undefined ? '' : `,upperdir=${upper},workdir=${work}`}`;
  const prepare = `
    set -eu
    root=$(mktemp -d); trap 'rmdir "$root"' EXIT
    mount --make-rprivate /
    mount -t overlay overlay -o "$overlay" "$root"
    trap 'umount -R "$root"; rmdir "$root"' EXIT
    mount -t proc proc "$root/proc"
    mount -t tmpfs -o mode=755 tmpfs "$root/dev"
    for device in ${DEVICES.join(' ')}; do : > "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
    ${network ? 'mount --bind /etc/resolv.conf "$root/etc/resolv.conf"' : ''}
    ${Object.entries(binds)
      .map(
        ([inside, outside]) => `mount --bind '${outside}' "$root${inside}"; mount -o remount,bind,ro "$root${inside}"`,
      )
      .join('\n')}
    `;
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', ...(network ? [] : ['--net', '--ipc', '--uts'])];
  const child = spawn('unshare', [...namespaces, 'sh', '-c', prepare + script, 'sh', ...args], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', overlay: options },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr, code] = await Promise.all([
    collect(child.stdout),
    collect(child.stderr),
    new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)),
  ]);
  return { code, stdout, stderr };
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
