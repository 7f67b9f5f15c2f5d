import { describe, expect, test } from 'vitest';
import { judge, roots, unknowns } from '../verdicts.ts';
import { type Shop, shop, snapshotOfShop } from './made-shop.ts';

const rule = 'services/endpoint-without-owner';
const onWeb = `${rule} service/shop/web`;

async function said(change: (made: Shop) => void) {
  const made = shop();
  change(made);
  const result = await judge(snapshotOfShop(made), ['services']);
  const only = (texts: readonly string[]): readonly string[] => texts.filter((text) => text.startsWith(rule));
  return { failed: only(roots(result)), unknown: only(unknowns(result)) };
}

const endpoint =
  (address: string, node: string, ready = true) =>
  (made: Shop) => {
    made.endpoints.push({ address, node, ready });
  };

describe('a ready endpoint', () => {
  test('that a pod has is one', async () => {
    expect(await said(() => {})).toEqual({ failed: [], unknown: [] });
  });

  test('in the pod network of a node where nobody has it leads nowhere', async () => {
    expect(await said(endpoint('10.244.1.250', 'n1'))).toEqual({ failed: [onWeb], unknown: [] });
  });

  test('that is not ready gets no connections', async () => {
    expect(await said(endpoint('10.244.1.250', 'n1', false))).toEqual({ failed: [], unknown: [] });
  });

  test('outside of the pod networks is somebody else', async () => {
    expect(await said(endpoint('203.0.113.7', 'n1'))).toEqual({ failed: [], unknown: [] });
  });

  test('of a node that nobody looked at is unknown', async () => {
    expect(await said(endpoint('10.244.3.9', 'n3'))).toEqual({ failed: [], unknown: [onWeb] });
  });

  test('that moved while the nodes were read is unknown', async () => {
    const moved = {
      resource: 'endpointslices',
      namespace: 'shop',
      name: 'web-x',
      owner: 'web',
      change: 'changed',
    } as const;
    const both = (made: Shop): void => {
      endpoint('10.244.1.250', 'n1')(made);
      made.motion = { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:09Z', clockOffsetMs: 0, moved: [moved] };
    };
    expect(await said(both)).toEqual({ failed: [], unknown: [onWeb] });
  });
});
