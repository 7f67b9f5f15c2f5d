import { isRecord, text } from './keep.ts';

/** What `/version` says, as an object: the API itself gives it neither kind nor name. */
export const version = { gitVersion: text, major: text, minor: text, platform: text };

export function isVersionAnswer(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && value.kind === undefined && typeof value.gitVersion === 'string' && 'major' in value;
}

export function versionObject(answer: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...answer, apiVersion: 'netlint/v1', kind: 'Version', metadata: { name: 'kube-apiserver' } };
}
