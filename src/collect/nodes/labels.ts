/** How netlint finds what it has made on a cluster again: the recommended labels of Kubernetes, and nothing of its own. */
const MANAGED_BY = 'app.kubernetes.io/managed-by';
const NAME = 'app.kubernetes.io/name';
const INSTANCE = 'app.kubernetes.io/instance';

/** Of the Jobs and pods of a collection; `run` tells one collection from another. */
export const probeLabels = (run: string): Readonly<Record<string, string>> => ({
  [MANAGED_BY]: 'netlint',
  [NAME]: 'netlint-probe',
  [INSTANCE]: run,
});

/** A label selector, ready for a query: of one run, or of all. */
export const probeSelector = (run?: string): string =>
  encodeURIComponent(`${MANAGED_BY}=netlint,${NAME}=netlint-probe${run === undefined ? '' : `,${INSTANCE}=${run}`}`);

/** Of the DaemonSet that is there before netlint comes, which clean-up leaves alone. */
export const AGENT_LABELS: Readonly<Record<string, string>> = { [NAME]: 'netlint-agent' };
export const AGENT_SELECTOR: string = encodeURIComponent(`${NAME}=netlint-agent`);
