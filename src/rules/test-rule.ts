import type { FactRegistry } from '../facts/registry.ts';
import type { FactValue } from '../facts/types.ts';
import { createComparer } from './adapter.ts';
import { renderFix } from './fix.ts';
import { judge, truthOfLeaf } from './judge.ts';
import { operators } from './operators.ts';
import { withParameters } from './parameters.ts';
import type { Problem } from './problem.ts';
import type { RenderContext } from './render.ts';
import { renderText } from './render.ts';
import type { Leaf, OutcomeName, Rule, RuleTest } from './types.ts';

export interface RuleTestReport {
  readonly rule: string;
  readonly tests: number;
  /** Failing tests are errors; tests that leave something unseen are `incomplete`. */
  readonly problems: readonly Problem[];
}

/** Runs the tests in a rule file, and says what they do not show: outcomes and sides of comparisons that no test has. */
export async function testRule(rule: Rule, facts: FactRegistry): Promise<RuleTestReport> {
  const problems: Problem[] = [];
  const report = (at: number, level: Problem['level'], message: string): void =>
    void problems.push({ file: rule.file, ...rule.place(at), level, own: rule.own, message });
  const seen = new Set<string>();
  for (const test of rule.tests) {
    const mistakes = await runTest(rule, test, seen);
    for (const mistake of mistakes) report(test.at, 'error', `test "${test.name}": ${mistake}`);
  }
  if (rule.tests.length > 0) {
    for (const outcome of missingOutcomes(rule, facts))
      report(0, 'incomplete', `no test of the rule expects ${outcome}`);
    for (const leaf of rule.leaves) {
      for (const side of ['true', 'false']) {
        if (!seen.has(`${leaf.index} ${side}`))
          report(leaf.at, 'incomplete', `no test makes "${leaf.fact} ${leaf.operator}" ${side}`);
      }
    }
  }
  return { rule: rule.id, tests: rule.tests.length, problems };
}

async function runTest(declared: Rule, test: RuleTest, seen: Set<string>): Promise<readonly string[]> {
  const rule = withParameters(declared, test.parameters);
  const lookup = (fact: string): FactValue =>
    test.given.get(fact) ?? { state: 'unknown', missing: fact, reason: 'the test does not give it' };
  const compared = (await createComparer([rule]).compare(lookup)).get(rule.id) ?? new Map<number, boolean>();
  for (const leaf of rule.leaves) noteSides(leaf, lookup(leaf.fact), seen);
  const { outcome, leaves } = judge(rule, compared, lookup);
  const mistakes: string[] = [];
  if (outcome !== test.expect) {
    const why = outcome === 'unknown' ? ` (${leaves.map(({ fact }) => fact).join(', ')} unknown)` : '';
    mistakes.push(`expected ${test.expect}, got ${outcome}${why}`);
  }
  if (outcome === 'fail') mistakes.push(...renderMistakes(rule, test, lookup));
  return mistakes;
}

/** Sides of a comparison that the given facts show, also where `when` ended the matter before the engine came to it. */
function noteSides(leaf: Leaf, fact: FactValue, seen: Set<string>): void {
  if (fact.state === 'unknown') return;
  const truth = truthOfLeaf(leaf, fact, operators.get(leaf.operator)?.compare(fact, leaf.value));
  if (truth !== 'unknown') seen.add(`${leaf.index} ${truth}`);
}

function renderMistakes(rule: Rule, test: RuleTest, lookup: (fact: string) => FactValue): readonly string[] {
  const context: RenderContext = { fact: lookup, parameter: (name) => rule.parameters.get(name)?.value };
  const mistakes: string[] = [];
  const message = renderText(rule.message, context);
  if (test.message !== null && message !== test.message) mistakes.push(`the message is "${message}"`);
  if (test.fix !== null) {
    const commands = renderFix(rule.fix, context).map((fix) => ('run' in fix ? fix.run : fix.manual));
    if (commands.join('\n') !== test.fix.join('\n')) mistakes.push(`the fix is ${JSON.stringify(commands)}`);
  }
  return mistakes;
}

/** fail and pass always; unknown wherever an input comes from a node or the API; notApplicable is shown by the leaves of `when`. */
function missingOutcomes(rule: Rule, facts: FactRegistry): readonly OutcomeName[] {
  const canBeUnknown = rule.leaves.some(({ fact }) => (facts.get(fact)?.sources.length ?? 0) > 0);
  const wanted: OutcomeName[] = canBeUnknown ? ['fail', 'pass', 'unknown'] : ['fail', 'pass'];
  return wanted.filter((outcome) => !rule.tests.some(({ expect }) => expect === outcome));
}
