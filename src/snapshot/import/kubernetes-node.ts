import { quoted } from '../quote.ts';
import type { ApiObject } from '../types.ts';
import type { ImportArguments } from './arguments.ts';

export interface NodeIdentity {
  readonly kubernetesNode: string | null;
  /** A sentence for the user where the choice may not be meant. */
  readonly doubt?: string;
}

const HOSTNAME = 'kubernetes.io/hostname';

/**
 * Which Kubernetes Node a machine is: what the user says, else the Node of the same name, else the one whose hostname label it is. Without
 * Node objects nobody can compare, and a machine counts as the Node of its own name unless `--machine` says that it is none.
 */
export function identify(
  machine: string,
  { machines, kubernetesNodes }: Pick<ImportArguments, 'machines' | 'kubernetesNodes'>,
  nodes: readonly ApiObject[] | undefined,
): NodeIdentity {
  if (machines.has(machine)) return { kubernetesNode: null };
  const said = kubernetesNodes.get(machine);
  if (said !== undefined) {
    const known = nodes === undefined || nodes.some(({ metadata }) => metadata.name === said);
    return known
      ? { kubernetesNode: said }
      : {
          kubernetesNode: said,
          doubt: `--kubernetes-node ${machine}=${said}: the cluster's nodes have none of this name`,
        };
  }
  if (nodes === undefined || nodes.some(({ metadata }) => metadata.name === machine))
    return { kubernetesNode: machine };
  const labelled = nodes.filter(({ metadata }) => metadata.labels?.[HOSTNAME] === machine);
  const [only] = labelled;
  if (only !== undefined && labelled.length === 1) return { kubernetesNode: only.metadata.name };
  return {
    kubernetesNode: null,
    doubt: `${quoted(machine)} is no Node of the cluster and counts as another machine: say --machine ${machine} if that is meant, or --kubernetes-node ${machine}=NODE`,
  };
}
