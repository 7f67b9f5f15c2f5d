import { canonicalAddress } from '../model/ip.ts';
import type { CniConfig, CniLease } from '../model/types.ts';
import { isObject, type JsonObject, objectsField, textField } from './json-fields.ts';
import { linesOf, newNotes } from './notes.ts';
import type { Parsed } from './parsed.ts';
import { sectionsOf } from './sections.ts';

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const folderName = (path: string): string => baseName(path.slice(0, path.lastIndexOf('/')));

/** The files of /etc/cni/net.d, each below `==> path <==`; sorted by name, since the runtime takes the first. */
export function parseCniConfigs(text: string): Parsed<readonly CniConfig[]> {
  const notes = newNotes();
  const configs: CniConfig[] = [];
  for (const section of sectionsOf(text)) {
    if (section.name === '') notes.add(section.firstLine, section.text, 'text before the first file');
    else configs.push(configOf(section.name, section.text));
  }
  return notes.parsed(configs.sort((a, b) => (baseName(a.file) < baseName(b.file) ? -1 : 1)));
}

function configOf(file: string, text: string): CniConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { file, name: null, plugins: [], broken: error instanceof Error ? error.message.slice(0, 200) : 'not JSON' };
  }
  if (!isObject(value)) return { file, name: null, plugins: [], broken: 'not a JSON object' };
  // A .conflist has a list of plugins, a .conf is one plugin.
  const plugins = Array.isArray(value.plugins) ? objectsField(value, 'plugins') : [value];
  return { file, name: textField(value, 'name'), plugins: plugins.flatMap(pluginOf) };
}

function pluginOf(plugin: JsonObject): { readonly type: string; readonly [key: string]: unknown }[] {
  const type = textField(plugin, 'type');
  return type === null ? [] : [{ ...plugin, type }];
}

/**
 * host-local's leases, /var/lib/cni/networks/NETWORK/ADDRESS: the container's id, then (since CNI plugins 0.7) the device, on lines of
 * their own. `lock` and `last_reserved_ip.N` are its own book-keeping.
 */
export function parseCniLeases(text: string): Parsed<readonly CniLease[]> {
  const notes = newNotes();
  const leases: CniLease[] = [];
  for (const section of sectionsOf(text)) {
    const file = baseName(section.name);
    // A colon in a file name is written as it is; some versions escape it.
    const address = canonicalAddress(file.replaceAll('_', ':'));
    const [containerId = null, device = null] = linesOf(section.text).map((line) => line.text.trim());
    if (address !== undefined) leases.push({ network: folderName(section.name), address, containerId, device });
    else if (!/^(?:lock|last_reserved_ip)/.test(file))
      notes.add(section.firstLine, section.name, 'not a lease of host-local');
  }
  return notes.parsed(leases);
}
