import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, FAILURE_MODES_FILE } from './load.ts';
import type { Reference } from './types.ts';
import type { YamlValue } from './yaml-source.ts';
import { readYaml } from './yaml-source.ts';

/** One known way in which cluster networks break, as rules/<area>/failure-modes.yaml has it. */
export interface FailureMode {
  readonly id: string;
  readonly area: string;
  readonly slug: string;
  readonly severity: string;
  readonly symptom: string;
  readonly mechanism: string;
  readonly evidence: string;
  readonly guards: string;
  readonly fix: string;
  readonly stories: readonly string[];
  readonly proof: string;
  readonly references: readonly Reference[];
}

/** All failure modes, sorted by id. The files are the package's own; a broken one is a bug and throws. */
export function loadFailureModes(): readonly FailureMode[] {
  return areas()
    .flatMap(({ area, text }) => parseArea(area, text))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** One failure mode, reading no more than its area's file; undefined when there is none. */
export function findFailureMode(id: string): FailureMode | undefined {
  const home = areas().find(({ text }) => text.includes(`\n- id: ${id}\n`) || text.startsWith(`- id: ${id}\n`));
  return home && parseArea(home.area, home.text).find((mode) => mode.id === id);
}

function areas(): readonly { readonly area: string; readonly text: string }[] {
  return readdirSync(catalogue.path)
    .sort()
    .map((area) => ({ area, file: join(catalogue.path, area, FAILURE_MODES_FILE) }))
    .filter(({ file }) => existsSync(file))
    .map(({ area, file }) => ({ area, text: readFileSync(file, 'utf8') }));
}

function parseArea(area: string, text: string): readonly FailureMode[] {
  const { root, problems } = readYaml(join(catalogue.name, area, FAILURE_MODES_FILE), text);
  const [problem] = problems;
  if (problem || root?.kind !== 'list')
    throw new Error(`${area}/${FAILURE_MODES_FILE}:${problem?.line ?? 1}: ${problem?.message ?? 'is no list'}`);
  return root.items.map((item) => ({
    id: textOf(item, 'id'),
    area,
    slug: textOf(item, 'slug'),
    severity: textOf(item, 'severity'),
    symptom: textOf(item, 'symptom'),
    mechanism: textOf(item, 'mechanism'),
    evidence: textOf(item, 'evidence'),
    guards: textOf(item, 'guards'),
    fix: textOf(item, 'fix'),
    proof: textOf(item, 'proof'),
    stories: listOf(item, 'stories').map(scalarText),
    references: listOf(item, 'references').map((reference) => ({
      title: textOf(reference, 'title'),
      url: textOf(reference, 'url'),
    })),
  }));
}

const entryOf = (value: YamlValue, key: string): YamlValue | undefined =>
  value.kind === 'map' ? value.entries.get(key)?.value : undefined;

const scalarText = (value: YamlValue | undefined): string =>
  value?.kind === 'scalar' && value.value !== null ? String(value.value).trim() : '';

const textOf = (value: YamlValue, key: string): string => scalarText(entryOf(value, key));

function listOf(value: YamlValue, key: string): readonly YamlValue[] {
  const list = entryOf(value, key);
  return list?.kind === 'list' ? list.items : [];
}
