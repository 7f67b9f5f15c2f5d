import { apiEndpointFacts } from './api-endpoint-facts.ts';
import { capturedAddressFacts } from './captured-address-facts.ts';
import { ingressFacts } from './ingress-facts.ts';
import { kubeJumpsFacts } from './kube-jumps-facts.ts';
import { kubeProxyFacts } from './kube-proxy-facts.ts';
import { listeningFacts } from './listening-facts.ts';
import { localPolicyFacts } from './local-policy-facts.ts';
import { masqueradeFacts } from './masquerade-facts.ts';
import { obstructionFacts } from './obstruction-facts.ts';
import { ownerlessFacts } from './ownerless-facts.ts';
import { proxyIdentityFacts } from './proxy-identity-facts.ts';
import { proxyModeFacts } from './proxy-mode-facts.ts';
import { proxySyncFacts } from './proxy-sync-facts.ts';
import { readinessFacts } from './readiness-facts.ts';
import { selectionFacts } from './selection-facts.ts';
import { serviceRulesFacts } from './service-rules-facts.ts';
import { staleFacts } from './stale-facts.ts';
import { strangerFacts } from './stranger-facts.ts';
import { targetPortFacts } from './target-port-facts.ts';

export const facts = [
  ...kubeProxyFacts,
  ...proxySyncFacts,
  ...proxyModeFacts,
  ...proxyIdentityFacts,
  ...masqueradeFacts,
  ...kubeJumpsFacts,
  ...obstructionFacts,
  ...staleFacts,
  ...serviceRulesFacts,
  ...listeningFacts,
  ...selectionFacts,
  ...readinessFacts,
  ...targetPortFacts,
  ...localPolicyFacts,
  ...apiEndpointFacts,
  ...ingressFacts,
  ...ownerlessFacts,
  ...capturedAddressFacts,
  ...strangerFacts,
] as const;
