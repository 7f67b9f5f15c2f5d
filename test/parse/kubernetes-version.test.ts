import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minorsAhead, minorText, parseKubernetesVersion, versionOfImage } from '../../src/parse/kubernetes-version.ts';

describe('versions as releases and distributions name them', () => {
  test.each([
    ['1.36', 1, 36, null, null],
    ['v1.36', 1, 36, null, null],
    ['v1.33.4', 1, 33, 4, null],
    ['v1.33.4+k3s1', 1, 33, 4, 'k3s1'],
    ['v1.28.12+k3s-815efbfc', 1, 28, 12, 'k3s-815efbfc'],
    ['v1.33.4+rke2r1', 1, 33, 4, 'rke2r1'],
    ['v1.28.5-eks-5e0fdde', 1, 28, 5, 'eks-5e0fdde'],
    ['v1.33.4-gke.1134000', 1, 33, 4, 'gke.1134000'],
    ['v1.29.6+aba1e8d', 1, 29, 6, 'aba1e8d'],
    ['v1.36.0-rc.1', 1, 36, 0, 'rc.1'],
    ['1.28+', 1, 28, null, null],
    [' v1.33.4\n', 1, 33, 4, null],
  ])('%s', (text, major, minor, patch, suffix) => {
    expect(parseKubernetesVersion(text)).toEqual({ major, minor, patch, suffix });
  });

  test.each(['', 'latest', '1', 'v1', '1.x', '1.33.4.5', 'v1.33.4 (abc)', '-1.33', '1.99999999'])(
    '%j is none',
    (text) => {
      expect(parseKubernetesVersion(text)).toBeNull();
    },
  );

  test('what was printed is read again', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(999), fc.nat(9999), (major, minor, patch) => {
        expect(parseKubernetesVersion(`v${major}.${minor}.${patch}`)).toEqual({ major, minor, patch, suffix: null });
      }),
    );
  });

  test('any text is a version or none', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseKubernetesVersion(text)));
  });
});

describe('the version of an image', () => {
  test.each([
    ['registry.k8s.io/kube-proxy:v1.33.4', '1.33'],
    ['localhost:5000/kube-proxy:v1.29.10-minimal-eksbuild.3', '1.29'],
    ['kube-proxy:v1.33.4@sha256:0123456789abcdef', '1.33'],
    ['rancher/hardened-kubernetes:v1.33.4-rke2r1-build20250815', '1.33'],
    ['registry.k8s.io/kube-proxy@sha256:0123456789abcdef', null],
    ['localhost:5000/kube-proxy', null],
    ['kube-proxy:latest', null],
    ['', null],
  ])('%s: %s', (image, expected) => {
    const version = versionOfImage(image);
    expect(version && minorText(version)).toBe(expected);
  });
});

test('minors are counted within a major', () => {
  const ahead = (a: string, b: string) => {
    const [one, other] = [parseKubernetesVersion(a), parseKubernetesVersion(b)];
    return one && other && minorsAhead(one, other);
  };
  expect(ahead('1.36', '1.33.4')).toBe(3);
  expect(ahead('1.33', '1.36')).toBe(-3);
  expect(ahead('2.0', '1.36')).toBe(Number.POSITIVE_INFINITY);
  expect(ahead('1.36', '2.0')).toBe(Number.NEGATIVE_INFINITY);
});
