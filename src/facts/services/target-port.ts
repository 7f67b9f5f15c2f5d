import type { Pod, ServicePort } from '../../model/types.ts';

/** A named targetPort, or null for a number. */
export function targetPortName({ targetPort }: ServicePort): string | null {
  return targetPort === null || /^\d{1,5}$/.test(targetPort) ? null : targetPort;
}

/** The port of a pod that a Service port leads to, as the endpoint slice controller finds it; null where the pod has no port of that name. */
export function podPortOf(pod: Pod, port: ServicePort): number | null {
  const name = targetPortName(port);
  if (name === null) return port.targetPort === null || port.targetPort === '0' ? port.port : Number(port.targetPort);
  const found = pod.containerPorts.find((candidate) => candidate.name === name && candidate.protocol === port.protocol);
  return found?.port ?? null;
}
