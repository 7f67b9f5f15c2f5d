import { describe, expect, test } from 'vitest';
import { identify } from '../../../src/snapshot/import/kubernetes-node.ts';
import type { ApiObject } from '../../../src/snapshot/types.ts';

const node = (name: string, hostname = name): ApiObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': hostname } },
});
const nothing = { machines: new Set<string>(), kubernetesNodes: new Map<string, string>() };

describe('which Node a machine is', () => {
  test('the one of the same name', () =>
    expect(identify('n1', nothing, [node('n1'), node('n2')])).toEqual({ kubernetesNode: 'n1' }));
  test('the one whose hostname it is', () =>
    expect(identify('n1', nothing, [node('n1.example', 'n1')])).toEqual({ kubernetesNode: 'n1.example' }));
  test('none, with a sentence that says how to mend it', () =>
    expect(identify('vm', nothing, [node('n1')])).toEqual({
      kubernetesNode: null,
      doubt: expect.stringContaining('say --machine vm if that is meant, or --kubernetes-node vm=NODE'),
    }));
  test('its own name where nobody can compare', () =>
    expect(identify('n1', nothing, undefined)).toEqual({ kubernetesNode: 'n1' }));
  test('none, because the user says so', () =>
    expect(identify('n1', { ...nothing, machines: new Set(['n1']) }, [node('n1')])).toEqual({ kubernetesNode: null }));
  test('another one, because the user says so', () =>
    expect(identify('a', { ...nothing, kubernetesNodes: new Map([['a', 'n1']]) }, [node('n1')])).toEqual({
      kubernetesNode: 'n1',
    }));
  test('one that the cluster does not have, with a doubt', () =>
    expect(identify('a', { ...nothing, kubernetesNodes: new Map([['a', 'n9']]) }, [node('n1')])).toMatchObject({
      kubernetesNode: 'n9',
      doubt: "--kubernetes-node a=n9: the cluster's nodes have none of this name",
    }));
});
