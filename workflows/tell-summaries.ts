import { bulk, effects } from './activity-options.ts';

/**
 * 移交概况: one look for summaries that are due, started by its Schedule every morning; on most days there is none.
 * @returns how many people were told
 */
export async function tellSummaries(): Promise<number> {
  const at = new Date().toISOString();
  let told = 0;
  for (const period of await effects.dueSummaries.executeWithOptions({ summary: '应发概况 what is due' }, [at])) {
    const summary = `发送概况 ${period.every} ${period.from} – ${period.to}`;
    told += await bulk.sendSummaries.executeWithOptions({ summary }, [period]);
  }
  return told;
}
