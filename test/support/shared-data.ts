import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.env.HANDOVER_SHARED_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

/**
 * The folder of a real data set, which is not part of this repository.
 * @returns undefined where it is absent, with a line that says what is skipped for it
 * @throws Error where it is absent with CI=true
 */
export function sharedData(dataset: string): string | undefined {
  const folder = join(root, dataset);
  if (existsSync(folder)) return folder;
  const line = `real data set ${dataset} not found in ../shared/data or HANDOVER_SHARED_DATA`;
  if (process.env.CI === 'true') throw new Error(line);
  console.log(`${line}: its tests are skipped`);
  return undefined;
}
