/** What a real cluster may differ in. */
export interface RealForm {
  /** quick: no kubelets, pods are made by the tests; full: kubelets with containerd (root only). */
  readonly form: 'quick' | 'full';
  readonly proxy: 'iptables' | 'nftables';
  readonly backend: 'vxlan' | 'host-gw' | 'udp';
  /** flanneld writes nftables instead of iptables. */
  readonly flannelNft: boolean;
  /** How long ago its objects were made; 0 for what they really are. */
  readonly minutes: number;
}

export const ordinaryForm: RealForm = {
  form: 'quick',
  proxy: 'iptables',
  backend: 'vxlan',
  flannelNft: false,
  minutes: 120,
};

export function formName({ form, proxy, backend, flannelNft, minutes }: RealForm): string {
  return `${form}, kube-proxy ${proxy}, flannel ${backend}${flannelNft ? ' with nftables' : ''}${minutes === 0 ? ', just made' : ''}`;
}
