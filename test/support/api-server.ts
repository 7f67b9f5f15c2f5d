import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Certificate, makeCertificate } from './certificates.ts';

/**
 * An API server small enough to see through: lists with limit and continue, single objects, metadata-only lists, /version, discovery and
 * access reviews over TLS, and every misbehaviour that a real one or something before it has.
 */
export interface ApiServer {
  readonly url: string;
  readonly port: number;
  readonly authority: Certificate;
  /** All requests so far. */
  readonly requests: readonly SeenRequest[];
  /** TCP connections so far. */
  connections(): number;
  /** By the path of the list: `/api/v1/pods`. */
  readonly lists: Map<string, Listed>;
  /** What should go wrong with a request; asked for each. */
  fault: (request: SeenRequest) => Fault | undefined;
  /** What an access review answers. */
  allows: (attributes: Readonly<Record<string, string>>) => boolean;
  close(): Promise<void>;
}

export interface Listed {
  readonly kind: string;
  readonly apiVersion: string;
  items: readonly TestObject[];
}

export interface TestObject {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly resourceVersion?: string };
  readonly [key: string]: unknown;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** How often this path and query came before. */
  readonly before: number;
}

export type Fault =
  | { readonly is: 'hang' }
  /** Headers, a piece of the body, and then nothing. */
  | { readonly is: 'stall' }
  /** The connection is closed in the middle of the body, or before anything. */
  | { readonly is: 'cut'; readonly after: 'headers' | 'nothing' }
  | {
      readonly is: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string | Buffer;
    };

export const status = (code: number, message: string, more: object = {}): string =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message, ...more });

export const refused = (
  code: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  more: object = {},
): Fault => ({
  is: 'answer',
  status: code,
  headers: { 'content-type': 'application/json', ...headers },
  body: status(code, message, more),
});

function seenBefore(requests: readonly SeenRequest[], method: string, url: URL): number {
  return requests.filter(
    (one) => one.method === method && one.path === url.pathname && `${one.query}` === `${url.searchParams}`,
  ).length;
}

function metadataOnly(kind: string, { metadata }: TestObject) {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { ...metadata, of: kind } };
}

function page(listed: Listed, request: SeenRequest): object {
  const limit = Number(request.query.get('limit') ?? listed.items.length) || listed.items.length;
  const token = request.query.get('continue');
  const start = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString().split(':')[1]);
  const items = listed.items.slice(start, start + limit);
  const rest = listed.items.length - start - items.length;
  const partial = String(request.headers.accept).includes('as=PartialObjectMetadataList');
  return {
    kind: partial ? 'PartialObjectMetadataList' : `${listed.kind}List`,
    apiVersion: partial ? 'meta.k8s.io/v1' : listed.apiVersion,
    metadata: {
      resourceVersion: '1000',
      ...(rest > 0
        ? { continue: Buffer.from(`v1:${start + items.length}`).toString('base64url'), remainingItemCount: rest }
        : {}),
    },
    items: partial ? items.map((item) => metadataOnly(listed.kind, item)) : items,
  };
}

/** `/apis/apps/v1/namespaces/x/deployments/y` → the list's path, and which of its objects. */
function parsePath(path: string): { readonly list: string; readonly namespace?: string; readonly name?: string } {
  const [, base = '', namespace, resource = '', name] =
    /^(\/api\/[^/]+|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  return {
    list: `${base}/${resource}`,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

function discovery(lists: ReadonlyMap<string, Listed>): object {
  const groups = new Map<string, Map<string, { resource: string; responseKind: { kind: string } }[]>>();
  for (const [path, { kind }] of lists) {
    const [, group, version, resource] = /^\/apis\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
    if (group === undefined || version === undefined || resource === undefined) continue;
    const versions = groups.get(group) ?? new Map();
    groups.set(group, versions);
    versions.set(version, [...(versions.get(version) ?? []), { resource, responseKind: { kind } }]);
  }
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: [...groups].map(([name, versions]) => ({
      metadata: { name },
      versions: [...versions].map(([version, resources]) => ({ version, resources })),
    })),
  };
}

const VERSION = { major: '1', minor: '36', gitVersion: 'v1.36.3', platform: 'linux/amd64' };

function answer(server: ApiServer, request: SeenRequest): { readonly status: number; readonly body: object } {
  const absent = (): { status: number; body: object } => ({
    status: 404,
    body: JSON.parse(status(404, 'the server could not find the requested resource')) as object,
  });
  if (request.path === '/version') return { status: 200, body: VERSION };
  if (request.path === '/apis') return { status: 200, body: discovery(server.lists) };
  if (request.path.endsWith('/selfsubjectaccessreviews')) {
    const review = JSON.parse(request.body) as { spec: { resourceAttributes: Record<string, string> } };
    return { status: 201, body: { ...review, status: { allowed: server.allows(review.spec.resourceAttributes) } } };
  }
  const { list, namespace, name } = parsePath(request.path);
  const found = server.lists.get(list);
  if (found === undefined) return absent();
  const items = found.items.filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace);
  if (name === undefined) return { status: 200, body: page({ ...found, items }, request) };
  const object = items.find(({ metadata }) => metadata.name === name);
  return object === undefined
    ? absent()
    : { status: 200, body: { apiVersion: found.apiVersion, kind: found.kind, ...object } };
}

function misbehave(fault: Fault, response: ServerResponse): void {
  if (fault.is === 'hang') return;
  if (fault.is === 'answer') {
    response.writeHead(fault.status, fault.headers ?? {});
    response.end(fault.body);
    return;
  }
  if (fault.is === 'cut' && fault.after === 'nothing') {
    response.socket?.destroy();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"kind":"PodList","items":[', () => {
    if (fault.is === 'cut') response.socket?.destroy();
  });
}

export async function startApiServer(
  options: { readonly certificate?: Certificate; readonly tls?: ServerOptions; readonly authority?: Certificate } = {},
): Promise<ApiServer> {
  const authority = options.authority ?? makeCertificate({ commonName: 'test-ca' });
  const certificate =
    options.certificate ??
    makeCertificate({ commonName: 'kube-apiserver', issuer: authority, addresses: ['127.0.0.1'] });
  const requests: SeenRequest[] = [];
  let connections = 0;
  const http = createServer({ key: certificate.key, cert: certificate.cert, ...options.tls }, (incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'https://x');
      const method = incoming.method ?? 'GET';
      const seen: SeenRequest = {
        method,
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        rawHeaders: incoming.rawHeaders,
        body: Buffer.concat(chunks).toString('utf8'),
        before: seenBefore(requests, method, url),
      };
      requests.push(seen);
      const fault = server.fault(seen);
      if (fault !== undefined) return misbehave(fault, response);
      const given = answer(server, seen);
      response.writeHead(given.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(given.body));
    });
  });
  http.on('connection', () => {
    connections += 1;
  });
  http.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: ApiServer = {
    url: `https://127.0.0.1:${port}`,
    port,
    authority,
    requests,
    connections: () => connections,
    lists: new Map(),
    fault: () => undefined,
    allows: () => true,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
  return server;
}
