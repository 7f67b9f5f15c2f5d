import type { AnyFact, FactRegistry } from '../facts/registry.ts';
import { inScope } from '../facts/scope.ts';
import type { TargetKind } from '../facts/types.ts';
import type { Checker } from './checker.ts';
import { hint } from './suggest.ts';
import type { Parameter } from './types.ts';
import type { YamlValue } from './yaml-source.ts';

/** What conditions and templates of one rule may name. */
export interface Names {
  readonly target: TargetKind;
  readonly facts: FactRegistry;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

/** A fact that exists and that the rule's target can be asked about. */
export function readFactName(check: Checker, node: YamlValue, names: Names): AnyFact | undefined {
  const name = check.text(node, 'fact');
  return name === undefined ? undefined : resolveFact(check, name, node.at, names);
}

export function resolveFact(check: Checker, name: string, at: number, { facts, target }: Names): AnyFact | undefined {
  const fact = facts.get(name);
  const usable = (): string[] =>
    [...facts.values()].filter((candidate) => inScope(target, candidate.target)).map((candidate) => candidate.name);
  if (!fact) return check.error(at, `unknown fact "${name}"${hint(name, usable(), '; `netlint facts` lists them')}`);
  if (inScope(target, fact.target)) return fact;
  return check.error(
    at,
    `${name} is about a ${fact.target}, and the rule's target is a ${target}; use a fact of the ${target}, or another target`,
  );
}
