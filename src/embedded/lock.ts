import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedError, told } from './errors.ts';

interface Holder {
  pid: number;
  /** start time of the process, where the system tells: a reused pid is another process */
  started: string;
  info: unknown;
}

/**
 * Makes sure that one start at a time uses a data folder. A lock whose holder no longer lives is taken over.
 * @param info told to whoever comes second (an address, for instance)
 * @throws EmbeddedError that names the holder
 */
export async function lockDataDir(dataDir: string, info: object = {}): Promise<{ release(): Promise<void> }> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, 'lock.json');
  for (let tries = 0; ; tries += 1) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(JSON.stringify({ pid: process.pid, started: await startOf(process.pid), info }));
      await file.close();
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const holder = await readFile(path, 'utf8')
        .then((text) => JSON.parse(text) as Holder)
        .catch(() => undefined);
      if (holder && (await isAlive(holder)))
        throw new EmbeddedError(
          told(
            `Another start (process ${holder.pid}) already uses ${dataDir}; stop it first, or set HANDOVER_DATA_DIR to another folder.`,
            `另一个实例（进程 ${holder.pid}）正在使用 ${dataDir}；请先停止它，或将 HANDOVER_DATA_DIR 设为其他目录。`,
          ),
        );
      if (tries > 20)
        throw new EmbeddedError(told(`${path} cannot be taken over; remove it.`, `无法接管 ${path}，请删除它。`));
      // Unreadable: the other start is writing it at this moment, or was killed while it did; the second look decides.
      if (holder || tries > 10) await rm(path, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function isAlive({ pid, started }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const now = await startOf(pid);
  return now === started || now === '' || started === '';
}

/** Field 22 of /proc/<pid>/stat: clock ticks since boot; empty where there is no /proc. */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
