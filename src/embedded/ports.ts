import { createServer } from 'node:net';
import { EmbeddedError, told } from './errors.ts';

/** A port of the loopback address: the wanted one if it is free, or one from the system for 0. */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () =>
      reject(
        new EmbeddedError(
          told(
            `Port ${wanted} is in use; stop what uses it or choose another port.`,
            `端口 ${wanted} 已被占用；请停止占用它的程序或改用其他端口。`,
          ),
        ),
      ),
    );
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

/** Polls until `check` succeeds. @throws what the last try threw, when `timeoutMs` is over or `given up` says so */
export async function until<T>(
  check: () => Promise<T>,
  timeoutMs: number,
  gaveUp: () => boolean = () => false,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end || gaveUp()) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
