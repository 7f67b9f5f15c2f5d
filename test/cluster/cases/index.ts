import type { RealCase } from '../case.ts';
import { formName, ordinaryForm } from '../form.ts';
import { addressCases } from './addresses.ts';
import { moreAddressCases } from './addresses-more.ts';
import { controlPlaneCases } from './control-plane.ts';
import { dnsCases } from './dns.ts';
import { moreDnsCases } from './dns-more.ts';
import { firewallCases } from './firewall.ts';
import { flannelCases } from './flannel.ts';
import { moreFlannelCases } from './flannel-more.ts';
import { kubeletCases } from './kubelets.ts';
import { nodeCases } from './node.ts';
import { serviceCases } from './services.ts';
import { moreServiceCases } from './services-more.ts';

const form = (one: RealCase): string => formName({ ...ordinaryForm, ...one.form });

/** Those of one form follow each other, since a cluster is kept from case to case. */
export const faultCases: readonly RealCase[] = [
  ...flannelCases,
  ...addressCases,
  ...serviceCases,
  ...firewallCases,
  ...dnsCases,
  ...nodeCases,
  ...controlPlaneCases,
  ...kubeletCases,
  ...moreFlannelCases,
  ...moreAddressCases,
  ...moreServiceCases,
  ...moreDnsCases,
].sort((a, b) => form(a).localeCompare(form(b)));
