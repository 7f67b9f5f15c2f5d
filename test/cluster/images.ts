import type { Sandbox } from '../lab/sandbox.ts';

/** Where the images' archives are, on every machine. */
export const imagesFolder = '/mnt/images';

/** Before the machines start: they see what the sandbox has mounted by then. */
export const mountForImages = 'mount -t tmpfs tmpfs /mnt';

/**
 * Makes the images that the full form runs, out of static programs: no registry is asked. `tools` is four links into /usr, which its pods mount from
 * their node. `busybox` is the smallest image with a shell, what netlint's collector needs; `pause` is the same with another command.
 */
export async function buildImages(sandbox: Sandbox, programs: string): Promise<void> {
  await sandbox.sh(`
    mkdir -p ${imagesFolder} /mnt/roots && cd /mnt/roots
    case $(uname -m) in x86_64) architecture=amd64 ;; aarch64) architecture=arm64 ;; *) architecture=$(uname -m) ;; esac

    image() { # name, command as JSON, more tags as JSON
      mkdir -p image
      tar -C $1 --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf image/layer.tar .
      digest=$(sha256sum image/layer.tar | cut -d' ' -f1)
      printf '{"architecture":"%s","os":"linux","config":{"Cmd":%s,"Env":["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' $architecture "$2" $digest > image/config.json
      printf '[{"Config":"config.json","RepoTags":["localhost/%s:1"%s],"Layers":["layer.tar"]}]' $1 "\${3:-}" > image/manifest.json
      tar -C image -cf ${imagesFolder}/$1.tar manifest.json config.json layer.tar
      rm -r image
    }

    mkdir -p busybox/bin busybox/etc busybox/tmp
    for applet in $(busybox --list); do ln -sf busybox busybox/bin/$applet; done
    rm -f busybox/bin/busybox
    cp "$(command -v busybox)" busybox/bin/busybox
    echo root:x:0:0:root:/:/bin/sh > busybox/etc/passwd
    # The second name is what netlint's Jobs ask for unless they are told otherwise.
    image busybox '["sh"]' ',"busybox:stable"'
    mv busybox pause
    image pause '["sleep","2147483647"]'
    rm -r pause

    mkdir -p tools/usr tools/etc tools/tmp tools/run
    for link in bin sbin lib lib64; do ln -s usr/$link tools/$link; done
    image tools '["sh"]'

    mkdir -p coredns
    cp ${programs}/coredns coredns/coredns
    image coredns '["/coredns"]'
    rm -r /mnt/roots`);
}
