import type { JsonObject } from '../lab/api-objects.ts';
import type { Api } from './api.ts';

const paths: readonly string[] = [
  '/api/v1/nodes',
  '/api/v1/pods',
  '/api/v1/services',
  '/api/v1/endpoints',
  '/apis/discovery.k8s.io/v1/endpointslices',
  '/apis/apps/v1/daemonsets',
  '/apis/apps/v1/deployments',
  '/apis/apps/v1/statefulsets',
  '/apis/apps/v1/replicasets',
  '/apis/networking.k8s.io/v1/networkpolicies',
  '/apis/networking.k8s.io/v1/ingresses',
  '/apis/networking.k8s.io/v1/ingressclasses',
  '/apis/networking.k8s.io/v1/servicecidrs',
  '/apis/networking.k8s.io/v1/ipaddresses',
  '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases',
  '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  '/api/v1/namespaces',
  '/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name=coredns',
  '/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name=kube-proxy',
  '/api/v1/namespaces/kube-flannel/configmaps',
];

/** What `kubectl get` of everything that netlint reads would print. */
export async function readObjects(api: Api): Promise<readonly JsonObject[]> {
  return (await Promise.all(paths.map((path) => api.list(path)))).flat();
}
