import { absentBecause, fromReading, scalarValue } from '../fact-value.ts';
import { defineFact } from '../types.ts';

export const healthFacts = [
  defineFact({
    name: 'node.flannel.health',
    target: 'node',
    type: 'string',
    values: ['ok', 'silent', 'not-ok'],
    doc: "What flanneld's health server (--healthz-port) answers on the node: ok, nothing in time (silent: the process is stopped or starved). flanneld says ok as long as it lives, whatever its rules and routes are. Absent where flanneld does not run has no health server, or none that takes connections.",
    sources: ['flanneld-healthz'],
    compute: ({ node }) =>
      fromReading(node.flanneldHealth, ({ state }) =>
        state === 'refused' ? absentBecause('nothing listens on its port') : scalarValue(state),
      ),
  }),
] as const;
