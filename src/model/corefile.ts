import { type Corefile, type CorefilePlugin, parseCorefile } from '../parse/corefile.ts';
import { parseAddress } from './ip.ts';
import { absent, known, type Reading, unknown } from './reading.ts';
import type { ClusterModel } from './types.ts';

/** The Corefile in a ConfigMap. */
export function readCorefile({ configMaps }: ClusterModel, key: string): Reading<Corefile> {
  if (configMaps.state !== 'known') return configMaps;
  const text = configMaps.value.get(key)?.Corefile;
  if (text !== undefined) return known(parseCorefile(text).value, `ConfigMap ${key}`);
  return configMaps.partial === undefined
    ? absent(`no ConfigMap ${key} with a Corefile was collected`, configMaps.source)
    : unknown('cluster/configmaps', configMaps.partial);
}

export interface Forward {
  /** The zone that it forwards; `.` is all names. */
  readonly zone: string;
  /** Addresses with their ports, where they are written down. */
  readonly servers: readonly { readonly address: string; readonly port: number }[];
  /** Files like /etc/resolv.conf that name more. */
  readonly files: readonly string[];
  /** Whether the server block has the plugin that looks for loops: it ends CoreDNS when it finds one. */
  readonly hasLoop: boolean;
}

/** Where questions that CoreDNS does not answer itself go to: the plugin `forward`, before 1.5 `proxy`. */
export function forwardsOf({ servers }: Corefile): readonly Forward[] {
  return servers.flatMap(({ plugins }) => {
    const hasLoop = plugins.some(({ name }) => name === 'loop');
    return plugins
      .filter(({ name, args }) => (name === 'forward' || name === 'proxy') && args.length >= 2)
      .map((plugin) => forwardOf(plugin, hasLoop));
  });
}

function forwardOf({ args: [zone = '.', ...to] }: CorefilePlugin, hasLoop: boolean): Forward {
  return {
    zone,
    servers: to.flatMap((word) => serverOf(word) ?? []),
    files: to.filter((word) => word.startsWith('/')),
    hasLoop,
  };
}

/** `10.0.0.2`, `10.0.0.2:5353`, `[fd00::1]:53`, `dns://10.0.0.2`, `tls://9.9.9.9`, with `%scope` behind an address. */
function serverOf(word: string): { readonly address: string; readonly port: number } | undefined {
  const [, scheme = 'dns', rest = word] = /^([a-z0-9]{1,20}):\/\/(.*)$/.exec(word) ?? [];
  const [, bracketed, plain, port] =
    /^(?:\[([0-9A-Fa-f:.]{2,45})(?:%\w+)?\]|([0-9.]{7,15}))(?::(\d{1,5}))?$/.exec(rest) ?? [];
  const address = bracketed ?? plain ?? rest;
  if (parseAddress(address) === undefined) return undefined;
  return { address, port: port === undefined ? (scheme === 'tls' ? 853 : 53) : Number(port) };
}
