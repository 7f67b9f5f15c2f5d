import type { AddressRange, PortRange, Statement } from '../../../model/netfilter.ts';
import type { Family } from '../../records.ts';
import { parseAddressRange, parsePortRange } from '../numbers.ts';
import type { Option, RuleContext, TargetExtension, TargetExtensions } from './extension.ts';

interface NatRange {
  readonly addresses: readonly AddressRange[];
  readonly ports: readonly PortRange[];
}

/** `10.0.0.1`, `10.0.0.1-10.0.0.9:80-90`, `:8080`, `[fd00::1]:80`, `[fd00::1]-[fd00::9]:80`. */
export function parseNatRange(text: string, family: Family): NatRange | undefined {
  let addressText = text;
  let portText = '';
  const colon = text.lastIndexOf(':');
  if (family === 4 ? colon >= 0 : colon > text.lastIndexOf(']') && text.includes(']')) {
    addressText = text.slice(0, colon);
    portText = text.slice(colon + 1);
  }
  const ports = portText === '' ? [] : [parsePortRange(portText, '-')];
  const bare = addressText.replaceAll('[', '').replaceAll(']', '');
  const addresses = bare === '' ? [] : [parseAddressRange(bare, family)];
  return addresses.every((range) => range !== undefined) && ports.every((range) => range !== undefined)
    ? { addresses, ports }
    : undefined;
}

const nat = (kind: 'dnat' | 'snat', option: string): TargetExtension => ({
  flags: ['--random', '--random-fully', '--persistent'],
  read: (options, { family }) => {
    const to = options.filter(({ name }) => name === option);
    const text = to[0]?.args[0];
    // Several destinations in one rule are from kernels before 2.6.11.
    if (to.length !== 1 || text === undefined) return undefined;
    const range = parseNatRange(text, family);
    return range && [{ kind, ...range, text }];
  },
});

function redirect(options: readonly Option[], _: RuleContext): readonly Statement[] | undefined {
  const text = options.find(({ name }) => name === '--to-ports')?.args[0];
  const range = text === undefined ? undefined : parsePortRange(text, '-');
  if (text !== undefined && range === undefined) return undefined;
  return [{ kind: 'redirect', ports: range === undefined ? [] : [range] }];
}

export const natTargets: TargetExtensions = {
  DNAT: nat('dnat', '--to-destination'),
  SNAT: nat('snat', '--to-source'),
  MASQUERADE: { flags: ['--random', '--random-fully'], read: () => [{ kind: 'masquerade' }] },
  REDIRECT: { flags: ['--random'], read: redirect },
};
