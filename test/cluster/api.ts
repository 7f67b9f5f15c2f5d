import { Agent, request as httpsRequest } from 'node:https';
import type { JsonObject } from '../lab/api-objects.ts';
import type { KeyPair } from './certificates.ts';

/** The API server as the tests' own hands: creates what `kubectl` and the kubelets would. Throws on every answer of 400 and above. */
export interface Api {
  readonly get: (path: string) => Promise<JsonObject>;
  readonly list: (path: string) => Promise<readonly JsonObject[]>;
  readonly create: (path: string, object: unknown) => Promise<JsonObject>;
  /** Merge patch. */
  readonly patch: (path: string, change: unknown) => Promise<JsonObject>;
  readonly replace: (path: string, object: unknown) => Promise<JsonObject>;
  readonly remove: (path: string, options?: { readonly graceSeconds?: number }) => Promise<void>;
  readonly close: () => void;
}

export class ApiFailure extends Error {
  override name = 'ApiFailure';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** `socket` is a Unix socket that leads to the API server. */
export function openApi(socket: string, authority: string, user: KeyPair): Api {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const sendOnce = (method: string, path: string, body?: unknown, type = 'application/json'): Promise<string> =>
    new Promise((resolve, reject) => {
      const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body));
      const outgoing = httpsRequest(
        {
          socketPath: socket,
          agent,
          method,
          path,
          servername: 'kubernetes',
          ca: authority,
          cert: user.certificate,
          key: user.key,
          timeout: 20_000,
          headers: {
            accept: 'application/json',
            host: 'kubernetes',
            ...(bytes === null ? {} : { 'content-type': type, 'content-length': bytes.length }),
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            const status = answer.statusCode ?? 0;
            if (status < 400) resolve(text);
            else reject(new ApiFailure(`${method} ${path}: ${status} ${text.slice(0, 400)}`, status));
          });
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer in 20 s`)));
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
  /** A socket whose queue is full takes no connection: nothing was sent then. */
  const send = async (...request: Parameters<typeof sendOnce>): Promise<string> => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await sendOnce(...request);
      } catch (error) {
        if (tries === 40 || !(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  /** The tests end and start API servers: a reading waits for the next. */
  const read = async (path: string): Promise<string> => {
    for (let tries = 0; ; tries += 1) {
      try {
        return await send('GET', path);
      } catch (error) {
        if (tries === 40 || (error instanceof ApiFailure && error.status < 500)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  };
  const object = async (answer: Promise<string>): Promise<JsonObject> => JSON.parse(await answer) as JsonObject;
  return {
    get: (path) => object(read(path)),
    list: async (path) => {
      const list = (await object(read(path))) as JsonObject & { readonly items: readonly JsonObject[] };
      const kind = list.kind.replace(/List$/, '');
      return list.items.map((item) => ({ apiVersion: list.apiVersion, ...item, kind }));
    },
    create: (path, body) => object(send('POST', path, body)),
    patch: (path, change) => object(send('PATCH', path, change, 'application/merge-patch+json')),
    replace: (path, body) => object(send('PUT', path, body)),
    remove: async (path, { graceSeconds } = {}) => {
      await send(
        'DELETE',
        path,
        graceSeconds === undefined
          ? undefined
          : { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: graceSeconds },
      );
    },
    close: () => agent.destroy(),
  };
}
