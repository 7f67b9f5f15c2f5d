import { Document, isScalar, visit } from 'yaml';
import { agentManifest } from '../../src/collect/nodes/agent-manifest.ts';
import { CAPABILITIES } from '../../src/collect/nodes/container.ts';
import { probeScript } from '../../src/collect/script.ts';
import { netlintVersion } from '../../src/version.ts';

/** What differs from installation to installation. */
export interface AgentPlaces {
  readonly namespace: string;
  readonly image: string;
  /** Seconds, as a YAML scalar. */
  readonly interval: string;
}

export interface AgentParts {
  readonly labels: Readonly<Record<string, string>>;
  readonly updateStrategy: string;
  readonly annotations: string;
  /** The pod's spec without its container. */
  readonly pod: string;
  readonly container: string;
  /** All of it. */
  readonly manifest: string;
}

const IMAGE = 'image-of-the-agents';
const NAMESPACE = 'namespace-of-the-agents';
const INTERVAL = 987654;

type Fields = Readonly<Record<string, unknown>>;
interface DaemonSet {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly updateStrategy: Fields;
    readonly template: {
      readonly metadata: { readonly annotations: Fields };
      readonly spec: Fields & { readonly containers: readonly Fields[] };
    };
  };
}

/** The DaemonSet of `netlint rbac --via agents` as YAML text, with the reason behind each capability, cut where a template joins it. */
export function agentParts(places: AgentPlaces): AgentParts {
  const script = probeScript(netlintVersion(), {});
  const manifest = agentManifest({ namespace: NAMESPACE, image: IMAGE, interval: INTERVAL, script });
  const { metadata, spec } = manifest as unknown as DaemonSet;
  const { containers, ...pod } = spec.template.spec;
  const text = (value: unknown): string =>
    withReasons(value)
      .replaceAll(IMAGE, places.image)
      .replaceAll(NAMESPACE, places.namespace)
      .replaceAll(`"${INTERVAL}"`, places.interval);
  return {
    labels: metadata.labels,
    updateStrategy: text(spec.updateStrategy),
    annotations: text(spec.template.metadata.annotations),
    pod: text(pod),
    container: text(containers),
    manifest: text(manifest),
  };
}

function withReasons(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      const reason = isScalar(node) && typeof node.value === 'string' ? reasonOf(node.value) : undefined;
      if (reason !== undefined) node.comment = ` ${reason}`;
    },
  });
  return document.toString({ lineWidth: 0 }).trimEnd();
}

const reasonOf = (word: string): string | undefined =>
  Object.hasOwn(CAPABILITIES, word) ? CAPABILITIES[word] : undefined;
