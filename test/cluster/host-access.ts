import { writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';

/** A kubeconfig that works in the test's own process: a port of the loopback leads into the sandbox. */
export interface HostAccess {
  readonly kubeconfig: string;
  readonly close: () => Promise<void>;
}

/** `text` gives the kubeconfig for a server address, `file` is where to write it; `socket` leads to the API server. */
export async function openHostAccess(
  socket: string,
  file: string,
  text: (server: string) => string,
): Promise<HostAccess> {
  const open = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(socket);
    for (const one of [incoming, outgoing]) {
      open.add(one);
      one.on('error', () => {});
      one.on('close', () => open.delete(one));
    }
    incoming.pipe(outgoing).pipe(incoming);
    incoming.on('close', () => outgoing.destroy());
    outgoing.on('close', () => incoming.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  writeFileSync(file, text(`https://127.0.0.1:${port}`), { mode: 0o600 });
  return {
    kubeconfig: file,
    close: async () => {
      for (const one of open) one.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
