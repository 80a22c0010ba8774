import * as z from 'zod';
import { person } from './answers.ts';
import { LOSS_REASONS } from './reviews.ts';
import { id } from './schemas.ts';
import { STEPS } from './steps.ts';
import { day, instant } from './times.ts';

/** What reports over the company look like; docs/reports.md says where each figure comes from. */

const count = z.int().min(0);
const figure = z.number().nullable();
const period = z.strictObject({ from: day, to: day });

export const handoversReport = z
  .strictObject({
    period,
    steps: z.array(
      z.strictObject({
        step: z.enum(STEPS),
        count: count.meta({ description: 'cases that stand there now, paused ones included' }),
        overdueCount: count,
        paused: count,
        oldestDueAt: instant.nullable(),
        meanDelayDays: figure.meta({ description: 'of the overdue ones' }),
        finished: count.meta({ description: 'cases begun in the period that have ended the step' }),
        medianDays: figure,
        p90Days: figure,
      }),
    ),
    started: count,
    closed: count,
    cancelled: count,
  })
  .meta({ id: 'HandoversReport' });
const cohort = z.strictObject({
  customers: count,
  lost: count,
  per100CustomerYears: figure,
  reasons: z.array(z.strictObject({ reason: z.enum([...LOSS_REASONS, 'unknown']), lost: count })),
  satisfactionMarks: count,
  satisfactionMean: figure,
  reviewMarks: count.meta({ description: 'answers of receivers and supervisors to reviews' }),
  reviewMean: figure,
});
export const outcomesReport = z
  .strictObject({ period, days: count, handedOver: cohort, notHandedOver: cohort })
  .meta({ id: 'OutcomesReport' });
export const workloadReport = z
  .strictObject({
    items: z.array(
      z.strictObject({
        employee: person,
        department: z.string().nullable(),
        state: z.string(),
        customers: count,
        capacity: count,
        loadPct: figure.meta({ description: 'customers owned and to come, of the capacity' }),
        value: z.string(),
        openTasks: count,
        overdueTasks: count,
        openOpportunities: count,
        cases: count.meta({ description: 'running ones in which they receive' }),
        incoming: count.meta({ description: 'customers that will come by them' }),
        reviewsDue: count,
      }),
    ),
  })
  .meta({ id: 'WorkloadReport' });
export const riskReport = z
  .strictObject({
    items: z.array(
      z.strictObject({
        customer: z.strictObject({ id, name: z.string() }),
        owner: person.nullable(),
        risk: z.string(),
        sentence: z.string(),
        score: count.nullable().meta({ description: 'likelihood × effect, of a risk of a register' }),
        since: z.iso
          .date()
          .nullable()
          .meta({ description: 'of the complaint, of the last contact; the end of the contract' }),
        case: z.string().nullable(),
      }),
    ),
    more: z.boolean(),
  })
  .meta({ id: 'RiskReport' });
export const reviewsReport = z
  .strictObject({
    items: z.array(
      z.strictObject({
        handoverId: id,
        case: z.string(),
        days: count,
        dueAt: instant,
        state: z.string(),
        overdue: z.boolean(),
        giver: person,
        receivers: z.array(person),
      }),
    ),
    more: z.boolean(),
  })
  .meta({ id: 'ReviewsReport' });
