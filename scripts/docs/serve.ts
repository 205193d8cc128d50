/** Serves a folder over HTTP on this machine: `npm run docs:serve`, and the browser tests. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';

/** A running server. */
export interface Served {
  /** Address of the folder, with a slash at its end. */
  readonly url: string;
  /** Stops it. */
  close(): void;
}

/** Whether `first-last` runs forwards. What does not may be ignored (RFC 9110, 14.2), and ends sirv. */
function isRange(range: string | undefined): boolean {
  const found = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  return found !== null && (found[2] === '' || Number(found[1]) <= Number(found[2]));
}

/**
 * Serves a folder on localhost.
 *
 * @param folder - what to serve
 * @param options - `port`: a free one unless told; `base`: the path under which the folder appears, `/` unless told;
 *   `dev`: read files afresh for every request
 */
export function serve(
  folder: string,
  { port = 0, base = '/', dev = false }: { port?: number; base?: string; dev?: boolean } = {},
): Promise<Served> {
  const files = sirv(folder, { dev });
  const server = createServer((request, response) => {
    const refuse = (): void => void response.writeHead(404).end();
    if (request.url?.startsWith(base) !== true) {
      refuse();
      return;
    }
    request.url = `/${request.url.slice(base.length)}`;
    if (!isRange(request.headers.range)) delete request.headers.range;
    files(request, response, refuse);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${taken}${base}`,
        close: () => {
          server.closeAllConnections();
          server.close();
        },
      });
    });
  });
}
