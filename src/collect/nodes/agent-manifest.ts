import { containerAccess, POD_ACCESS, shellCommand } from './container.ts';
import { AGENT_LOOP } from './in-pod-shell.ts';
import { AGENT_LABELS } from './labels.ts';
import { packScript } from './packed-script.ts';

export const AGENT_CONTAINER = 'agent';
/** Little, because the scheduler has to find room for it on every node. */
const SHARE = '10m';
/** The probe of an agent may take its time. */
const PROBE_SECONDS = 60;

export interface AgentManifestOptions {
  readonly namespace: string;
  readonly image: string;
  /** Seconds from the end of one look to the begin of the next one. */
  readonly interval: number;
  /** The probe script. */
  readonly script: string;
}

/** How old an agent's newest frame may be before it is taken for one that hangs, in seconds. */
export const oldestFrame = (interval: number): number => 3 * interval + 2 * PROBE_SECONDS;

/** The annotation in which an agent says how often it looks. */
export const INTERVAL_ANNOTATION = 'netlint/interval-seconds';

/**
 * The DaemonSet whose pods look at their node every so often and print what they see into their log. They listen nowhere and have no
 * token; who reads their logs needs no more than that.
 */
export function agentManifest(options: AgentManifestOptions): Readonly<Record<string, unknown>> {
  const { namespace, image, interval } = options;
  const { packing, text } = packScript(options.script);
  const words = [packing, text, `${PROBE_SECONDS + 15}`, `${interval}`, '--budget', `${PROBE_SECONDS}`];
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'netlint-agent', namespace, labels: AGENT_LABELS },
    spec: {
      selector: { matchLabels: AGENT_LABELS },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '20%' } },
      template: {
        metadata: {
          labels: AGENT_LABELS,
          annotations: {
            [INTERVAL_ANNOTATION]: `${interval}`,
            // Log shippers that know this word leave the frames out.
            'fluentbit.io/exclude': 'true',
            [`container.apparmor.security.beta.kubernetes.io/${AGENT_CONTAINER}`]: 'unconfined',
          },
        },
        spec: {
          ...POD_ACCESS,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          terminationGracePeriodSeconds: 10,
          containers: [
            { ...containerAccess(SHARE), name: AGENT_CONTAINER, image, command: shellCommand(AGENT_LOOP, words) },
          ],
        },
      },
    },
  };
}
