import type { IntegrityResult } from '../activities/integrity.ts';
import { bulk } from './activity-options.ts';

/** 一致性检查: one run of the integrity checks, started by its Schedule. */
export async function integrityCheck(): Promise<IntegrityResult> {
  return await bulk.checkIntegrity.executeWithOptions({ summary: '一致性检查 integrity checks' }, []);
}
