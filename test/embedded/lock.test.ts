import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EmbeddedError } from '../../src/embedded/errors.ts';
import { lockDataDir } from '../../src/embedded/lock.ts';
import { madeOnce } from '../../src/embedded/made-once.ts';
import { temporary } from './support.ts';

test('lock, two starts: the second is told the process and the address of the first', async () => {
  const folder = await temporary();
  const first = await lockDataDir(folder, { address: 'http://127.0.0.1:3000' });
  const second = lockDataDir(folder);
  await expect(second).rejects.toThrow(EmbeddedError);
  await expect(second).rejects.toThrow(`${process.pid}, http://127.0.0.1:3000`);
  await first.release();
  await (await lockDataDir(folder)).release();
});

test('lock, many starts over a dead one’s lock, again and again: one gets it', async () => {
  const folder = await temporary();
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(join(folder, 'lock-1.json'), JSON.stringify({ pid, started: '1', info: {} }));
  for (let round = 0; round < 50; round += 1) {
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDataDir(folder)));
    const held = tries.filter((one) => one.status === 'fulfilled');
    expect(held).toHaveLength(1);
    await held[0]?.value.release();
  }
});

test('lock, its process number is another process by now: is taken over', async () => {
  const folder = await temporary();
  await writeFile(join(folder, 'lock-1.json'), JSON.stringify({ pid: process.pid, started: '1', info: {} }));
  await (await lockDataDir(folder)).release();
});

test('lock, a file that a power cut left empty: is taken over', async () => {
  const folder = await temporary();
  await writeFile(join(folder, 'lock-1.json'), '');
  await (await lockDataDir(folder)).release();
});

test('cache, two makers at once: one makes, both get it', async () => {
  const folder = join(await temporary(), 'tool');
  let made = 0;
  const make = (partial: string) => {
    made += 1;
    return writeFile(join(partial, 'program'), 'whole');
  };
  const both = await Promise.all([1, 2].map(() => madeOnce(folder, 'program', 'tool', () => {}, make)));
  expect(made).toBe(1);
  for (const path of both) expect(await readFile(path, 'utf8')).toBe('whole');
});

test('cache, a maker that fails: leaves nothing that looks made', async () => {
  const folder = join(await temporary(), 'tool');
  const failing = madeOnce(
    folder,
    'program',
    'tool',
    () => {},
    async (partial) => {
      await writeFile(join(partial, 'program'), 'half');
      throw new Error('no space left');
    },
  );
  await expect(failing).rejects.toThrow('no space left');
  await madeOnce(
    folder,
    'program',
    'tool',
    () => {},
    (partial) => writeFile(join(partial, 'program'), 'whole'),
  );
  expect(await readFile(join(folder, 'program'), 'utf8')).toBe('whole');
});
