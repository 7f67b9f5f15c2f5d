import { listOf, number, shape, text, textOrNumber, texts } from './keep.ts';
import { selector } from './workload.ts';

const peers = listOf(
  shape({
    podSelector: selector,
    namespaceSelector: selector,
    ipBlock: shape({ cidr: text, except: texts }),
  }),
);
const ports = listOf(shape({ protocol: text, port: textOrNumber, endPort: number }));

export const networkPolicy = {
  spec: shape({
    podSelector: selector,
    policyTypes: texts,
    ingress: listOf(shape({ from: peers, ports })),
    egress: listOf(shape({ to: peers, ports })),
  }),
};
