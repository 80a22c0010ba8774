import { connect, createServer } from 'node:net';
import { EmbeddedError, codeOf } from './errors.ts';
import { sentences } from './sentences.ts';

/**
 * A port of the loopback address: the wanted one if it is free, or one from the system for 0.
 * @throws EmbeddedError that names the port
 */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = codeOf(error);
      reject(
        new EmbeddedError(
          code === 'EADDRINUSE' ? sentences.portTaken(wanted) : sentences.portRefused(wanted, code ?? error.message),
        ),
      );
    });
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** The preferred port if it is free, otherwise one from the system. */
export async function preferredPort(preferred: number): Promise<number> {
  return freePort(preferred).catch(() => freePort());
}

/** Polls until `check` succeeds. @throws what the last try threw, when `timeoutMs` is over or nothing can come any more */
export async function until<T>(
  check: () => Promise<T>,
  timeoutMs: number,
  hopeless: (error: unknown) => boolean = () => false,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end || hopeless(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Resolves when somebody listens there. @throws Error at once when nobody does: clients of protocols wait a second before they try again */
export function listening(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
