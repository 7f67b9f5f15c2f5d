import type { Template } from './template.ts';
import type { Condition } from './types.ts';

/** A condition as one line for people: `node.x equal vxlan and (a or b)`. */
export function describeCondition(condition: Condition, inner = false): string {
  switch (condition.kind) {
    case 'leaf': {
      const { fact, operator, parameter, value } = condition;
      const operand =
        parameter === null
          ? value === null
            ? ''
            : ` ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`
          : ` ${parameter} (${String(value)})`;
      return `${fact} ${operator}${operand}`;
    }
    case 'not':
      return `not (${describeCondition(condition.condition)})`;
    default: {
      const parts = condition.conditions.map((part) => describeCondition(part, condition.conditions.length > 1));
      const joined = parts.join(condition.kind === 'all' ? ' and ' : ' or ');
      return inner && parts.length > 1 ? `(${joined})` : joined;
    }
  }
}

/** A template with its names in angle brackets: `ip link set <device.name> up`. */
export function describeTemplate(template: Template): string {
  return template.parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'item') return `<${part.field}>`;
      return `<${part.name}>`;
    })
    .join('')
    .trim();
}
