import { describe, expect, it } from 'vitest';
import { buildClusterModel } from '../../src/model/cluster.ts';
import { secondsBeforeNodes } from '../../src/model/time.ts';
import type { MovedObject } from '../../src/snapshot/motion.ts';
import { type MadeSnapshot, rawNode, snapshotOf } from '../support/raw-node.ts';
import { nodeObject } from './api-objects.ts';

const cluster = (made: MadeSnapshot) => buildClusterModel(snapshotOf(made));
const moved = (...objects: readonly MovedObject[]) => cluster({ motion: { moved: objects } }).motion;
const slice: MovedObject = {
  resource: 'endpointslices',
  namespace: 'shop',
  name: 'web-x7',
  owner: 'web',
  change: 'changed',
};

describe('motion', () => {
  it('is not known in a snapshot that was put together by hand', () => {
    expect(cluster({}).motion).toBeNull();
  });

  it('is said of an object and of the Service that it belongs to', () => {
    const motion = moved(slice);
    const reason = 'in motion: EndpointSlice shop/web-x7 changed while the nodes were read';
    expect(motion?.moved('endpointslices', 'shop', 'web-x7')).toBe(reason);
    expect(motion?.moved('endpointslices', 'shop', 'other')).toBeNull();
    expect(motion?.moved('endpointslices', null, 'web-x7')).toBeNull();
    expect(motion?.serviceMoved('shop', 'web')).toBe(reason);
    expect(motion?.serviceMoved('shop', 'web-x7')).toBeNull();
  });

  it('of a Service names the Service before its slices', () => {
    const motion = moved(slice, { resource: 'services', namespace: 'shop', name: 'web', change: 'removed' });
    expect(motion?.serviceMoved('shop', 'web')).toBe(
      'in motion: Service shop/web was deleted while the nodes were read',
    );
  });

  it('makes a Node object unknown, also under the name of its machine', () => {
    const model = cluster({
      nodes: [rawNode('host-1', {}, { kubernetesNode: 'n1' }), rawNode('n2', {})],
      objects: { nodes: [nodeObject('n1'), nodeObject('n2'), nodeObject('n3')] },
      motion: {
        moved: [
          { resource: 'nodes', namespace: null, name: 'n1', change: 'changed' },
          { resource: 'nodes', namespace: null, name: 'n3', change: 'added' },
        ],
      },
    });
    expect(model.node('n1')?.kubernetes).toEqual({
      state: 'unknown',
      missing: 'cluster/nodes',
      reason: 'in motion: Node n1 changed while the nodes were read',
    });
    expect(model.node('n2')?.kubernetes.state).toBe('known');
    expect(model.node('n3')?.kubernetes.state).toBe('unknown');
  });

  it('gives the age of an object when the nodes were read, by the API server’s clock', () => {
    const made = cluster({ motion: { from: '2026-01-01T00:01:00Z', clockOffsetMs: -2000 } });
    expect(made.motion?.secondsBefore('2026-01-01T00:00:30Z')).toBe(28);
    expect(made.motion?.secondsBefore('2026-01-01T00:02:00Z')).toBe(-62);
    expect(made.motion?.secondsBefore('yesterday')).toBeNull();
    expect(secondsBeforeNodes(made, '2026-01-01T00:00:30Z')).toBe(28);
    expect(secondsBeforeNodes(cluster({}), '2026-01-01T00:00:00Z')).toBe(5);
    expect(secondsBeforeNodes(cluster({}), null)).toBeNull();
    expect(secondsBeforeNodes(cluster({}), 'yesterday')).toBeNull();
  });
});
