import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBase } from './base.ts';
import { type Context, openContext } from './context.ts';
import { readDockerfile, type Stage, type Step } from './dockerfile.ts';
import { enter } from './enter.ts';

/** An image as its layers, with what a container of it starts with. */
export interface Image {
  /** Folders, the newest first. */
  readonly layers: readonly string[];
  readonly key: string;
  readonly cwd: string;
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
}

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'netlint/image');
/** As Docker sets it where an image does not. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const LAYER_DAYS = 3;

/**
 * Does what the repository's Dockerfile says, on a Debian made by debootstrap: each RUN in a chroot with the step's user, each layer kept under
 * ~/.cache/netlint by what went into it. Takes root.
 */
export async function buildImage(): Promise<Image> {
  const context = openContext(repository);
  const stages = new Map<string | null, Image>();
  for (const stage of readDockerfile(readFileSync(join(repository, 'Dockerfile'), 'utf8')))
    stages.set(stage.name, await buildStage(stage, stages, context));
  const image = stages.get(null);
  if (image === undefined) throw new Error('Dockerfile: its last stage must have no name');
  forgetOld();
  return image;
}

async function buildStage(stage: Stage, stages: ReadonlyMap<string | null, Image>, context: Context): Promise<Image> {
  let image = stages.get(stage.image) ?? baseImage(stage.image);
  for (const step of stage.steps) image = await withStep(image, step, stages, context);
  return image;
}

function baseImage(name: string): Image {
  const { key, folder } = makeBase(cache, name);
  utimesSync(folder, new Date(), new Date());
  return { layers: [folder], key, cwd: '/', user: '0:0', env: { PATH }, entrypoint: [] };
}

async function withStep(
  image: Image,
  step: Step,
  stages: ReadonlyMap<string | null, Image>,
  context: Context,
): Promise<Image> {
  switch (step.kind) {
    case 'env':
      return { ...image, env: { ...image.env, [step.name]: step.value } };
    case 'user':
      return { ...image, user: step.user };
    case 'entrypoint':
      return { ...image, entrypoint: step.argv };
    case 'workdir':
      return addLayer({ ...image, cwd: step.path }, ['workdir', step.path], 'mkdir -p "$root$1"', [step.path]);
    case 'run':
      return run(image, step.command);
    case 'copy':
      return copy(image, step, step.from === null ? context : (stages.get(step.from) ?? null));
  }
}

const run = (image: Image, command: string): Promise<Image> =>
  addLayer(
    image,
    ['run', command, image.cwd, image.user, JSON.stringify(image.env)],
    // npm's downloads and the machine's own authorities are lent from outside of the image, as builders do.
    `mount --bind '${npmCache()}' "$root/mnt"
    lent=; if [ -n "\${3:-}" ]; then : > "$root/dev/ca.crt"; mount --bind "$3" "$root/dev/ca.crt"; lent="npm_config_cafile=/dev/ca.crt"; fi
    exec chroot --userspec="$1" "$root" /usr/bin/env -i HOME=/root npm_config_cache=/mnt npm_config_prefer_offline=true $lent ${envWords(image)} \\
      /bin/sh -c 'cd "$0" && eval "$1"' "$2" "$4" >&2`,
    [image.user, image.cwd, authorities(), command],
  );

async function copy(
  image: Image,
  { sources, target }: Extract<Step, { kind: 'copy' }>,
  from: Context | Image | null,
): Promise<Image> {
  if (from === null) throw new Error(`COPY ${sources.join(' ')}: there is no such stage`);
  const isContext = 'folder' in from;
  if (isContext) for (const source of sources) from.check(source);
  const to = target.startsWith('/') ? target : `${image.cwd}/${target}`;
  // A folder's content is copied, not the folder; root owns what is copied.
  const script = `
    from=$1 to=$root$2; shift 2
    for source; do
      if [ -d "$from/$source" ]; then mkdir -p "$to"; cp -R --preserve=mode,timestamps,links "$from/$source/." "$to"
      else case $to in */) mkdir -p "$to" ;; esac; cp --preserve=mode,timestamps "$from/$source" "$to"; fi
    done`;
  const content = isContext ? from.hash(sources) : from.key;
  if (isContext) return addLayer(image, ['copy', content, ...sources, to], script, [from.folder, to, ...sources]);
  const mountFrom = `other=$(mktemp -d); mount -t overlay overlay -o "lowerdir=$1" "$other"; shift; set -- "$other" "$@"`;
  return addLayer(image, ['copy', content, ...sources, to], mountFrom + script, [layersOf(from), to, ...sources]);
}

/** An overlay of a single folder is refused. */
const layersOf = ({ layers }: Image): string => (layers.length === 1 ? `${layers[0]}:${layers[0]}` : layers.join(':'));

async function addLayer(
  image: Image,
  about: readonly string[],
  script: string,
  args: readonly string[],
): Promise<Image> {
  const key = createHash('sha256')
    .update([image.key, ...about].join('\0'))
    .digest('hex')
    .slice(0, 16);
  const layer = join(cache, `layer-${key}`);
  if (!existsSync(layer)) {
    mkdirSync(cache, { recursive: true });
    const making = mkdtempSync(join(cache, '.making-'));
    try {
      const [upper, work] = [join(making, 'upper'), join(making, 'work')];
      for (const folder of [upper, work]) mkdirSync(folder, { mode: 0o755 });
      const { code, stderr } = await enter({ layers: image.layers, upper, work, network: true }, script, args);
      if (code !== 0) throw new Error(`Dockerfile: ${about.join(' ')} ended with ${code}: ${stderr.slice(-2000)}`);
      if (!existsSync(layer)) renameSync(upper, layer);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  utimesSync(layer, new Date(), new Date());
  return { ...image, key, layers: [layer, ...image.layers] };
}

export const envWords = ({ env }: Pick<Image, 'env'>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}='${value}'`)
    .join(' ');

/** The machine's own: what the set-up of this checkout has downloaded is not downloaded once more. */
function npmCache(): string {
  const folder = process.env.npm_config_cache ?? join(homedir(), '.npm');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Whom the machine trusts, where downloads go through somebody who signs with an authority of its own. */
function authorities(): string {
  const files = [process.env.NODE_EXTRA_CA_CERTS, '/etc/ssl/certs/ca-certificates.crt'];
  return files.find((file) => file !== undefined && existsSync(file)) ?? '';
}

/** What other days' sources were made of. */
function forgetOld(): void {
  const oldest = Date.now() - LAYER_DAYS * 86_400_000;
  for (const name of readdirSync(cache).filter((each) => /^(?:layer|base)-/.test(each)))
    if (statSync(join(cache, name)).mtimeMs < oldest) rmSync(join(cache, name), { recursive: true, force: true });
}
