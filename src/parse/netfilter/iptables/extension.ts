import type { AddressRange, Match, Statement } from '../../../model/netfilter.ts';
import type { Family } from '../../records.ts';

/** One option of an extension as the rule line has it: `! --ctstate NEW` is name --ctstate, negated, arguments [NEW]. */
export interface Option {
  readonly name: string;
  readonly negated: boolean;
  readonly args: readonly string[];
}

/** What readers share while one text is parsed. */
export interface RuleContext {
  readonly family: Family;
  /** A network in text, parsed once; undefined when it is none of this family. */
  readonly network: (text: string) => AddressRange | undefined;
}

/**
 * `-m NAME`: reads its options into matches, all of which must hold. Options take one argument unless they are named here.
 * undefined says that something in them is not modelled; the caller then keeps the text as an unmodelled match.
 */
export interface MatchExtension {
  readonly flags?: readonly string[];
  readonly pairs?: readonly string[];
  readonly read: (options: readonly Option[], context: RuleContext) => readonly Match[] | undefined;
}

/** `-j NAME`: the same for a target. */
export interface TargetExtension {
  readonly flags?: readonly string[];
  readonly read: (options: readonly Option[], context: RuleContext) => readonly Statement[] | undefined;
}

export type MatchExtensions = Readonly<Record<string, MatchExtension>>;
export type TargetExtensions = Readonly<Record<string, TargetExtension>>;

/** Reads each option by itself; one that the table does not have makes the whole extension unmodelled. */
export function eachOption<T>(
  readers: Readonly<Record<string, (option: Option, context: RuleContext) => T | undefined>>,
): (options: readonly Option[], context: RuleContext) => readonly T[] | undefined {
  const table = new Map(Object.entries(readers));
  return (options, context) => {
    const results: T[] = [];
    for (const option of options) {
      const result = table.get(option.name)?.(option, context);
      if (result === undefined) return undefined;
      results.push(result);
    }
    return results;
  };
}

export const always = (what: string, negated = false): Match => ({ kind: 'always', negated, what });
