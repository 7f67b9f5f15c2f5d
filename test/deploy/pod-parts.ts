import type { Manifest } from './programs.ts';

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
  readonly resources?: unknown;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface PodTemplate {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>> & { readonly containers: readonly Container[] };
}

export const templateOf = (object: Manifest): PodTemplate => {
  const spec = object.spec as {
    readonly template?: PodTemplate;
    readonly jobTemplate?: { spec: { template: PodTemplate } };
  };
  const template = spec.template ?? spec.jobTemplate?.spec.template;
  if (template === undefined) throw new Error(`${object.kind} has no pod template`);
  return template;
};

/** Of a pod with one. */
export function containerOf(object: Manifest): Container {
  const [container] = templateOf(object).spec.containers;
  if (container === undefined) throw new Error(`${object.kind} has no container`);
  return container;
}
