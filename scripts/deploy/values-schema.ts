import { gateThresholds } from '../../src/config/schema.ts';
import { formats } from '../../src/report/report.ts';

type Schema = Readonly<Record<string, unknown>>;

const object = (properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  additionalProperties: false,
  ...more,
});
const text = (more: Schema = {}): Schema => ({ type: 'string', ...more });
/** Empty means that the default holds. */
const maybe = (pattern: string): Schema => text({ pattern: `^(|${pattern})$` });
const oneOf = (...values: readonly unknown[]): Schema => ({ enum: values });
const whole = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum });
const list = (items: Schema): Schema => ({ type: 'array', items });
const yes: Schema = { type: 'boolean' };
/** Left to the API server's own schema. */
const anyObject: Schema = { type: 'object' };
const words: Schema = { type: 'object', additionalProperties: text() };

const NAME = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const QUANTITY = '[0-9]+(\\.[0-9]+)?([KMGTP]i?|m)?';
/** What stays inside the folder of the nights. */
const FILE = '^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$';

const properties: Readonly<Record<string, Schema>> = {
  image: object({
    repository: text(),
    tag: maybe('[A-Za-z0-9_][A-Za-z0-9._-]{0,127}'),
    digest: maybe('sha256:[0-9a-f]{64}'),
    pullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
  }),
  imagePullSecrets: list(object({ name: text() })),
  nameOverride: maybe(NAME),
  fullnameOverride: maybe(NAME),
  schedule: text({ minLength: 1 }),
  timeZone: maybe('[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*'),
  suspend: yes,
  nodes: object({
    via: oneOf('agents', 'pods', 'api'),
    interval: whole(10, 86_400),
    image: text(),
    priorityClassName: text(),
  }),
  audit: object({
    keep: whole(1, 10_000),
    failOn: oneOf(...gateThresholds),
    minCoverage: { type: ['number', 'null'], minimum: 0, maximum: 100 },
    timeout: whole(10, 86_400),
    outputs: object(Object.fromEntries(formats.map((format) => [format, text({ pattern: FILE })]))),
    onNew: list(text()),
    extraArgs: list(text()),
  }),
  config: text(),
  storage: object({
    kind: oneOf('configMap', 'pvc', 'none'),
    pvc: object({
      existingClaim: maybe(NAME),
      size: text({ pattern: `^${QUANTITY}$` }),
      storageClassName: text(),
      accessModes: list(oneOf('ReadWriteOnce', 'ReadWriteOncePod', 'ReadWriteMany')),
    }),
    scratch: text({ pattern: `^${QUANTITY}$` }),
  }),
  webhook: object({
    url: maybe('https?://.+'),
    notify: oneOf('new', 'change', 'always'),
    secretRef: object({ name: text(), key: text({ minLength: 1 }) }),
  }),
  serviceAccount: object({ create: yes, name: text(), annotations: words }),
  rbac: object({ create: yes, kubeFlannel: oneOf(true, false, 'auto') }),
  networkPolicy: object({
    enabled: yes,
    apiServer: object({ cidrs: list(text()), ports: { ...list(whole(1, 65_535)), minItems: 1 } }),
    dns: list(anyObject),
    egress: list(anyObject),
  }),
  resources: anyObject,
  podAnnotations: words,
  podLabels: words,
  nodeSelector: words,
  tolerations: list(anyObject),
  affinity: anyObject,
  priorityClassName: text(),
  global: anyObject,
};

/** The chart's values.schema.json. */
export const valuesSchema = (): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: "Values of netlint's chart",
  ...object(properties),
});
