import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

interface Import {
  readonly from: string;
  /** A file below src/, or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Which stage may use which: code and types, or only types of it. An earlier stage never knows a later one. */
const arrows: Readonly<Record<string, { readonly code: readonly string[]; readonly types: readonly string[] }>> = {
  files: { code: [], types: [] },
  snapshot: { code: ['files'], types: [] },
  collect: { code: ['snapshot'], types: [] },
  parse: { code: [], types: ['model'] },
  model: { code: ['parse', 'snapshot'], types: [] },
  walk: { code: ['model'], types: ['parse'] },
  facts: { code: ['model', 'walk'], types: ['parse', 'snapshot'] },
  rules: { code: [], types: ['facts'] },
  evaluate: { code: ['rules', 'facts'], types: ['model', 'snapshot'] },
  gate: { code: [], types: ['evaluate', 'model'] },
  config: { code: ['rules', 'files'], types: ['facts', 'evaluate', 'gate'] },
  report: { code: [], types: ['evaluate', 'gate'] },
  audit: { code: ['collect', 'snapshot', 'files', 'gate', 'report'], types: ['evaluate'] },
  cli: {
    code: [
      'collect',
      'snapshot',
      'files',
      'parse',
      'model',
      'walk',
      'facts',
      'rules',
      'config',
      'evaluate',
      'gate',
      'report',
      'audit',
    ],
    types: [],
  },
};

/** Single files that a stage may use although the arrows do not lead there: plain data and arithmetic that know no stage. */
const shared: readonly (readonly [stage: string, file: string])[] = [
  ['parse', 'model/ip.ts'],
  ['walk', 'parse/records.ts'],
  ['facts', 'parse/kubernetes-version.ts'],
  ['facts', 'parse/kubelet-config.ts'],
  ['rules', 'facts/scope.ts'],
  ['gate', 'evaluate/types.ts'],
  ['gate', 'evaluate/glob.ts'],
  ['gate', 'evaluate/summary.ts'],
  ['gate', 'evaluate/fingerprint.ts'],
  ['report', 'evaluate/types.ts'],
  ['audit', 'evaluate/types.ts'],
  ['report', 'evaluate/summary.ts'],
  ['config', 'evaluate/types.ts'],
  ['config', 'evaluate/glob.ts'],
  ['config', 'facts/scope.ts'],
  ['config', 'report/report.ts'],
];

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : [];
  });
}

function importsOf(path: string): readonly Import[] {
  const text = readFileSync(path, 'utf8');
  const found = [
    ...text.matchAll(
      /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gms,
    ),
  ];
  return found.map(([statement, type, from, bare, dynamic]) => {
    const to = from ?? bare ?? dynamic ?? '';
    const onlyTypes = type !== undefined || /^import\s+\{(?:\s*type\s[^,}]*,?)+\s*\}/.test(statement);
    return {
      from: relative(source, path),
      to: to.startsWith('.') ? relative(source, join(dirname(path), to)) : to,
      typeOnly: onlyTypes,
    };
  });
}

const files = filesBelow(source);
const imports = files.flatMap(importsOf);
const stageOf = (file: string): string | undefined =>
  file.includes('/') ? file.slice(0, file.indexOf('/')) : undefined;
const isSource = (file: string): boolean => file.endsWith('.ts') && Object.hasOwn(arrows, stageOf(file) ?? '');

test('every folder of src is a stage', () => {
  const folders = new Set(files.map((path) => stageOf(relative(source, path))).filter((stage) => stage !== undefined));
  expect([...folders].sort()).toEqual(Object.keys(arrows).sort());
});

describe('the arrows between the stages point one way', () => {
  test.each(Object.entries(arrows))('%s', (stage, { code, types }) => {
    const wrong = imports
      .filter(({ from, to }) => stageOf(from) === stage && isSource(to) && stageOf(to) !== stage)
      .filter(({ to, typeOnly }) => {
        const target = stageOf(to) ?? '';
        const allowed = code.includes(target) || (typeOnly && types.includes(target));
        return !allowed && !shared.some(([user, file]) => user === stage && file === to);
      })
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(wrong).toEqual([]);
  });
});

describe('libraries with places of their own', () => {
  test.each([
    ['json-rules-engine', ['rules/adapter.ts']],
    ['fastest-levenshtein', ['rules/suggest.ts', 'facts/services/service-selection.ts']],
  ] as const)('%s', (library, places) => {
    expect(
      imports
        .filter(({ to }) => to === library)
        .map(({ from }) => from)
        .filter((file) => !(places as readonly string[]).includes(file)),
    ).toEqual([]);
  });

  test('the Kubernetes client is known to collect alone, and commander to cli', () => {
    const users = (library: string) => [
      ...new Set(imports.filter(({ to }) => to === library).map(({ from }) => stageOf(from))),
    ];
    expect(users('@kubernetes/client-node').filter((stage) => stage !== 'collect')).toEqual([]);
    expect(users('commander')).toEqual(['cli']);
  });
});

test('only the transports start processes, and what the user wants to be told with', () => {
  const users = imports.filter(({ to }) => to === 'node:child_process').map(({ from }) => from);
  expect([...new Set(users)].filter((file) => stageOf(file) !== 'collect')).toEqual(['audit/run-command.ts']);
});
