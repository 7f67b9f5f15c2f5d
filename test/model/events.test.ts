import { expect, test } from 'vitest';
import { networkEvent } from '../../src/model/kubernetes-event.ts';
import type { ApiObject } from '../../src/snapshot/types.ts';

const event = (more: object): ApiObject =>
  ({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'x', namespace: 'kube-system' },
    ...more,
  }) as unknown as ApiObject;

// kubectl 1.36, get events -o json, slimmed
test('the core spelling', () => {
  expect(
    networkEvent(
      event({
        type: 'Warning',
        reason: 'Unhealthy',
        message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
        count: 4,
        firstTimestamp: '2026-11-21T14:00:00Z',
        lastTimestamp: '2026-11-21T14:00:30Z',
        involvedObject: { kind: 'Pod', namespace: 'kube-system', name: 'coredns-1' },
        source: { component: 'kubelet', host: 'node1' },
      }),
    ),
  ).toEqual({
    type: 'Warning',
    reason: 'Unhealthy',
    message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
    kind: 'Pod',
    namespace: 'kube-system',
    name: 'coredns-1',
    host: 'node1',
    count: 4,
    firstAt: '2026-11-21T14:00:00Z',
    lastAt: '2026-11-21T14:00:30Z',
  });
});

test('the spelling of events.k8s.io', () => {
  expect(
    networkEvent(
      event({
        reason: 'NodeNotReady',
        note: 'Node is not ready',
        eventTime: '2026-11-21T14:00:00.000000Z',
        series: { count: 7, lastObservedTime: '2026-11-21T14:01:00.000000Z' },
        regarding: { kind: 'Node', name: 'node1' },
        reportingInstance: 'node-controller',
      }),
    ),
  ).toMatchObject({
    type: 'Normal',
    message: 'Node is not ready',
    kind: 'Node',
    namespace: null,
    count: 7,
    firstAt: '2026-11-21T14:00:00.000000Z',
    lastAt: '2026-11-21T14:01:00.000000Z',
  });
});
