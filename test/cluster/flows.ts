import { flannelFlows } from '../lab/flannel-flows.ts';
import type { Flow } from '../lab/lab.ts';
import type { RunningPod } from '../lab/pods.ts';

/** What works in a healthy cluster: the lab's flows, with a real API server and names that CoreDNS has to ask its own name server for. */
export function realFlows(plan: Parameters<typeof flannelFlows>[0], pods: readonly RunningPod[]): readonly Flow[] {
  const flows = flannelFlows(plan, pods).map((flow) =>
    // A TLS server says in plain HTTP that this is not how to talk to it: the answer of the real API server.
    flow.id.startsWith('api ') ? { ...flow, kind: 'http' as const, what: '/', answer: 'HTTP/1.0 400' } : flow,
  );
  const forwarded = flows
    .filter(({ id }) => id.startsWith('dns '))
    .map((flow) => ({
      ...flow,
      id: flow.id.replace('dns', 'dns-outside'),
      what: 'example.test',
      answer: '203.0.113.10',
    }));
  return [...flows, ...forwarded];
}
