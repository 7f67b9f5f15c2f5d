import { POD_NICS } from '../../snapshot/resources.ts';
import { isNetworkEvent } from '../../snapshot/slim/event.ts';
import { isRecord } from '../../snapshot/slim/keep.ts';
import { isPodNicName } from '../../snapshot/slim/pod-nic.ts';
import { countEndpoints } from './count-endpoints.ts';
import { isOwn } from './object-version.ts';
import type { ApiResource } from './resources.ts';

/** Which part of a resource stays, before it is slimmed. */
export function keeperOf(
  { id }: ApiResource,
  slices: boolean,
): (object: Readonly<Record<string, unknown>>) => typeof object | undefined {
  switch (id) {
    case 'events':
      return (object) => (isNetworkEvent(object) ? object : undefined);
    case 'pods':
      return (object) => (isOwn(object) ? undefined : object);
    case 'endpoints':
      return slices ? countEndpoints : (object) => object;
    case POD_NICS:
      return (object) => (isRecord(object.metadata) && isPodNicName(String(object.metadata.name)) ? object : undefined);
    default:
      return (object) => object;
  }
}
