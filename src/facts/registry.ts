import { facts as addresses } from './addresses/index.ts';
import { facts as cni } from './cni/index.ts';
import { facts as controlPlane } from './control-plane/index.ts';
import { facts as dns } from './dns/index.ts';
import { facts as firewall } from './firewall/index.ts';
import { facts as flannel } from './flannel/index.ts';
import { facts as identity } from './identity.ts';
import { facts as mtu } from './mtu/index.ts';
import { facts as neighbours } from './neighbours/index.ts';
import { facts as nic } from './nic/index.ts';
import { facts as node } from './node/index.ts';
import { facts as ovs } from './ovs/index.ts';
import { facts as policy } from './policy/index.ts';
import { facts as routes } from './routes/index.ts';
import { facts as services } from './services/index.ts';
import type { Fact, FactValue, Target, TargetKind } from './types.ts';
import { facts as upgrade } from './upgrade/index.ts';

/** A fact as the registry hands it out: what it needs to know of its target is settled by `target`. */
export type AnyFact = { readonly [K in TargetKind]: Fact<K> }[TargetKind];

export type FactRegistry = ReadonlyMap<string, AnyFact>;

const areas: readonly (readonly AnyFact[])[] = [
  identity,
  ovs,
  firewall,
  services,
  mtu,
  routes,
  flannel,
  neighbours,
  addresses,
  cni,
  nic,
  node,
  dns,
  policy,
  controlPlane,
  upgrade,
];

/** Every fact, sorted by name. Names are unique: test/facts/registry.test.ts holds that. */
export const allFacts: readonly AnyFact[] = areas
  .flat()
  .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

/** What rules may ask, by name. */
export const factRegistry: FactRegistry = new Map(allFacts.map((fact) => [fact.name, fact]));

/** Computes a fact on a target of its own kind; the caller has checked that kind. */
export function computeFact(fact: AnyFact, target: Target, context: Parameters<Fact['compute']>[1]): FactValue {
  if (fact.target !== target.kind)
    throw new Error(`fact ${fact.name} is about a ${fact.target}, not about ${target.key}`);
  return (fact.compute as (target: Target, context: Parameters<Fact['compute']>[1]) => FactValue)(target, context);
}
