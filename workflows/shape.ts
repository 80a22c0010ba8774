import { MENDING_STEPS } from '../src/contract/steps.ts';

/**
 * What a message must look like before anybody acts on it. Updates and signals can be sent by hand, and what a handler throws on
 * would come back at every replay. Plain functions, because zod stays out of the bundle; unknown fields pass, so that a newer API
 * can say more to an older workflow.
 */
type Shape = (value: unknown) => boolean;

const text: Shape = (value) => typeof value === 'string' && value.length > 0 && value.length <= 1_000;
const instant: Shape = (value) => text(value) && !Number.isNaN(Date.parse(String(value)));
const mark: Shape = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 5;
const oneOf =
  (...values: readonly string[]): Shape =>
  (value) =>
    typeof value === 'string' && values.includes(value);
const optional =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined || shape(value);
const fields =
  (shapes: Record<string, Shape>): Shape =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(shapes).every(([name, shape]) =>
      shape(Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined),
    );

const decision = { personId: text, entryId: optional(text) };
const verdict = oneOf('signed', 'rejected');
const sendBackTo = optional(oneOf(...MENDING_STEPS));

export const SHAPES = {
  decision: fields(decision),
  approvePlan: fields({ ...decision, decision: oneOf('approved', 'sentBack'), planHash: text }),
  scheduleMeeting: fields({ ...decision, startsAt: instant, endsAt: instant }),
  recordMinutes: fields({ ...decision, entryId: text }),
  signOff: fields({ ...decision, forId: text, decision: verdict, planHash: text, sendBackTo }),
  answerReview: fields({ ...decision, reviewId: text, satisfaction: mark }),
  replaceReceiver: fields({ ...decision, from: text, to: fields({ id: text, number: text }) }),
  extend: fields({ ...decision, dueAt: instant }),
  releaseTransfer: fields({ ...decision, decision: oneOf('go', 'stop') }),
  moveBack: fields({
    ...decision,
    scope: oneOf('all', 'listed', 'filtered', 'conflict'),
    onConflict: optional(oneOf('keep', 'takeBack')),
  }),
  signOffSignal: fields({ token: optional(text), decision: verdict, personNumber: optional(text), sendBackTo }),
} as const satisfies Record<string, Shape>;
