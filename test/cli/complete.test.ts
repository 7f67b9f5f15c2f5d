import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { complete, completionText } from '../../src/cli/complete.ts';
import { scratchFolders } from '../support/scratch.ts';

const scratch = scratchFolders();
const bin = fileURLToPath(new URL('../../bin/', import.meta.url));

function program(): Command {
  const all = new Command('netlint').option('-V, --version', 'the version');
  all
    .command('scan')
    .description('judge')
    .argument('[snapshot]')
    .option('--local', 'this machine')
    .option('--kubeconfig <file>', 'which')
    .option('--node <glob>', 'which nodes')
    .addOption(new Option('--via <way>', 'how').choices(['pods', 'ssh']));
  all.command('rules').description('rules').command('list').argument('[folder...]').option('--all', 'all');
  return all;
}

const words = (...typed: readonly string[]) => complete(program(), typed).candidates.map(({ word }) => word);
const files = (...typed: readonly string[]) => complete(program(), typed).files;

describe('completion', () => {
  test('of commands, their commands, and the options of each', () => {
    expect(words('')).toEqual(['scan', 'rules']);
    expect(words('sc')).toEqual(['scan']);
    expect(words('rules', '')).toEqual(['list']);
    expect(words('rules', 'list', '--')).toEqual(['--all', '--help']);
    expect(words('scan', '--lo')).toEqual(['--local']);
    expect(words('--v')).toEqual(['--version']);
    expect(words('nothing', 'x')).toEqual([]);
  });

  test('of values, however they are written', () => {
    expect(words('scan', '--via', '')).toEqual(['pods', 'ssh']);
    expect(words('scan', '--via', 's')).toEqual(['ssh']);
    expect(words('scan', '--via=p')).toEqual(['--via=pods']);
    expect(words('scan', '--via', '=')).toEqual(['pods', 'ssh']);
    expect(words('scan', '--via', '=', 's')).toEqual(['ssh']);
    expect(words('scan', '--local', '--via', 'ssh', '--no')).toEqual(['--node']);
  });

  test('of files where files fit', () => {
    expect(files('scan', '')).toBe(true);
    expect(files('scan', '--kubeconfig', '')).toBe(true);
    expect(files('scan', '--node', '')).toBe(false);
    expect(files('scan', 'x', '')).toBe(false);
    expect(files('rules', 'list', 'a', 'b', '')).toBe(true);
    expect(words('scan', '--', '--')).toEqual([]);
    expect(files('')).toBe(false);
  });

  test('is printed as kubectl reads it', () => {
    expect(completionText(complete(program(), ['']))).toBe('scan\tjudge\nrules\trules\n:4\n');
    expect(completionText(complete(program(), ['scan', 'x']))).toBe(':0\n');
  });
});

describe('on PATH', () => {
  const folder = () => {
    const path = join(scratch(), 'bin');
    mkdirSync(path);
    for (const name of ['netlint', 'kubectl-netlint', 'kubectl_complete-netlint']) {
      // npm links the scripts in the same way; the tests' own Node instead of the machine's.
      writeFileSync(join(path, name), `#!/bin/sh\nexec "${process.execPath}" "${join(path, `.${name}`)}" "$@"\n`);
      symlinkSync(join(bin, `${name}.js`), join(path, `.${name}`));
      chmodSync(join(path, name), 0o755);
    }
    return path;
  };

  test('bash completes with the script that netlint prints', () => {
    const script = `source <(netlint completion bash)
      try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _netlint; echo "\${COMPREPLY[*]}" | tr '\\n' ' '; echo; }
      try netlint sca
      try netlint scan --ver
      try netlint scan --via ''
      cd /; try netlint scan us`;
    const { stdout, stderr } = spawnSync('bash', ['--norc', '--noprofile', '-c', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      env: { PATH: `${folder()}:${process.env.PATH ?? ''}` },
    });
    expect(stderr).toBe('');
    expect(stdout).toBe('scan \n--verbose \npods ssh agents api \nusr \n');
  });

  test('kubectl finds the plugin and its completion', () => {
    const path = folder();
    const help = spawnSync(join(path, 'kubectl-netlint'), ['--help'], { encoding: 'utf8' });
    // commander knows a link by its own name; kubectl runs exactly that.
    expect(help.stdout).toContain('Usage: ');
    const completed = spawnSync(join(path, 'kubectl_complete-netlint'), ['scan', '--via', 'a'], { encoding: 'utf8' });
    expect(completed.stdout).toBe('agents\napi\n:4\n');
  });
});
