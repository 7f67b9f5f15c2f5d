import type { ApiObject } from '../snapshot/types.ts';
import { namespaceOf, textField, textMap } from './api-fields.ts';
import { known, type Reading, unknown } from './reading.ts';

/** The answer to /version, kept as an object: `v1.33.4-eks-5e0fdde`. */
export function versionOfApiServer(objects: Reading<readonly ApiObject[]>): Reading<string> {
  if (objects.state !== 'known') return objects;
  const version = objects.value.map((object) => textField(object, 'gitVersion')).find((text) => text !== null);
  return version === undefined
    ? unknown('cluster/versions', 'the answer to /version was not collected')
    : known(version, 'GET /version of the API server');
}

/**
 * The controller cuts Endpoints off at 1,000 addresses and says so. `warning` stood there in 1.21 alone, for what later versions cut
 * (kubernetes/enhancements, KEP-752).
 */
export const truncated = (objects: readonly ApiObject[]): readonly string[] =>
  objects
    .filter(({ metadata }) => {
      const state = textMap(metadata.annotations)['endpoints.kubernetes.io/over-capacity'];
      return state === 'truncated' || state === 'warning';
    })
    .map((object) => `${namespaceOf(object)}/${object.metadata.name}`);
