/** `npm run proof:table`: every rule of a scan, with the cases that show it on a real kernel, or with what stands in for them. Markdown on stdout. */
import { isFor } from '../../src/cli/policy.ts';
import { factRegistry } from '../../src/facts/registry.ts';
import { catalogue, loadRules } from '../../src/rules/load.ts';
import { kernelCases } from '../support/kernel-cases.ts';

const cases = await kernelCases();
const { rules } = loadRules([catalogue], factRegistry);
const cell = (text: string): string => text.replaceAll('|', '\\|');
const lines = rules
  .filter(({ id }) => isFor('scan', id))
  .map(({ id, proof }) => {
    const shown = cases.flatMap(({ file, name, rule, explains }) =>
      rule === id ? [`${file}: ${name}`] : explains.includes(id) ? [`${file}: ${name} (folded under ${rule})`] : [],
    );
    return `| ${id} | ${cell(shown.join('; ') || `none: ${proof?.none ?? 'not said'}`)} |`;
  });
process.stdout.write(`| rule | shown by |\n|---|---|\n${lines.join('\n')}\n`);
