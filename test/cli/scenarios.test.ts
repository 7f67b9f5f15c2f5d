import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fillIn, parseScenario, runScenario } from './scenario.ts';

const folder = new URL('./scenarios/', import.meta.url);
const scenarios = readdirSync(folder)
  .filter((name) => name.endsWith('.scenario'))
  .sort()
  .map((name) => [name, parseScenario(readFileSync(new URL(name, folder), 'utf8'))] as const);

test.each(scenarios)(
  '%s',
  (_, scenario) => {
    const { status, stdout, stderr } = runScenario(scenario);
    const wanted = {
      stdout: scenario.stdout === null ? stdout : fillIn(scenario.stdout, stdout),
      stderr: fillIn(scenario.stderr, stderr),
      status: scenario.status,
    };
    expect({ stdout, stderr, status }, scenario.title).toEqual(wanted);
  },
  60_000,
);
