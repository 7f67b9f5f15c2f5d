import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Posted {
  readonly method: string;
  /** As it was asked for: through a proxy with `http://…`. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface WebServer {
  readonly url: string;
  readonly port: number;
  readonly posted: readonly Posted[];
  close(): Promise<void>;
}

/** A web server that remembers what it is sent; `answer` is given the number of the request, from 1 on, and may never answer. */
export async function startWebServer(answer: (count: number, response: ServerResponse) => void): Promise<WebServer> {
  const posted: Posted[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      posted.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
      answer(posted.length, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    posted,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
