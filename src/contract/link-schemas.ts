import * as z from 'zod';
import { CHANNELS } from './introduction.ts';
import { instant } from './times.ts';

/** One-time links: what their holder is shown and can say. Everybody who has the link is its holder. */

const words = z.string().trim().min(1).max(4_000);

export const linkParams = z.strictObject({ token: z.string().min(1).max(1_000) });

/** The answer of a customer to who is introduced to them. */
export const introductionAnswer = z.strictObject({
  answer: z.enum(['agreed', 'objected']),
  words: words.optional().meta({ description: 'in their own words' }),
});
export type IntroductionAnswer = z.output<typeof introductionAnswer>;

export const introductionLink = z.strictObject({
  purpose: z.literal('introduction'),
  customer: z.string(),
  giver: z.string(),
  receiver: z.strictObject({
    name: z.string(),
    title: z.string().nullable(),
    email: z.string(),
    phone: z.string().nullable(),
  }),
  channel: z.enum(CHANNELS),
  answerBy: instant.nullable().meta({ description: 'silence counts as consent from then on; null: it does not' }),
  meeting: z
    .strictObject({ startsAt: instant, endsAt: instant, location: z.string().nullable(), url: z.string().nullable() })
    .nullable(),
});

/** How satisfied a customer is. A form sends the mark as text. */
export const surveyAnswer = z.strictObject({
  satisfaction: z.coerce.number().int().min(1).max(5),
  words: words.optional(),
});
export type SurveyAnswer = z.output<typeof surveyAnswer>;

export const surveyLink = z.strictObject({
  purpose: z.literal('survey'),
  customer: z.string(),
  receiver: z.string().nullable().meta({ description: 'who looks after the customer now' }),
});

/** What any link may be answered with; which of it a link takes is said by its purpose. */
export const linkAnswer = z.strictObject({
  answer: introductionAnswer.shape.answer.optional().meta({ description: 'to an introduction' }),
  satisfaction: z.int().min(1).max(5).optional().meta({ description: 'to a survey' }),
  words: words.optional(),
});
export const anyLink = z.union([introductionLink, surveyLink]);

export const linkTaken = z.strictObject({ taken: z.literal(true) }).meta({ id: 'LinkTaken' });
