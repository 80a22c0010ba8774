import { open } from 'node:fs/promises';
import type { HeadAnchor } from './ports.ts';

const TAIL_BYTES = 65_536;

/** Remembers heads in a file that is only appended to, a JWS a line. @param file made with the first head */
export function anchorFile(file: string): HeadAnchor {
  return {
    async newest() {
      const handle = await open(file, 'a+', 0o600);
      try {
        const { size } = await handle.stat();
        const { buffer, bytesRead } = await handle.read({
          buffer: Buffer.alloc(Math.min(size, TAIL_BYTES)),
          position: Math.max(0, size - TAIL_BYTES),
        });
        const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
        // After a crash in the middle of a line, the line before it counts.
        return lines.reduce((newest, line) => Math.max(newest, numberOf(line)), 0);
      } finally {
        await handle.close();
      }
    },
    async keep(heads) {
      const handle = await open(file, 'a+', 0o600);
      try {
        const { size } = await handle.stat();
        const { buffer } = await handle.read({ buffer: Buffer.alloc(1), position: Math.max(0, size - 1) });
        const torn = size > 0 && buffer.toString() !== '\n';
        await handle.appendFile(`${torn ? '\n' : ''}${heads.map(({ jws }) => `${jws}\n`).join('')}`);
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}

function numberOf(line: string): number {
  try {
    const claims: unknown = JSON.parse(Buffer.from(line.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' && claims !== null && 'number' in claims ? Number(claims.number) || 0 : 0;
  } catch {
    return 0;
  }
}
