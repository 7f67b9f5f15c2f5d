import { daemonContainers } from './container.ts';
import { flag, listOf, number, shape, text, textMap, texts } from './keep.ts';

export const selector = shape({
  matchLabels: textMap,
  matchExpressions: listOf(shape({ key: text, operator: text, values: texts })),
});

/** DaemonSet and Deployment. */
export const workload = {
  spec: shape({
    replicas: number,
    selector,
    updateStrategy: shape({ type: text }),
    template: shape({
      metadata: shape({ labels: textMap }),
      spec: shape({
        hostNetwork: flag,
        dnsPolicy: text,
        nodeSelector: textMap,
        tolerations: listOf(shape({ key: text, operator: text, value: text, effect: text })),
        initContainers: daemonContainers,
        containers: daemonContainers,
      }),
    }),
  }),
  status: shape({
    observedGeneration: number,
    desiredNumberScheduled: number,
    currentNumberScheduled: number,
    updatedNumberScheduled: number,
    numberReady: number,
    numberAvailable: number,
    numberUnavailable: number,
    numberMisscheduled: number,
    replicas: number,
    updatedReplicas: number,
    readyReplicas: number,
    availableReplicas: number,
    unavailableReplicas: number,
  }),
};

/** Only whose pods it makes, and how many: the template is the Deployment's. */
export const replicaSet = {
  spec: shape({ replicas: number }),
  status: shape({ replicas: number, readyReplicas: number, availableReplicas: number }),
};

export const statefulSet = {
  spec: shape({ replicas: number, selector, template: shape({ metadata: shape({ labels: textMap }) }) }),
  status: shape({ replicas: number, readyReplicas: number, availableReplicas: number }),
};

export const namespace = { status: shape({ phase: text }) };
