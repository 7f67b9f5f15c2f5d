/** What kube-proxy writes on a node, made from Services and endpoints: for tests that need its real layout. */
export { iptablesRestoreText } from './kube-proxy-iptables.ts';
export { nftablesScript } from './kube-proxy-nftables.ts';
export type { ProxiedPort } from './kube-proxy-port.ts';
