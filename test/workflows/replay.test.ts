import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
  });

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

  it('a step that no longer prepares the materials: the histories that did so fail', async () => {
    const file = join(copy, 'workflows/steps/materials.ts');
    const source = await readFile(file, 'utf8');
    const edited = source.replace('bulk.prepareMaterials.executeWithOptions', 'bulk.planBook.executeWithOptions');
    expect(edited).not.toBe(source);
    await writeFile(file, edited);
    const bundle = await bundleWorkflowCode({ workflowsPath: join(copy, 'workflows/index.ts') });
    const results = await replayFolder(KEPT, bundle);
    expect(results.some((r) => r.error !== undefined)).toBe(true);
  });
});
