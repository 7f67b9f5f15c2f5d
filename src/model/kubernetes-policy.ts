import type { ApiObject } from '../snapshot/types.ts';
import {
  isObject,
  type JsonObject,
  namespaceOf,
  numberField,
  objectField,
  objectsField,
  spec,
  textField,
  textMap,
  textsField,
} from './api-fields.ts';
import type { LabelSelector, NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule } from './policy-types.ts';

/** A NetworkPolicy as the API defaults it: what is left out means something else than what is empty. */
export function networkPolicy(object: ApiObject): NetworkPolicy {
  const it = spec(object);
  const types = textsField(it, 'policyTypes');
  return {
    namespace: namespaceOf(object),
    name: object.metadata.name,
    podSelector: selector(objectField(it, 'podSelector')),
    // Without policyTypes: Ingress always, Egress where egress rules are written down (NetworkPolicySpec).
    isolates: {
      ingress: types.length === 0 || types.includes('Ingress'),
      egress: types.length === 0 ? objectsField(it, 'egress').length > 0 : types.includes('Egress'),
    },
    ingress: objectsField(it, 'ingress').map((rule) => policyRule(rule, 'from')),
    egress: objectsField(it, 'egress').map((rule) => policyRule(rule, 'to')),
    createdAt: object.metadata.creationTimestamp ?? null,
  };
}

/** Missing or empty peers are everybody, missing or empty ports are all of them. */
function policyRule(rule: JsonObject, peers: 'from' | 'to'): PolicyRule {
  const who = objectsField(rule, peers);
  const ports = objectsField(rule, 'ports');
  return {
    peers: who.length === 0 ? null : who.map(policyPeer),
    ports: ports.length === 0 ? null : ports.map(policyPort),
  };
}

function policyPeer(peer: JsonObject): PolicyPeer {
  if (isObject(peer.ipBlock)) {
    const cidr = textField(peer.ipBlock, 'cidr') ?? '';
    return { kind: 'ip-block', cidr, except: textsField(peer.ipBlock, 'except') };
  }
  return {
    kind: 'pods',
    podSelector: isObject(peer.podSelector) ? selector(peer.podSelector) : null,
    namespaceSelector: isObject(peer.namespaceSelector) ? selector(peer.namespaceSelector) : null,
  };
}

function policyPort(port: JsonObject): PolicyPort {
  return {
    protocol: (textField(port, 'protocol') ?? 'TCP').toLowerCase(),
    port: numberField(port, 'port') ?? textField(port, 'port'),
    endPort: numberField(port, 'endPort'),
  };
}

function selector(value: JsonObject): LabelSelector {
  return {
    labels: textMap(value.matchLabels),
    expressions: objectsField(value, 'matchExpressions').map((expression) => ({
      key: textField(expression, 'key') ?? '',
      operator: textField(expression, 'operator') ?? '',
      values: textsField(expression, 'values'),
    })),
  };
}
