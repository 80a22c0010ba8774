#!/usr/bin/env node
// The build where there is one, else the sources by way of tsx.
import { existsSync } from 'node:fs';

const built = new URL('../dist/src/cli/main.js', import.meta.url);
const source = new URL('../src/cli/main.ts', import.meta.url);
const isBuilt = existsSync(built);
if (!isBuilt) (await import('tsx/esm/api')).register();
const { main } = await import((isBuilt ? built : source).href);
await main();
