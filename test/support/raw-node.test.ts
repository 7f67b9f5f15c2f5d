import { describe, expect, it } from 'vitest';
import { rawNode, snapshotOf } from './raw-node.ts';

describe('a node in memory', () => {
  const node = rawNode('n1', {
    'ip-link': '[]',
    'ip-link#2': '[ ]',
    'ip-link@net:[4026532585]': { text: '', status: 'timeout', stderr: 'slow' },
  });

  it('keeps namespaces and readings apart', () => {
    const first = node.record('ip-link');
    const second = node.record('ip-link', 'host', 2);
    expect(first && node.stdout(first)).toBe('[]');
    expect(second && node.stdout(second)).toBe('[ ]');
    const pod = node.record('ip-link', 'net:[4026532585]');
    expect(pod?.status).toBe('timeout');
    expect(pod && node.stderr(pod)).toBe('slow');
    expect(node.index.netns.map((netns) => netns.id)).toEqual(['net:[4026532585]']);
  });

  it('makes a snapshot whose uncollected resources are undefined', () => {
    const snapshot = snapshotOf({ nodes: [node], objects: { pods: [] } });
    expect(snapshot.nodeNames).toEqual(['n1']);
    expect(snapshot.readNode('n1')).toBe(node);
    expect(snapshot.objects('pods')).toEqual([]);
    expect(snapshot.objects('nodes')).toBeUndefined();
  });
});
