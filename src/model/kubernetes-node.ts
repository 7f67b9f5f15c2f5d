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
import type { FlannelAnnotations, KubernetesNode, NodeCondition } from './types.ts';

export function kubernetesNode(object: ApiObject): KubernetesNode {
  const cidrs = textsField(spec(object), 'podCIDRs');
  const single = textField(spec(object), 'podCIDR');
  const annotations = textMap(object.metadata.annotations);
  const info = objectField(status(object), 'nodeInfo');
  const conditions = conditionsOf(object);
  const ready = conditions.get('Ready');
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
    kernelVersion: textField(info, 'kernelVersion'),
    osImage: textField(info, 'osImage'),
    runtimeVersion: textField(info, 'containerRuntimeVersion'),
    operatingSystem: textField(info, 'operatingSystem'),
    createdAt: object.metadata.creationTimestamp ?? null,
    conditions,
  };
}

function conditionsOf(object: ApiObject): ReadonlyMap<string, NodeCondition> {
  return new Map(
    objectsField(status(object), 'conditions').flatMap((condition): [string, NodeCondition][] => {
      const type = textField(condition, 'type');
      const value = textField(condition, 'status');
      if (type === null || value === null) return [];
      const text = (name: string): string | null => textField(condition, name);
      return [
        [type, { status: value, reason: text('reason'), message: text('message'), since: text('lastTransitionTime') }],
      ];
    }),
  );
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
  const overwrite = (name: string): string | null => addressOrNull(value(`${name}-overwrite`));
  return {
    prefix,
    backendType: value('backend-type') ?? '',
    subnetManager: value('kube-subnet-manager') === 'true',
    ...v4,
    publicIp: addressOrNull(value('public-ip')),
    publicIpOverwrite: overwrite('public-ip'),
    v6:
      v6.vni === null && v6.vtepMac === null && publicIpv6 === null
        ? null
        : { ...v6, publicIp: publicIpv6, publicIpOverwrite: overwrite('public-ipv6') },
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
