/** Names that become parts of paths. They come from strangers: what is not plainly a name is refused. */

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const NODE_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** An RFC 1123 subdomain, as Kubernetes demands of Node names; no path can be hidden in one. */
export function isNodeName(name: string): boolean {
  return name.length <= 253 && NODE_NAME.test(name);
}

/** What `isNodeName` wants, for sentences. */
export const NODE_NAME_RULE = 'lower-case letters, digits, "-" and ".", beginning and ending with a letter or digit';

/** A raw output inside a node's folder. */
export function isOutputFileName(name: string): boolean {
  return name !== 'index.json' && /^[A-Za-z0-9][A-Za-z0-9._~+-]{0,199}$/.test(name);
}

/** `pods`, `endpointslices`. */
export function isResourceName(name: string): boolean {
  return /^[a-z][a-z0-9.-]{0,99}$/.test(name);
}

/** A network namespace as a user names it in an import: `podns`, `cni-1f3a…`, a pod's name. */
export function isNamespaceName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(name);
}

/** The paths that a snapshot consists of, relative to its folder. */
export function isSnapshotPath(path: string): boolean {
  if (path === 'manifest.json' || path === 'motion.json' || path === 'notes.md') return true;
  const [top, name, file, ...deeper] = path.split('/');
  if (name === undefined || deeper.length > 0) return false;
  if (top === 'cluster') return file === undefined && name.endsWith('.jsonl') && isResourceName(name.slice(0, -6));
  return top === 'nodes' && isNodeName(name) && file !== undefined && (file === 'index.json' || isOutputFileName(file));
}
