import type { Pod } from '../../model/types.ts';

/** The number behind a targetPort that is a name, on this pod. */
export function portOf(pod: Pod, targetPort: string | null, port: number): number {
  if (targetPort === null || targetPort === '') return port;
  if (/^\d{1,5}$/.test(targetPort)) return Number(targetPort);
  return pod.containerPorts.find(({ name }) => name === targetPort)?.port ?? port;
}
