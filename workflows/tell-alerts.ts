import { effects } from './activity-options.ts';

/** 告警: one look for alerts that nobody was told of, started by its Schedule. @returns how many were told */
export async function tellAlerts(): Promise<number> {
  return await effects.tellAlerts.executeWithOptions({ summary: '告警 tell alerts' }, []);
}
