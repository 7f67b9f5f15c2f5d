import { envWords, type Image } from './build.ts';
import { type Ended, enter } from './enter.ts';

export interface RunOptions {
  /** As root with all capabilities, instead of the image's user with none. */
  readonly root?: boolean;
  /** Bound read-only to /mnt. */
  readonly folder?: string;
}

/**
 * Runs a program in a container of the image, nearly: read-only root, no network, no new privileges, the image's user without groups, /tmp and
 * the folder of the nights to write in.
 */
export function runInImage(image: Image, argv: readonly string[], { root, folder }: RunOptions = {}): Promise<Ended> {
  const [user = '', group = ''] = image.user.split(':');
  const who = root ? '--userspec=0:0' : `--userspec=${user}:${group} --groups=`;
  return enter(
    { layers: image.layers, network: false, binds: folder === undefined ? {} : { '/mnt': folder } },
    `mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
    mount -t tmpfs -o mode=700,uid=${user},gid=${group} tmpfs "$root/var/lib/netlint"
    exec setpriv --no-new-privs chroot ${who} "$root" /usr/bin/env -i TMPDIR=/tmp ${envWords(image)} \\
      /bin/sh -c 'cd "$0" && exec "$@"' '${image.cwd}' "$@"`,
    argv,
  );
}
