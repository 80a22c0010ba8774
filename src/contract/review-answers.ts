import * as z from 'zod';
import { person } from './answers.ts';
import { ACTION_STATES, LOSS_REASONS, QUESTION_KINDS, SUGGESTION_STATES } from './reviews.ts';
import { day, instant } from './times.ts';

const id = z.uuid();
const count = z.int().min(0);

export const questions = z.strictObject({
  items: z.array(
    z.strictObject({
      key: z.string(),
      kind: z.enum(QUESTION_KINDS),
      question: z.string().meta({ description: 'in the language of the reader' }),
    }),
  ),
});

const suggestion = z
  .strictObject({
    id,
    handover: z.strictObject({ id, label: z.string() }),
    author: person,
    policy: z.strictObject({ key: z.string(), version: count }),
    body: z.string(),
    state: z.enum(SUGGESTION_STATES),
    comment: z.string().nullable(),
    createdAt: instant,
    decidedAt: instant.nullable(),
  })
  .meta({ id: 'Suggestion' });
export const suggestions = z.strictObject({ items: z.array(suggestion), next: z.string().nullable() });
export const made = z.strictObject({ id });

const action = z
  .strictObject({
    id,
    reviewId: id.nullable(),
    finding: z.string().meta({ description: 'code of what a review found; stated: by a person' }),
    sentence: z.string(),
    body: z.string().nullable(),
    owner: person,
    dueOn: day,
    state: z.enum(ACTION_STATES),
    outcome: z.string().nullable(),
    openedBy: person.nullable().meta({ description: 'null: the engine, by the thresholds of the policy' }),
    openedAt: instant,
    closedAt: instant.nullable(),
  })
  .meta({ id: 'CorrectiveAction' });
export const actions = z.strictObject({ items: z.array(action) });

export const workReports = z.strictObject({
  items: z.array(
    z
      .strictObject({ id, author: person, body: z.string(), concerns: z.boolean(), createdAt: instant })
      .meta({ id: 'WorkReport' }),
  ),
});

export const surveys = z.strictObject({
  items: z.array(
    z
      .strictObject({
        id,
        reviewId: id,
        customer: z.strictObject({ id, name: z.string() }),
        state: z.enum(['prepared', 'sent', 'refused', 'unreached', 'optedOut', 'answered']),
        answerBy: instant,
        answeredAt: instant.nullable(),
        satisfaction: z.int().nullable(),
        words: z.string().nullable(),
      })
      .meta({ id: 'Survey' }),
  ),
});

const reasons = z.array(
  z.strictObject({ reason: z.enum([...LOSS_REASONS, 'unknown']), sentence: z.string(), lost: count }),
);
const cohort = z.strictObject({
  customers: count,
  lost: count,
  per100CustomerYears: z.number().nullable().meta({ description: 'null: nobody was watched for a day' }),
  reasons,
});
export const churn = z
  .strictObject({ handedOver: cohort, notHandedOver: cohort })
  .meta({ id: 'Churn', description: 'customers lost after a handover, beside those that were not handed over' });
export const churnOfHandover = z.strictObject({ reasons });
