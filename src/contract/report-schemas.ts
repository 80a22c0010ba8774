import * as z from 'zod';
import { fileForm } from './file-schemas.ts';
import { day } from './times.ts';

/** What requests for reports over the company look like. */

const shared = {
  ...fileForm,
  department: z.string().trim().min(1).max(63).optional().meta({ description: 'code of a department' }),
};
const period = {
  from: day.optional().meta({ description: 'first day, in the caller’s time zone; absent: 90 days ago' }),
  to: day.optional().meta({ description: 'last day, included; absent: today' }),
};
export const handoversReportQuery = z.strictObject({ ...shared, ...period });
export const outcomesReportQuery = z.strictObject({
  ...shared,
  ...period,
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(730)
    .default(90)
    .meta({ description: 'how long a customer is watched after the handover' }),
});
export const workloadReportQuery = z.strictObject({
  ...shared,
  receivers: z.stringbool().default(false).meta({ description: 'only who receives in a case that runs' }),
});
export const riskReportQuery = z.strictObject({
  ...shared,
  contractDays: z.coerce.number().int().min(1).max(365).default(60),
  silentDays: z.coerce.number().int().min(1).max(730).default(60),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export const reviewsReportQuery = z.strictObject({
  ...shared,
  days: z.coerce.number().int().min(0).max(365).default(30).meta({ description: 'due within so many days, or late' }),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
