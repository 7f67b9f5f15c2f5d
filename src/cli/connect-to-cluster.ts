import type { ApiClient } from '../collect/cluster/client-types.ts';
import { ApiError } from '../collect/cluster/client-types.ts';
import { connect } from '../collect/cluster/connect.ts';
import { netlintVersion } from '../version.ts';
import { UsageError } from './exit-codes.ts';
import type { ConnectionOptions } from './live-options.ts';

/** For the first answer of an API server. */
const FIRST_ANSWER = 20_000;

/**
 * Connects, and asks for one answer: an API server that gives none costs a sentence, which is given instead, and not a time limit for
 * each resource. Throws UsageError for a kubeconfig that the user has to mend.
 */
export async function connectToCluster(
  { kubeconfig, context }: ConnectionOptions,
  signal: AbortSignal,
  milliseconds: number = FIRST_ANSWER,
): Promise<ApiClient | string> {
  let client: ApiClient | undefined;
  try {
    client = await connect({
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(context === undefined ? {} : { context }),
      signal,
      userAgent: `netlint/${netlintVersion()}`,
    });
    await client.request({ path: '/version', milliseconds: Math.min(FIRST_ANSWER, milliseconds), signal });
    return client;
  } catch (error) {
    // Whoever refuses this is there; what else they refuse is said for each resource.
    if (client && error instanceof ApiError && ['forbidden', 'absent', 'refused'].includes(error.kind)) return client;
    await client?.close();
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === 'configuration') throw new UsageError(error.message);
    return error.message;
  }
}
