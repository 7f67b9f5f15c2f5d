import { containerAccess, POD_ACCESS, shellCommand } from '../container.ts';
import { ONE_LOOK } from '../in-pod-shell.ts';
import { probeLabels } from '../labels.ts';
import type { PackedScript } from '../packed-script.ts';

export interface JobOptions {
  readonly name: string;
  readonly run: string;
  /** Kubernetes name of the node. */
  readonly node: string;
  readonly image: string;
  readonly script: PackedScript;
  /** 4 to 40 letters and digits, in the marks of the log. */
  readonly nonce: string;
  /** For the probe, by its own clock. */
  readonly seconds: number;
  /** Its share of a busy node, `100m`. */
  readonly cpu: string;
}

export const CONTAINER = 'probe';
/** Seconds after which a finished Job goes by itself, when netlint was ended before it could clear up. */
const LEFT_FOR = 120;
/** For the probe to remove its temporary folder on the node. */
const GRACE = 10;

/** The Job that looks at one node. */
export function probeJob(options: JobOptions): Readonly<Record<string, unknown>> {
  const labels = probeLabels(options.run);
  // After that the probe is ended the hard way, after that the pod.
  const patience = options.seconds + 5;
  const words = [options.nonce, options.script.packing, options.script.text, `${patience}`];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: options.name, labels },
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      activeDeadlineSeconds: patience + 60,
      ttlSecondsAfterFinished: LEFT_FOR,
      template: {
        metadata: {
          labels,
          // For kubelets older than 1.30, which know no appArmorProfile.
          annotations: { [`container.apparmor.security.beta.kubernetes.io/${CONTAINER}`]: 'unconfined' },
        },
        spec: {
          ...POD_ACCESS,
          // Past the scheduler: the node is known, and a scheduler that stands still or a cordoned node must not matter.
          nodeName: options.node,
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: GRACE,
          containers: [
            {
              ...containerAccess(options.cpu),
              name: CONTAINER,
              image: options.image,
              command: shellCommand(ONE_LOOK, [...words, '--budget', `${options.seconds}`]),
            },
          ],
        },
      },
    },
  };
}
