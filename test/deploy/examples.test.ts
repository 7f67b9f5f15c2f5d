import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { githubErrors } from './github-workflow.ts';
import { containerOf, templateOf } from './pod-parts.ts';
import { chartObjects, deployFolder, type Manifest, only, requirePrograms } from './programs.ts';

const require = createRequire(import.meta.url);
const repository = fileURLToPath(new URL('../..', import.meta.url));
const snapshot = join(repository, 'snapshots/arp-mac-mismatch-lab');
const example = (name: string): string => readFileSync(join(deployFolder, 'examples', name), 'utf8');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netlint-example-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs an example's scan as it is written, with a snapshot in the place of the cluster; gives the exit code. */
function scanAsIn(text: string, netlint: RegExp): number | null {
  const words = text
    .slice(text.search(netlint))
    .replace(netlint, '')
    .replace(/\\\n|\n\s+(?=--)/g, ' ')
    .split('\n')[0]
    ?.trim()
    .split(/\s+/)
    .map((word) => word.replace(/^"(.*)"$/, '$1'));
  const live = new Set(['--kubeconfig', '--via']);
  const offline = (words ?? []).filter((word, at) => !live.has(word) && !live.has(words?.[at - 1] ?? ''));
  const { status, stderr } = spawnSync(process.execPath, [join(repository, 'bin/netlint.js'), ...offline, snapshot], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return status;
}

describe('the GitHub workflow', () => {
  const text = example('github-actions.yml');

  test('is one for the parser that GitHub uses', async () => {
    expect(await githubErrors(text)).toEqual([]);
    expect(await githubErrors(text.replace('runs-on:', 'run-on:'))).not.toEqual([]);
    expect(await githubErrors(text.replace('security-events: write', 'security-event: write'))).not.toEqual([]);
    expect(await githubErrors(text.replace("github.event_name != 'pull_request'", 'githb.event_name'))).not.toEqual([]);
  });

  test('its scan writes what its other steps send', () => {
    spawnSync('mkdir', ['netlint-results'], { cwd: folder });
    expect(scanAsIn(text, /"\$IMAGE" /)).toBe(1);
    for (const [, file = ''] of text.matchAll(/(?:sarif_file:|--body-file) (\S+)/g))
      expect(existsSync(join(folder, file)), file).toBe(true);
  });

  test('hands secrets to steps as variables, and no expression to a shell', () => {
    const { jobs } = parse(text) as { jobs: Record<string, { steps: readonly { run?: string }[] }> };
    for (const { steps } of Object.values(jobs)) for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });
});

/** `gitlab-ci-local --list` checks the file against GitLab's schema, and resolves it. */
function gitlabList(text: string): { readonly code: number | null; readonly said: string } {
  const git = (...args: readonly string[]) =>
    spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: folder });
  git('init', '--quiet');
  git('remote', 'add', 'origin', 'git@gitlab.example.com:team/project.git');
  git('commit', '--quiet', '--allow-empty', '--message', 'x');
  writeFileSync(join(folder, '.gitlab-ci.yml'), text);
  const program = require.resolve('gitlab-ci-local/dist/index.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--list-csv-all'], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', HOME: folder },
  });
  return { code: status, said: stdout + stderr };
}

describe('the GitLab job', () => {
  const text = example('gitlab-ci.yml');

  test("fits GitLab's schema", () => {
    expect(gitlabList(text)).toMatchObject({ code: 0, said: expect.stringMatching(/^netlint;/m) });
    for (const [right, wrong] of [
      ['junit:', 'junits:'],
      ['when: always', 'when: allways'],
      ['exit_codes:', 'exit_code:'],
    ] as const) {
      expect(text).toContain(right);
      expect(gitlabList(text.replace(right, wrong)).said, wrong).toContain('Invalid .gitlab-ci.yml');
    }
  });

  test('its scan writes what it keeps', () => {
    expect(scanAsIn(text, /netlint (?=scan)/)).toBe(1);
    const { netlint } = parse(text) as {
      netlint: { artifacts: { paths: readonly string[]; reports: { junit: string } } };
    };
    for (const file of [...netlint.artifacts.paths, netlint.artifacts.reports.junit])
      expect(existsSync(join(folder, file)), file).toBe(true);
  });
});

const reason = requirePrograms();

describe.skipIf(reason !== null)('the hook for Argo CD', () => {
  const job = parse(example('argocd-presync.yaml')) as Manifest;

  test('has the annotations of a PreSync hook', () => {
    // argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/
    expect(job.metadata.annotations).toEqual({
      'argocd.argoproj.io/hook': 'PreSync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
    });
  });

  test("its pod is like the audit's, and the chart's NetworkPolicy selects it", () => {
    const objects = chartObjects({ image: { repository: 'registry.example.com/netlint' } });
    const audit = only(objects, 'CronJob');
    expect(templateOf(job).metadata.labels).toEqual(templateOf(audit).metadata.labels);
    expect(containerOf(job).image).toBe(containerOf(audit).image);
    expect(containerOf(job).securityContext).toEqual(containerOf(audit).securityContext);
    expect(templateOf(job).spec.serviceAccountName).toBe(templateOf(audit).spec.serviceAccountName);
  });

  test('netlint understands its arguments', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(repository, 'bin/netlint.js'), ...(containerOf(job).args ?? [])],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: '/usr/bin:/bin', HOME: folder, KUBECONFIG: '/nonexistent/kubeconfig' },
      },
    );
    expect(stderr).toContain('/nonexistent/kubeconfig, which is not there');
    expect(status).toBe(2);
  });
});
