import type { ApiClient } from '../collect/cluster/client-types.ts';
import { agentsTransport } from '../collect/nodes/agents.ts';
import { podsTransport } from '../collect/nodes/pods/pods.ts';
import { sshTransport } from '../collect/nodes/ssh/ssh.ts';
import type { NodeTransport } from '../collect/nodes/types.ts';
import { netlintVersion } from '../version.ts';
import { DEFAULT_JOB_NAMESPACE, type LiveOptions } from './live-options.ts';

/** The way to the nodes, made anew for each round; null where none is read. */
export function transportOf(options: LiveOptions, client: ApiClient | null): (() => NodeTransport) | null {
  const netlint = netlintVersion();
  switch (options.via) {
    case 'api':
      return null;
    case 'ssh':
      return () => sshTransport({ netlint, ...(options.sshUser === undefined ? {} : { user: options.sshUser }) });
    case 'pods':
      return (
        client &&
        (() =>
          podsTransport({
            client,
            netlint,
            namespace: options.jobNamespace ?? DEFAULT_JOB_NAMESPACE,
            image: options.image,
          }))
      );
    case 'agents':
      return client && (() => agentsTransport({ client, namespace: options.jobNamespace ?? null }));
  }
}
