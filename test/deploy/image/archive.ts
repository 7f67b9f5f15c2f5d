import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildImage, type Image } from './build.ts';
import { enter } from './enter.ts';

/** Minutes after which the archive of other sources goes. */
const KEPT = 60;

/**
 * netlint's image as a file that `ctr images import` takes, as `docker save` writes it; kept until its sources change. `name` is
 * `registry.example.com/netlint:0.1.0`.
 */
export async function imageArchive(name: string): Promise<string> {
  const image = await buildImage();
  const folder = dirname(image.layers[0] ?? '');
  const archive = join(folder, `archive-${image.key}.tar`);
  if (!existsSync(archive)) {
    const making = join(folder, `.archive-${image.key}-${process.pid}`);
    await pack(image, name, making);
    renameSync(making, archive);
  }
  for (const other of readdirSync(folder).filter((each) => each.startsWith('archive-'))) {
    const path = join(folder, other);
    if (path !== archive && Date.now() - statSync(path).mtimeMs > KEPT * 60_000) rmSync(path, { force: true });
  }
  return archive;
}

async function pack(image: Image, name: string, archive: string): Promise<void> {
  const config = {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: {
      Entrypoint: image.entrypoint,
      Env: Object.entries(image.env).map(([key, value]) => `${key}=${value}`),
      User: image.user,
      WorkingDir: image.cwd,
    },
  };
  const { code, stderr } = await enter(
    { layers: image.layers, network: false },
    `making=$(mktemp -d -p "$(dirname "$1")")
    tar -C "$root" --one-file-system --sort=name --mtime=@0 --numeric-owner -cf "$making/layer.tar" .
    digest=$(sha256sum "$making/layer.tar" | cut -d' ' -f1)
    printf '%s,"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "\${2%\\}}" $digest > "$making/config.json"
    printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$3" > "$making/manifest.json"
    tar -C "$making" -cf "$1" manifest.json config.json layer.tar
    rm -r "$making"`,
    [archive, JSON.stringify(config), name],
  );
  if (code !== 0) throw new Error(`the image could not be packed: ${stderr}`);
}
