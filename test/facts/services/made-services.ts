import { readFileSync } from 'node:fs';
import { slim } from '../../../src/snapshot/slim.ts';
import type { ApiObject, Snapshot } from '../../../src/snapshot/types.ts';
import { type MadeOutputs, rawNode, snapshotOf } from '../../support/raw-node.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/kube-proxy-1.36/${name}`, import.meta.url), 'utf8');

type Json = { [key: string]: unknown };
interface ListedObject {
  readonly metadata: { readonly name: string; creationTimestamp: string; labels?: Record<string, string> };
  spec: Json;
  endpoints?: { addresses: string[]; conditions: Record<string, boolean>; hints?: Json }[];
}

/** The node of the fixtures: what a real kube-proxy 1.36 wrote there and what the API said at the time. Cases change it. */
export interface MadeServices {
  readonly services: ListedObject[];
  readonly slices: ListedObject[];
  outputs: Record<string, MadeOutputs[string]>;
  /** Objects of the API by resource, beside Nodes, Services and EndpointSlices. */
  more: Record<string, readonly ApiObject[]>;
  takenAt: string;
  /** False where the API was not asked. */
  api: boolean;
}

const items = (file: string): ListedObject[] => (JSON.parse(fixture(file)) as { items: ListedObject[] }).items;

const processes =
  'pid=7 comm=kubelet netns=net:[1]\npid=9 comm=kube-proxy netns=net:[1] flag:--cluster-cidr=10.244.0.0/16\n';

export function madeServices(mode: 'iptables' | 'nftables'): MadeServices {
  const rules: Record<string, string> =
    mode === 'iptables'
      ? {
          'iptables-nft-save4': fixture('iptables-nft-save.txt'),
          'iptables-nft-save6': fixture('ip6tables-nft-save.txt'),
          'nft-ruleset': '',
          'nft-tables': 'table ip filter\ntable ip nat\ntable ip mangle\n',
        }
      : {
          'iptables-nft-save4': '',
          'iptables-nft-save6': '',
          'nft-ruleset': fixture('nft-ruleset.json'),
          'nft-tables': 'table ip kube-proxy\ntable ip6 kube-proxy\n',
        };
  return {
    services: items('services.json'),
    slices: items('endpointslices.json'),
    outputs: {
      ...rules,
      'iptables-legacy-tables4': '',
      'iptables-legacy-tables6': '',
      ipvs: '',
      processes,
      'kube-proxy-mode': mode,
      'kube-proxy-metrics': fixture('metrics.txt'),
    },
    more: {},
    takenAt: '2026-11-21T12:00:00Z',
    api: true,
  };
}

export function snapshotOfServices(made: MadeServices): Snapshot {
  const objects = {
    nodes: listed('nodes', 'v1', 'Node', items('nodes.json')),
    services: listed('services', 'v1', 'Service', made.services),
    endpointslices: listed('endpointslices', 'discovery.k8s.io/v1', 'EndpointSlice', made.slices),
    ...made.more,
  };
  const snapshot = snapshotOf({ nodes: [rawNode('n1', made.outputs)], objects: made.api ? objects : {} });
  return { ...snapshot, manifest: { ...snapshot.manifest, to: made.takenAt } };
}

function listed(resource: string, apiVersion: string, kind: string, all: readonly object[]): readonly ApiObject[] {
  return all.flatMap((object) => slim(resource, { apiVersion, kind, ...object }) ?? []);
}

/** Text of an output. */
export function textOf(made: MadeServices, output: string): string {
  const text = made.outputs[output];
  return typeof text === 'string' ? text : (text?.text ?? '');
}

/** Takes lines of iptables-save out. */
export function withoutLines(made: MadeServices, part: string): void {
  const lines = textOf(made, 'iptables-nft-save4').split('\n');
  const kept = lines.filter((line) => !line.includes(part));
  if (kept.length === lines.length) throw new Error(`no line has ${part}`);
  made.outputs['iptables-nft-save4'] = kept.join('\n');
}

export function replaceText(made: MadeServices, output: string, from: string, to: string): void {
  const text = textOf(made, output);
  if (!text.includes(from)) throw new Error(`${output} has no ${from}`);
  made.outputs[output] = text.replace(from, to);
}

interface NftObject {
  readonly [kind: string]: Json & { elem?: unknown[] };
}

/** Changes what `nft -j list ruleset` printed: `change` gives back an object, another one, or null to take it out. */
export function changeNft(made: MadeServices, change: (kind: string, body: Json) => Json | null): void {
  const document = JSON.parse(textOf(made, 'nft-ruleset')) as { nftables: NftObject[] };
  const nftables = document.nftables.flatMap((object) =>
    Object.entries(object).flatMap(([kind, body]) => {
      const changed = change(kind, body);
      return changed === null ? [] : [{ [kind]: changed }];
    }),
  );
  made.outputs['nft-ruleset'] = JSON.stringify({ nftables });
}

export const slice = (made: MadeServices, name: string): ListedObject => {
  const found = made.slices.find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`no EndpointSlice ${name}`);
  return found;
};
