import type { Statement } from '../../../model/netfilter.ts';
import { parseNumber, parseValueAndMask } from '../numbers.ts';
import type { Option, TargetExtension, TargetExtensions } from './extension.ts';

const all = 0xffffffff;

/** new = (old & ~mask) ^ value; every spelling of MARK comes down to that (xt_MARK.c). */
function setting(kind: 'set-mark' | 'set-connmark', { name, args }: Option): Statement | undefined {
  const text = args[0] ?? '';
  const parsed = parseValueAndMask(text);
  if (parsed === undefined) return undefined;
  const { value, mask } = parsed;
  switch (name) {
    case '--set-xmark':
      return { kind, value, mask };
    case '--set-mark':
      return { kind, value, mask: (mask | value) >>> 0 };
    case '--and-mark':
      return { kind, value: 0, mask: ~value >>> 0 };
    case '--or-mark':
      return { kind, value, mask: value };
    case '--xor-mark':
      return { kind, value, mask: 0 };
    default:
      return undefined;
  }
}

function connmark(options: readonly Option[]): readonly Statement[] | undefined {
  const get = (name: string) => options.find((option) => option.name === name);
  const maskOf = (...names: string[]): number | undefined => {
    const text = names.map((name) => get(name)?.args[0]).find((found) => found !== undefined);
    return text === undefined ? all : parseNumber(text);
  };
  const copy = get('--save-mark') ? 'save-mark' : get('--restore-mark') ? 'restore-mark' : undefined;
  if (copy !== undefined) {
    const mask = maskOf('--nfmask', '--mask');
    const ctMask = maskOf('--ctmask', '--mask');
    return mask === undefined || ctMask === undefined ? undefined : [{ kind: copy, mask, ctMask }];
  }
  const [option] = options;
  const statement = option && setting('set-connmark', option);
  return statement && [statement];
}

const mark: TargetExtension = {
  read: ([option]) => {
    const statement = option && setting('set-mark', option);
    return statement && [statement];
  },
};

export const markTargets: TargetExtensions = {
  MARK: mark,
  CONNMARK: { flags: ['--save-mark', '--restore-mark'], read: connmark },
};
