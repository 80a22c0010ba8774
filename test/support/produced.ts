import { join } from 'node:path';

/** Histories of the last test runs, each replayed at the end of its run (global-setup.ts); those of releases are kept in test/workflows/histories. */
export const PRODUCED = join(import.meta.dirname, '../../.handover/test-histories');
