import type { Statement } from '../../../model/netfilter.ts';
import type { TargetExtensions } from './extension.ts';

const plain = (kind: 'accept' | 'drop' | 'return' | 'notrack'): { read: () => readonly Statement[] } => {
  const statements: readonly Statement[] = [{ kind }];
  return { read: () => statements };
};

/** Targets that end the packet or the chain, and those that keep conntrack away. */
export const verdictTargets: TargetExtensions = {
  ACCEPT: plain('accept'),
  DROP: plain('drop'),
  RETURN: plain('return'),
  REJECT: {
    read: (options) => [
      { kind: 'reject', with: options.find(({ name }) => name === '--reject-with')?.args[0] ?? null },
    ],
  },
  NOTRACK: plain('notrack'),
  CT: {
    flags: ['--notrack'],
    read: (options) => {
      if (options.some(({ name }) => name === '--notrack')) return [{ kind: 'notrack' }];
      // A zone gives the packet another conntrack table; helpers, events and timeouts change nothing on its way.
      if (options.some(({ name }) => name.startsWith('--zone'))) return undefined;
      return [{ kind: 'no-effect', text: 'CT' }];
    },
  },
};
