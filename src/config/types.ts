import type { Waiver } from '../evaluate/types.ts';
import type { Scalar } from '../facts/types.ts';
import type { Problem } from '../rules/problem.ts';
import type { ConfigText, Level } from './schema.ts';

/** Where something stands in the file; 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface RuleSetting {
  /** A rule's id, or a glob over ids. */
  readonly glob: string;
  readonly level: Level | null;
  readonly parameters: ReadonlyMap<string, Scalar>;
  /** Of the entry (path empty), its level or one of its parameters. */
  readonly place: (path?: 'level' | { readonly parameter: string }) => Place;
}

export interface PlacedWaiver extends Waiver {
  readonly at: Place;
  readonly place: (key: keyof Waiver) => Place;
}

/** netlint.yaml, checked by itself; whether its rules and parameters exist is checked in rules.ts and waivers.ts. */
export interface Config {
  /** As the user may name it, and its folder, where its paths start. Null when there is none. */
  readonly file: string | null;
  readonly folder: string;
  readonly rules: readonly RuleSetting[];
  readonly ruleFolders: readonly string[];
  readonly waivers: readonly PlacedWaiver[];
  readonly output: NonNullable<ConfigText['output']>;
  readonly gate: NonNullable<ConfigText['gate']>;
  /** Of a value, such as `gate`, `failOn`; undefined where the file does not have it. */
  readonly place: (...path: readonly (string | number)[]) => Place | undefined;
  /** What is wrong with it. The rest of the file is in force. */
  readonly problems: readonly Problem[];
}

export const noConfig: Config = {
  file: null,
  folder: '.',
  rules: [],
  ruleFolders: [],
  waivers: [],
  output: {},
  gate: {},
  place: () => undefined,
  problems: [],
};
