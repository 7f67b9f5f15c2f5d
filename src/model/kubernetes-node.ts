import { addressOrNull, canonicalMac } from '../parse/canonical.ts';
import type { ApiObject } from '../snapshot/types.ts';
import {
  isObject,
  numberField,
  objectField,
  objectsField,
  spec,
  status,
  textField,
  textMap,
  textsField,
} from './api-fields.ts';
import { canonicalCidr } from './ip.ts';
import type { FlannelAnnotations, KubernetesNode } from './types.ts';

export function kubernetesNode(object: ApiObject): KubernetesNode {
  const cidrs = textsField(spec(object), 'podCIDRs');
  const single = textField(spec(object), 'podCIDR');
  const annotations = textMap(object.metadata.annotations);
  const info = objectField(status(object), 'nodeInfo');
  const ready = objectsField(status(object), 'conditions').find((condition) => condition.type === 'Ready');
  return {
    name: object.metadata.name,
    podCidrs: (cidrs.length > 0 ? cidrs : single === null ? [] : [single]).flatMap((cidr) => canonicalCidr(cidr) ?? []),
    internalIps: objectsField(status(object), 'addresses')
      .filter((address) => address.type === 'InternalIP')
      .flatMap((address) => addressOrNull(textField(address, 'address')) ?? []),
    ready: ready === undefined ? null : ready.status === 'True',
    annotations,
    flannel: flannelOf(annotations),
    kubeletVersion: textField(info, 'kubeletVersion'),
    operatingSystem: textField(info, 'operatingSystem'),
    createdAt: object.metadata.creationTimestamp ?? null,
  };
}

/**
 * What flanneld writes (flannel pkg/subnet/kube/annotations.go). The prefix can be changed with --kube-annotation-prefix, so the keys are
 * found by their ends. The backends udp and alloc leave the type empty.
 */
function flannelOf(annotations: Readonly<Record<string, string>>): FlannelAnnotations | null {
  const marker = Object.keys(annotations).find((key) => /flannel.*(?:backend-type|kube-subnet-manager)$/.test(key));
  if (marker === undefined) return null;
  const prefix = marker.replace(/(?:backend-type|kube-subnet-manager)$/, '');
  const value = (name: string): string | null => annotations[`${prefix}${name}`] ?? null;
  const v4 = backendData(value('backend-data'));
  const v6 = backendData(value('backend-v6-data'));
  const publicIpv6 = addressOrNull(value('public-ipv6'));
  return {
    backendType: value('backend-type') ?? '',
    ...v4,
    publicIp: addressOrNull(value('public-ip')),
    v6: v6.vni === null && v6.vtepMac === null && publicIpv6 === null ? null : { ...v6, publicIp: publicIpv6 },
  };
}

/** `{"VNI":1,"VtepMAC":"12:c6:65:89:b4:e3"}`; `null` for backends without data. */
function backendData(text: string | null): { readonly vni: number | null; readonly vtepMac: string | null } {
  try {
    const data: unknown = JSON.parse(text ?? 'null');
    return isObject(data)
      ? { vni: numberField(data, 'VNI'), vtepMac: canonicalMac(textField(data, 'VtepMAC')) }
      : { vni: null, vtepMac: null };
  } catch {
    return { vni: null, vtepMac: null };
  }
}
