import { DEFAULT_JOB_NAMESPACE, type LiveOptions } from './live-options.ts';

/** Said before anything is made: what a collection does to the cluster. */
export function announcement({ via, image, jobNamespace = DEFAULT_JOB_NAMESPACE }: LiveOptions, nodes: number): string {
  const counted = nodes === 1 ? '1 node' : `${nodes} nodes`;
  switch (via) {
    case 'pods':
      return `reading ${counted} through one short-lived Job each in namespace ${jobNamespace} (image ${image}; it sees the node's network and processes and changes nothing), which are removed at the end; --via ssh, agents or api make none.`;
    case 'ssh':
      return `reading ${counted} through ssh; nothing is made in the cluster.`;
    case 'agents':
      return `reading ${counted} through the agents that are there; nothing is made in the cluster.`;
    case 'api':
      return '';
  }
}
