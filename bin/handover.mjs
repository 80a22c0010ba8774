#!/usr/bin/env node
// In a checkout the sources by way of tsx, so that no stale build answers; in the image, which has none, the build.
import { existsSync } from 'node:fs';

const source = new URL('../src/cli/main.ts', import.meta.url);
const built = new URL('../dist/src/cli/main.js', import.meta.url);
const hasSource = existsSync(source);
if (hasSource) (await import('tsx/esm/api')).register();
const { main } = await import((hasSource ? source : built).href);
await main();
