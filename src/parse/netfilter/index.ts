export { parseIpsetSave } from './ipset-save.ts';
export { parseIptablesSave } from './iptables-save.ts';
export { buildNetfilterModel } from './netfilter-model.ts';
export { parseNftJson } from './nft-json.ts';
