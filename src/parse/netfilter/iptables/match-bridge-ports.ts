import type { Match } from '../../../model/netfilter.ts';
import type { MatchExtensions, Option } from './extension.ts';
import { eachOption } from './extension.ts';

const name =
  (kind: 'in-bridge-port' | 'out-bridge-port') =>
  ({ negated, args }: Option): Match => ({ kind, negated, names: [args[0] ?? ''] });

const any =
  (kind: 'in-bridge-port' | 'out-bridge-port') =>
  ({ negated }: Option): Match => ({ kind, negated, names: ['+'] });

/** physdev: ports of a bridge, as br_netfilter tells them. `--physdev-is-bridged` asks for the out port (xt_physdev.c). */
export const bridgePortMatches: MatchExtensions = {
  physdev: {
    flags: ['--physdev-is-in', '--physdev-is-out', '--physdev-is-bridged'],
    read: eachOption<Match>({
      '--physdev-in': name('in-bridge-port'),
      '--physdev-out': name('out-bridge-port'),
      '--physdev-is-in': any('in-bridge-port'),
      '--physdev-is-out': any('out-bridge-port'),
      '--physdev-is-bridged': any('out-bridge-port'),
    }),
  },
};
