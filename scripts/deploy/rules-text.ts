import type { Permission } from '../../src/collect/cluster/permissions.ts';
import { type PolicyRule, rulesOf } from '../../src/collect/cluster/rbac.ts';

const nameOf = ({ resource, subresource }: Permission): string =>
  subresource === undefined ? resource : `${resource}/${subresource}`;

/** `list pods: what for`, once for all resources that have the same reason. */
function reasons(rule: PolicyRule, permissions: readonly Permission[]): readonly string[] {
  const meant = permissions.filter(
    (one) =>
      rule.apiGroups.includes(one.group) &&
      rule.resources.includes(nameOf(one)) &&
      rule.verbs.includes(one.verb) &&
      (one.names ?? []).every((name) => rule.resourceNames?.includes(name)) &&
      (one.names === undefined) === (rule.resourceNames === undefined),
  );
  return [...Map.groupBy(meant, ({ verb, why }) => `${verb}\0${why}`).values()].map((alike) => {
    const [{ verb = '', why = '' } = {}] = alike;
    return `# ${verb} ${alike.map(nameOf).join(', ')}: ${why}`;
  });
}

/** The rules of a role as the items of a YAML list, each with its reasons above it. */
export function rulesText(permissions: readonly Permission[]): string {
  return rulesOf(permissions)
    .map((rule) => [...reasons(rule, permissions), ruleText(rule)].join('\n'))
    .join('\n');
}

/** Its lists in one line each, as JSON, which is YAML too. */
const ruleText = (rule: PolicyRule): string =>
  Object.entries(rule)
    .map(([key, values], index) => `${index === 0 ? '-' : ' '} ${key}: [${values.map(quoted).join(', ')}]`)
    .join('\n');

const quoted = (word: string): string => JSON.stringify(word);

/** A text moved to the right. */
export const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));
