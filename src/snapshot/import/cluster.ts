import { plain } from '../quote.ts';
import { destinationOf } from '../resources.ts';
import { isRecord } from '../slim/keep.ts';
import { isVersionAnswer, versionObject } from '../slim/version.ts';
import { slim } from '../slim.ts';
import type { ApiObject, ManifestSource } from '../types.ts';
import { type ClusterDraft, sourcesOf } from './cluster-sources.ts';
import type { JsonDocuments } from './json-documents.ts';

export interface ClusterPart {
  /** Slimmed objects by resource. */
  readonly resources: ReadonlyMap<string, readonly ApiObject[]>;
  readonly sources: readonly ManifestSource[];
  /** One sentence each, for the user who runs the import. */
  readonly problems: readonly string[];
}

function fileObject(draft: ClusterDraft, value: unknown, listed: boolean, cut: boolean): void {
  if (!isRecord(value)) return;
  const { apiVersion, kind, metadata } = value;
  if (
    typeof apiVersion !== 'string' ||
    typeof kind !== 'string' ||
    !isRecord(metadata) ||
    typeof metadata.name !== 'string'
  ) {
    draft.foreign.set('(no API object)', (draft.foreign.get('(no API object)') ?? 0) + 1);
    return;
  }
  const namespace = typeof metadata.namespace === 'string' ? metadata.namespace : undefined;
  const destination = destinationOf(apiVersion, kind, metadata.name, namespace, value);
  if (destination.to === 'secret') draft.secrets += 1;
  if (destination.to === 'foreign') draft.foreign.set(destination.kind, (draft.foreign.get(destination.kind) ?? 0) + 1);
  if (destination.to !== 'resource' && destination.to !== 'left-out') return;
  const { resource } = destination;
  const objects = draft.objects.get(resource) ?? new Map<string, ApiObject>();
  draft.objects.set(resource, objects);
  if (listed) draft.listed.add(resource);
  if (cut) draft.cut.add(resource);
  const slimmed = destination.to === 'resource' ? slim(resource, value) : undefined;
  if (slimmed !== undefined) objects.set(`${namespace ?? ''}/${metadata.name}`, slimmed);
}

/** The API server's refusal, printed instead of a list: `{"kind":"Status","status":"Failure",…}`. */
function fileRefusal(draft: ClusterDraft, document: Readonly<Record<string, unknown>>): void {
  const details = isRecord(document.details) ? document.details : {};
  const resource = typeof details.kind === 'string' ? details.kind : 'unread';
  const message = typeof document.message === 'string' ? document.message : 'the API server refused';
  draft.refused.set(plain(resource, 60), plain(message));
}

function fileDocument(draft: ClusterDraft, document: unknown): void {
  if (Array.isArray(document)) {
    for (const item of document) fileObject(draft, item, true, false);
    return;
  }
  if (!isRecord(document)) return;
  const { kind, apiVersion, items, metadata } = document;
  if (kind === 'Status') {
    if (document.status !== 'Success') fileRefusal(draft, document);
    return;
  }
  const version = isVersionAnswer(document.serverVersion) ? document.serverVersion : document;
  if (isVersionAnswer(version)) {
    fileObject(draft, versionObject(version), false, false);
    return;
  }
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) {
    fileObject(draft, document, false, false);
    return;
  }
  // A typed list (`kubectl get --raw`) leaves out kind and apiVersion of its items, and may be a page of several.
  const typed = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  const cut = isRecord(metadata) && typeof metadata.continue === 'string' && metadata.continue !== '';
  if (items.length === 0 && kind !== 'List') fileEmptyList(draft, typed);
  for (const item of items) fileObject(draft, isRecord(item) ? { ...typed, ...item } : item, true, cut);
}

/** An empty typed list says that there is none: that was looked at. */
function fileEmptyList(draft: ClusterDraft, typed: { apiVersion?: unknown; kind?: string }): void {
  if (typeof typed.apiVersion !== 'string' || typed.kind === undefined) return;
  const destination = destinationOf(typed.apiVersion, typed.kind, '', undefined, {});
  if (destination.to !== 'resource' && destination.to !== 'left-out') return;
  draft.listed.add(destination.resource);
  if (!draft.objects.has(destination.resource)) draft.objects.set(destination.resource, new Map());
}

/** Sorts the objects of all `--cluster` inputs by resource and slims them. Nothing in the result depends on the order within a list. */
export function clusterPart(inputs: readonly JsonDocuments[]): ClusterPart {
  const draft: ClusterDraft = {
    objects: new Map(),
    listed: new Set(),
    cut: new Set(),
    foreign: new Map(),
    refused: new Map(),
    problems: inputs.flatMap(({ problems }) => problems),
    secrets: 0,
  };
  for (const { documents } of inputs) for (const document of documents) fileDocument(draft, document);
  const sources = sourcesOf(draft);
  return {
    resources: new Map([...draft.objects].map(([resource, objects]) => [resource, [...objects.values()]])),
    sources,
    problems: [
      ...draft.problems,
      ...sources
        .filter(({ id, status }) => status !== 'ok' && id !== 'cluster/unread')
        .map(({ id, reason }) => `${id}: ${reason}`),
    ],
  };
}
