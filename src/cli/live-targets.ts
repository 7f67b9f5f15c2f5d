import type { CollectOptions } from '../collect/collect.ts';
import type { NodeTarget } from '../collect/nodes/types.ts';
import { targetsOf } from '../collect/targets.ts';
import { matchesGlob } from '../evaluate/glob.ts';
import { isNodeName, NODE_NAME_RULE } from '../snapshot/names.ts';
import { UsageError } from './exit-codes.ts';
import { hostsOf, targetsOfHosts } from './hosts.ts';
import type { LiveOptions } from './live-options.ts';

/**
 * Which machines are read, by `--via`, `--hosts` and `--node`; and why a Node of the cluster is not. Throws UsageError for hosts that
 * cannot be read, before anything is collected.
 */
export function chooser({ via, hosts, node: globs = [] }: LiveOptions): CollectOptions['targets'] {
  if (hosts !== undefined && via !== 'ssh') {
    throw new UsageError('--hosts says where SSH goes: add --via ssh, or leave it out.');
  }
  const named = hosts === undefined ? undefined : hostsOf(hosts);
  return (objects) => {
    const nodes = objects && targetsOf(objects);
    const machines = named === undefined ? (nodes ?? []) : targetsOfHosts(named, nodes);
    const wanted = ({ name }: NodeTarget) => globs.length === 0 || globs.some((glob) => matchesGlob(name, glob));
    // The API server is a stranger: what is no name becomes part of no path.
    const chosen = via === 'api' ? [] : machines.filter((each) => wanted(each) && isNodeName(each.name));
    const skipped = (nodes ?? [])
      .filter(({ name }) => !chosen.some((each) => each.kubernetesNode === name))
      .map((node) => ({ name: node.name, reason: whyNot(node.name, wanted(node)) }));
    return { chosen, skipped };
  };

  function whyNot(name: string, wanted: boolean): string {
    if (via === 'api') return 'nodes were not read (--via api)';
    if (!isNodeName(name)) return `it has a name that no Node can have (${NODE_NAME_RULE})`;
    return wanted ? 'it is not among the hosts of --hosts' : 'left out by --node';
  }
}
