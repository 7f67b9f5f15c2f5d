import { POD_NICS } from '../../snapshot/resources.ts';
import type { Served } from './discovery.ts';
import { type ApiResource, NIC_RESOURCE } from './resources.ts';

/** Groups that have a resource called `nics`. Unknown where the server did not say what it serves. */
export function nicResources(served: Served): readonly ApiResource[] {
  return [...served].flatMap(([group, versions]) =>
    group.endsWith('.k8s.io') || !group.includes('.')
      ? []
      : [...versions]
          .filter(([, resources]) => resources?.has(NIC_RESOURCE.resource))
          .slice(0, 1)
          .map(([version]) => ({
            id: POD_NICS,
            group,
            versions: [version],
            resource: NIC_RESOURCE.resource,
            optional: true,
            why: NIC_RESOURCE.why,
            motion: 'none' as const,
          })),
  );
}
