import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PRODUCED } from './produced.ts';

/** Keeps the histories of the last test run for the replay gate: `npm run histories:keep -- <version>`, once a release. */
const version = process.argv[2];
if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
  console.error('name the release that wrote these histories: npm run histories:keep -- 1.2.3');
  process.exit(2);
}
const folder = join(import.meta.dirname, '../workflows/histories');
await mkdir(folder, { recursive: true });
const names = await readdir(PRODUCED);
for (const name of names) await copyFile(join(PRODUCED, name), join(folder, `${version}-${name}`));
console.log(`${names.length} histories kept`);
