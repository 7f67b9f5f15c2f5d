import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { programsFolder } from '../cluster/programs.ts';

export const deployFolder = fileURLToPath(new URL('../../deploy', import.meta.url));
export const chart = join(deployFolder, 'helm/netlint');
const programs = programsFolder();

/** An object as manifests have it, as far as the tests look into it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Null when helm and kubectl are there, else why not. Where CI is set that is an error. */
export function requirePrograms(): string | null {
  const unbuilt = ['helm', 'kubectl'].filter((name) => !existsSync(join(programs, name)));
  if (unbuilt.length === 0) return null;
  const reason = `${unbuilt.join(' and ')} not built: run tools/build.sh`;
  if (process.env.CI) throw new Error(`the tests of deploy/ cannot run, and CI is set: ${reason}`);
  process.stderr.write(`tests of deploy/ are skipped: ${reason}\n`);
  return reason;
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runProgram(name: 'helm' | 'kubectl', args: readonly string[], input = ''): Ran {
  const { status, stdout, stderr } = spawnSync(join(programs, name), args, {
    encoding: 'utf8',
    input,
    // No cluster, no plugins, and no repositories of whoever runs the tests.
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', KUBECONFIG: '/nonexistent' },
  });
  return { code: status, stdout, stderr };
}

/** `helm template`, with values on stdin. */
export const helmTemplate = (values: unknown, ...options: readonly string[]): Ran =>
  runProgram('helm', ['template', 'netlint', chart, '-n', 'netlint', '-f', '-', ...options], JSON.stringify(values));

export const helmLint = (file: string): Ran => runProgram('helm', ['lint', '--strict', chart, '-f', file]);

/** What the chart makes. Throws what helm says when it refuses. */
export const chartObjects = (values: unknown, ...options: readonly string[]): readonly Manifest[] =>
  objectsOf(helmTemplate(values, ...options));

/** `kubectl kustomize` of a folder; seen from deploy/kustomize. */
export const kustomizeObjects = (folder: string): readonly Manifest[] =>
  objectsOf(runProgram('kubectl', ['kustomize', resolve(deployFolder, 'kustomize', folder)]));

function objectsOf({ code, stdout, stderr }: Ran): readonly Manifest[] {
  if (code !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Manifest | null)
    .filter((object) => object !== null);
}

/** The one object of a kind, and of a name where there are several. */
export function only(objects: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = objects.filter((one) => one.kind === kind && (name === undefined || one.metadata.name === name));
  const [object] = found;
  if (object === undefined || found.length > 1) throw new Error(`${found.length} objects ${kind} ${name ?? ''}`);
  return object;
}
