import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FactValue } from '../../src/facts/types.ts';
import { renderFix } from '../../src/rules/fix.ts';
import type { RenderContext } from '../../src/rules/render.ts';
import { renderCommand, renderText } from '../../src/rules/render.ts';
import { quoteWord, quoteWords } from '../../src/rules/shell-quote.ts';
import { parseTemplate } from '../../src/rules/template.ts';
import type { FixStep } from '../../src/rules/types.ts';

const facts: Readonly<Record<string, FactValue>> = {
  'node.name': { state: 'value', value: 'n1' },
  'node.gone': { state: 'absent', reason: 'looked' },
  'node.dark': { state: 'unknown', missing: 'x', reason: 'y' },
  'node.peers': {
    state: 'list',
    items: [
      { peer: 'n2', ip: '10.0.0.2', extra: null },
      { peer: 'n3', ip: null, extra: null },
    ],
    unseen: [],
  },
  'node.none': { state: 'list', items: [], unseen: [] },
  'node.many': { state: 'list', items: Array.from({ length: 13 }, (_, n) => ({ n })), unseen: [] },
};
const context: RenderContext = {
  fact: (name) => facts[name] ?? { state: 'absent', reason: '' },
  parameter: (name) => (name === 'limit' ? 3 : undefined),
};
const parse = (text: string) =>
  parseTemplate(text, ({ message }) => {
    throw new Error(message);
  });

describe('messages', () => {
  test.each([
    ['{{node.name}} is {{ node.gone }}, {{node.dark}}', 'n1 is none, unknown'],
    ['more than {{param.limit}}', 'more than 3'],
    ['{{node.peers | count}} peers', '2 peers'],
    ['{{node.peers | each}}', 'peer n2, ip 10.0.0.2; peer n3'],
    [
      `{{node.peers | each: '{{item.peer}} at {{item.ip}} from {{node.name}}'}}.`,
      'n2 at 10.0.0.2 from n1; n3 at none from n1.',
    ],
    ['{{node.peers | each: "{{item.peer}}\'s"}}', "n2's; n3's"],
    ['{{node.none | each}}', 'none'],
    [`{{node.many | each: '{{item.n}}'}}`, '0; 1; 2; 3; 4; 5; 6; 7; 8; 9; and 3 more'],
    ['no names, { braces } and }}', 'no names, { braces } and }}'],
  ])('%s', (template, wanted) => {
    expect(renderText(parse(template), context)).toBe(wanted);
  });
});

describe('commands', () => {
  const command = (template: string, item: Record<string, string | number | null>) =>
    renderCommand(parse(template), { ...context, item });
  test('values are words of their own', () => {
    expect(command('ip link set {{item.device}} mtu {{item.mtu}}', { device: 'a b;reboot', mtu: 1450 })).toEqual({
      command: "ip link set 'a b;reboot' mtu 1450",
    });
  });
  test('a rule as iptables-save prints it is several words', () => {
    expect(
      command('iptables -D {{item.rule | words}}', { rule: 'FORWARD -m comment --comment "a $(reboot) b" -j DROP' }),
    ).toEqual({
      command: "iptables -D FORWARD -m comment --comment 'a $(reboot) b' -j DROP",
    });
  });
  test.each([
    ['control characters', { x: 'eth0\u001b[2J' }, { refused: 'item.x contains control characters' }],
    ['a line feed', { x: 'eth0\nreboot' }, { refused: 'item.x contains control characters' }],
    ['an option', { x: '--help' }, { refused: 'item.x starts with "-"' }],
    ['no value', { x: null }, { skipped: 'item.x' }],
  ])('%s', (_, item, wanted) => {
    expect(command('ip link show {{item.x}}', item)).toEqual(wanted);
  });
  test('an option of iptables that runs a program is refused', () => {
    for (const word of ['--modprobe=/tmp/x', '--modp=/tmp/x', '--mo', '-M', '-M/tmp/x', '-vM/tmp/x', '-4nM'])
      expect(quoteWords(`-A FORWARD ${word} -j DROP`)).toEqual({ refused: 'names a program to run' });
    expect(quoteWords('-m statistic --mode random -j MARK --mark 0x1')).toEqual({
      text: '-m statistic --mode random -j MARK --mark 0x1',
    });
  });
});

test('whatever a word is, a shell reads it back as it was', () => {
  const word = fc.string({ maxLength: 12 }).filter((text) => 'text' in quoteWord(text) && text !== '');
  fc.assert(
    fc.property(fc.array(word, { minLength: 20, maxLength: 20 }), (words) => {
      const quoted = words.map((text) => quoteWord(text)).map((result) => ('text' in result ? result.text : ''));
      expect(execFileSync('sh', ['-c', `printf '%s\\n' ${quoted.join(' ')}`], { encoding: 'utf8' })).toBe(
        `${words.join('\n')}\n`,
      );
    }),
    { numRuns: 20 },
  );
});

test('a step of a fix is left out for an item that lacks a value it uses', () => {
  const step = (on: string, action: string, kind: 'run' | 'manual'): FixStep => ({
    on: parse(on),
    each: 'node.peers',
    action: kind === 'run' ? { run: parse(action) } : { manual: parse(action) },
  });
  const steps = [
    step('{{node.name}}', 'ip route add {{item.ip}}', 'run'),
    step('{{node.name}}', 'tell {{item.peer}} of {{item.ip}}', 'manual'),
    step('{{item.ip}}', 'true', 'run'),
    step('{{item.peer}}', 'true', 'run'),
    step('{{item.peer}}', 'true', 'run'),
  ];
  expect(renderFix(steps, context)).toEqual([
    { on: 'n1', run: 'ip route add 10.0.0.2' },
    { on: 'n1', manual: 'tell n2 of 10.0.0.2' },
    { on: '10.0.0.2', run: 'true' },
    { on: 'n2', run: 'true' },
    { on: 'n3', run: 'true' },
  ]);
});
