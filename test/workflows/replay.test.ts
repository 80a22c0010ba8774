import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { replayFolder } from '../support/replay.ts';

/** Histories of releases, `<version>-<scenario>-<run>.json`; `npm run histories:keep -- <version>` adds those of a test run. */
const KEPT = join(import.meta.dirname, 'histories');

describe('replay gate', () => {
  it('every kept history, with the present workflows: replays', async () => {
    const results = await replayFolder(KEPT, { code: inject('workflowBundle') });
    expect(results.filter((r) => r.error !== undefined)).toEqual([]);
    expect(results.length).toBeGreaterThan(0);
  }, 180_000); // every release adds some

  it('a folder without histories: fails', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'no-histories-'));
    await expect(replayFolder(empty, { code: inject('workflowBundle') })).rejects.toThrow('holds no history');
    await rm(empty, { recursive: true });
  });
});

describe('replay gate, an incompatible edit', () => {
  let copy: string;
  beforeAll(async () => {
    // The edited copy lies beside the sources, where the bundler finds the packages.
    copy = await mkdtemp(join(import.meta.dirname, '../../.edited-'));
    await cp(join(import.meta.dirname, '../../workflows'), join(copy, 'workflows'), { recursive: true });
    await cp(join(import.meta.dirname, '../../src/contract'), join(copy, 'src/contract'), { recursive: true });
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  /** @returns a folder with some of the histories in which the materials were prepared */
  async function preparing(some: number): Promise<string> {
    const folder = join(copy, 'histories');
    await mkdir(folder);
    let found = 0;
    for (const name of (await readdir(KEPT)).sort()) {
      if (found === some) break;
      if (!(await readFile(join(KEPT, name), 'utf8')).includes('"prepareMaterials"')) continue;
      await cp(join(KEPT, name), join(folder, name));
      found += 1;
    }
    expect(found).toBe(some);
    return folder;
  }

  it('a step that no longer prepares the materials: the histories that did so fail', async () => {
    const file = join(copy, 'workflows/steps/materials.ts');
    const source = await readFile(file, 'utf8');
    const edited = source.replace('bulk.prepareMaterials.executeWithOptions', 'bulk.planBook.executeWithOptions');
    expect(edited).not.toBe(source);
    await writeFile(file, edited);
    const bundle = await bundleWorkflowCode({ workflowsPath: join(copy, 'workflows/index.ts') });
    const results = await replayFolder(await preparing(10), bundle);
    expect(results.filter((r) => r.error === undefined)).toEqual([]);
  });
});
