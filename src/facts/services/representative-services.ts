import type { FactContext } from '../types.ts';
import { type ExpectedService, settledServices } from './service-rules-expected.ts';

/** Services that stand for all others, for questions about rules that concern the whole range. */
const COUNT = 4;

/** A few Services with ready endpoints that every node may use; of different addresses, spread over the list. */
export function representativeServices(context: FactContext, family: 4 | 6): readonly ExpectedService[] {
  return context.memo(`representative Services ${family}`, () => {
    const all = (settledServices(context) ?? []).filter(
      ({ address, ready, service, port }) =>
        address.includes(':') === (family === 6) &&
        ready.length > 0 &&
        service.internalTrafficPolicy !== 'Local' &&
        port.protocol !== 'sctp',
    );
    const byAddress = [...new Map(all.map((one) => [one.address, one])).values()];
    const step = Math.max(1, Math.floor(byAddress.length / COUNT));
    return byAddress.filter((_, i) => i % step === 0).slice(0, COUNT);
  });
}
