import { effects } from './activity-options.ts';

/** 整改措施: one look for corrective actions that are due or overdue, started by its Schedule. @returns how many somebody heard of */
export async function followActions(): Promise<number> {
  const at = new Date().toISOString();
  return await effects.followActions.executeWithOptions({ summary: '跟踪整改 follow corrective actions' }, [at]);
}
