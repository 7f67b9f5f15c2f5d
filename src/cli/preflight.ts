import type { ApiClient } from '../collect/cluster/client-types.ts';
import { ApiError } from '../collect/cluster/client-types.ts';
import { discover, type Served, servedVersion } from '../collect/cluster/discovery.ts';
import { readPages } from '../collect/cluster/pages.ts';
import { type Permission, permissionsFor } from '../collect/cluster/permissions.ts';
import { type Review, reviewPermissions } from '../collect/cluster/preflight.ts';
import { rolesFor, toYaml } from '../collect/cluster/rbac.ts';
import { NIC_RESOURCE } from '../collect/cluster/resources.ts';
import { visible } from '../report/escape.ts';
import { isRecord } from '../snapshot/slim/keep.ts';
import { connectToCluster } from './connect-to-cluster.ts';
import { NOTHING_COLLECTED, raiseExitCode } from './exit-codes.ts';
import type { ConnectionOptions, LiveWay } from './live-options.ts';
import { columns } from './text-columns.ts';
import { type User, userOf, withSubject } from './user-of-cluster.ts';

export interface PreflightOptions extends ConnectionOptions {
  readonly via: LiveWay;
  readonly jobNamespace: string;
  readonly timeout: number;
}

/**
 * Asks the API server what of all that netlint would do it may do, and prints a table and the roles that are missing. Exit code 3 where
 * the nodes cannot be read that way, or nothing was answered.
 */
export async function preflight(options: PreflightOptions): Promise<void> {
  const limits = { milliseconds: options.timeout * 1000, signal: new AbortController().signal };
  const client = await connectToCluster(options, limits.signal, limits.milliseconds);
  if (typeof client === 'string') {
    process.stderr.write(`netlint: ${visible(client)}\n`);
    raiseExitCode(NOTHING_COLLECTED);
    return;
  }
  try {
    const served = await whatIsServed(client, limits);
    const namespaces = await namespacesOf(client, limits);
    const permissions = permissionsFor({
      mode: options.via,
      namespace: options.jobNamespace,
      ...(namespaces === null ? {} : { namespaces }),
      nicGroups: served === null ? [] : groupsWithNics(served),
      isServed: (group, resource) => servedVersion(served, group, resource, []) !== null,
    });
    const user = await userOf(client, limits);
    const reviews = await reviewPermissions(client, permissions, limits);
    print(reviews, user, options, client);
  } finally {
    await client.close();
  }
}

interface Limits {
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

async function whatIsServed(client: ApiClient, limits: Limits): Promise<Served | null> {
  try {
    return await discover(client, limits);
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** A Role can only be made in a namespace that is there; null where they may not be listed. */
async function namespacesOf(client: ApiClient, limits: Limits): Promise<ReadonlySet<string> | null> {
  const names = new Set<string>();
  const { error } = await readPages(client, {
    ...limits,
    path: '/api/v1/namespaces',
    limit: 500,
    accept: METADATA_ONLY,
    onItems: (items) => {
      for (const item of items) {
        if (isRecord(item) && isRecord(item.metadata) && typeof item.metadata.name === 'string')
          names.add(item.metadata.name);
      }
    },
  });
  return error === null ? names : null;
}

const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

const groupsWithNics = (served: Served): readonly string[] =>
  [...served].flatMap(([group, versions]) =>
    [...versions.values()].some((resources) => resources?.has(NIC_RESOURCE.resource)) ? [group] : [],
  );

function print(reviews: readonly Review[], user: User | null, options: PreflightOptions, client: ApiClient): void {
  const rows = reviews.map(({ permission, allowed, reason }) => [
    allowed === true ? 'yes' : allowed === false ? 'NO' : 'unknown',
    permission.verb,
    nameOf(permission),
    permission.namespace ?? 'all',
    allowed === 'unknown' ? visible(reason) : purposeOf(permission),
  ]);
  const head = ['ALLOWED', 'VERB', 'RESOURCE', 'NAMESPACE', 'WHAT FOR'];
  process.stdout.write(
    `${visible(user?.name ?? 'this user')} at ${visible(client.server)}, --via ${options.via}\n\n${columns([head, ...rows])}\n`,
  );
  const missing = reviews.filter(({ allowed }) => allowed === false).map(({ permission }) => permission);
  const unknown = reviews.filter(({ allowed }) => allowed === 'unknown');
  if (unknown.length > 0) process.stdout.write(`${unknown.length} of ${reviews.length} could not be asked.\n`);
  if (missing.length === 0) {
    if (unknown.length === 0) process.stdout.write('Everything is allowed.\n');
  } else {
    const lost = missing.some(({ needed }) => needed);
    process.stdout.write(
      `${missing.length} of ${reviews.length} are missing${lost ? `: nodes cannot be read with --via ${options.via}` : '; the rest works without them'}. What grants them:\n\n`,
    );
    process.stdout.write(missingRoles(missing, user, options));
  }
  if (missing.some(({ needed }) => needed) || unknown.length === reviews.length) raiseExitCode(NOTHING_COLLECTED);
}

const nameOf = ({ group, resource, subresource }: Permission): string =>
  `${resource}${subresource === undefined ? '' : `/${subresource}`}${group === '' ? '' : `.${group}`}`;

const purposeOf = ({ why, names }: Permission): string => (names === undefined ? why : `${why} (${names.join(', ')})`);

/** Names of their own, so that applying them changes no role that is there. */
function missingRoles(
  missing: readonly Permission[],
  user: User | null,
  { via, jobNamespace }: PreflightOptions,
): string {
  const roles = rolesFor(missing, { name: 'netlint-missing', namespace: jobNamespace, mode: via });
  return toYaml(withSubject(roles, user));
}
