import { helmFiles } from './helm-files.ts';
import { kustomizeFiles } from './kustomize-files.ts';

/** Every file of deploy/ that follows from the source, by path in it. */
export const deployFiles = (): ReadonlyMap<string, string> =>
  new Map([
    ...[...helmFiles()].map(([path, text]) => [`helm/netlint/${path}`, text] as const),
    ...[...kustomizeFiles()].map(([path, text]) => [`kustomize/${path}`, text] as const),
  ]);
