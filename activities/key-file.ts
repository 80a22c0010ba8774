import { open, readFile } from 'node:fs/promises';

/** What is kept in a file that only the server may read; made when it is not there. Of two starts one makes it and the other reads it. */
export async function keyFile<T>(file: string, make: () => Promise<T>): Promise<T> {
  try {
    const made = await make();
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(JSON.stringify(made));
    await handle.close();
    return made;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return JSON.parse(await readFile(file, 'utf8')) as T;
  }
}
