import { type AgentParts, agentParts } from './agent-text.ts';
import { HISTORY_NAME, HISTORY_RIGHTS } from './history-rights.ts';
import { readingRights, rightsForNodes } from './reading-rights.ts';
import { rulesText } from './rules-text.ts';
import { valuesSchema } from './values-schema.ts';

const REMARK = '{{- /* Written by "npm run deploy:parts" from src/collect: change it there. */ -}}\n';

const define = (name: string, text: string): string => {
  // A brace pair of ours would be taken for the template's.
  if (/\{\{(?! include "netlint\.| \.Values\.|- if semverCompare |- end )/.test(text))
    throw new Error(`${name} holds text that helm would take for its own: ${text}`);
  return `{{- define "${name}" -}}\n${text}\n{{- end }}\n`;
};

/** Rules of roles: `netlint.rules.reading[.NAMESPACE]`, `netlint.rules.nodes.WAY` (here), `netlint.rules.nodes.WAY.cluster`. */
function permissions(): string {
  const rights = readingRights();
  const namespaces = [...rights.keys()].filter((one) => one !== null).sort();
  return [
    REMARK,
    define('netlint.reading.namespaces', namespaces.join(' ')),
    ...[...rights].map(([namespace, list]) =>
      define(`netlint.rules.reading${namespace === null ? '' : `.${namespace}`}`, rulesText(list)),
    ),
    ...(['pods', 'agents'] as const).flatMap((way) => {
      const { everywhere, here } = rightsForNodes(way);
      return [
        define(`netlint.rules.nodes.${way}.cluster`, rulesText(everywhere)),
        define(`netlint.rules.nodes.${way}`, rulesText(here)),
      ];
    }),
    define(
      'netlint.rules.history',
      rulesText(HISTORY_RIGHTS).replaceAll(`"${HISTORY_NAME}"`, '{{ include "netlint.historyName" . | quote }}'),
    ),
  ].join('');
}

function agent({ labels, annotations, pod, container, updateStrategy }: AgentParts): string {
  return [
    REMARK,
    define(
      'netlint.agent.labels',
      Object.entries(labels)
        .map(([key, value]) => `${key}: ${value}`)
        .join('\n'),
    ),
    define('netlint.agent.updateStrategy', updateStrategy),
    define('netlint.agent.annotations', annotations),
    define('netlint.agent.pod', pod),
    define('netlint.agent.containers', sinceVersion(container, /^( *)appArmorProfile:\n\1 +.*\n/m, '1.30')),
  ].join('');
}

/** A field that older API servers do not know, and refuse. */
function sinceVersion(text: string, field: RegExp, version: string): string {
  if (!field.test(text)) throw new Error(`${field} is not in the manifest of the agents`);
  const condition = `{{- if semverCompare ">=${version}-0" .Capabilities.KubeVersion.Version }}`;
  return text.replace(field, (found) => `${' '.repeat(4)}${condition}\n${found}${' '.repeat(4)}{{- end }}\n`);
}

/** What of the chart follows from the source, by path in the chart. */
export function helmFiles(): ReadonlyMap<string, string> {
  const parts = agentParts({
    namespace: '{{ include "netlint.namespace" . }}',
    image: '{{ include "netlint.nodeImage" . | quote }}',
    interval: '{{ .Values.nodes.interval | quote }}',
  });
  return new Map([
    ['templates/_permissions.tpl', permissions()],
    ['templates/_agent.tpl', agent(parts)],
    ['values.schema.json', `${JSON.stringify(valuesSchema(), null, 2)}\n`],
  ]);
}
