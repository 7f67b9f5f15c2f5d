import { createHash } from 'node:crypto';
import { isRecord } from '../../snapshot/slim/keep.ts';
import type { ApiObject } from '../../snapshot/types.ts';
import type { ApiResource } from './resources.ts';

/** What is remembered of each object of a resource between two readings, by `keyOf`. */
export type Versions = Map<string, ObjectVersion>;

export interface ObjectVersion {
  readonly version: string;
  /** For EndpointSlices, the Service: a slice that is gone cannot be asked any more. */
  readonly owner?: string;
  /** The reading that saw it last. */
  seen?: object;
}

export function keyOf(namespace: string | null | undefined, name: string): string {
  return `${namespace ?? ''}\0${name}`;
}

export function nameIn(key: string): { readonly namespace: string | null; readonly name: string } {
  const at = key.indexOf('\0');
  return { namespace: at === 0 ? null : key.slice(0, at), name: key.slice(at + 1) };
}

/** What is kept, without the version that every heartbeat raises. */
function contentOf(object: ApiObject): string {
  const { resourceVersion, ...metadata } = object.metadata;
  return createHash('sha1')
    .update(JSON.stringify({ ...object, metadata }))
    .digest('base64');
}

export function versionOf(object: ApiObject, { id, motion }: ApiResource): ObjectVersion {
  const version = motion === 'content' ? contentOf(object) : (object.metadata.resourceVersion ?? '');
  const owner = id === 'endpointslices' ? object.metadata.labels?.['kubernetes.io/service-name'] : undefined;
  return owner === undefined ? { version } : { version, owner };
}

/** netlint's own pods come and go while it reads: they are neither kept nor motion. */
export function isOwn(object: unknown): boolean {
  const metadata = isRecord(object) ? object.metadata : undefined;
  const labels = isRecord(metadata) ? metadata.labels : undefined;
  return (
    isRecord(labels) &&
    labels['app.kubernetes.io/managed-by'] === 'netlint' &&
    labels['app.kubernetes.io/name'] === 'netlint-probe'
  );
}
