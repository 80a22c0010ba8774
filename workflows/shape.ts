import { MENDING_STEPS, SIGNER_ROLES } from '../src/contract/steps.ts';

/**
 * What a message must look like before anybody acts on it. Updates and signals can be sent by hand, and what a handler throws on
 * would come back at every replay. Plain functions, because zod stays out of the bundle; unknown fields pass, so that a newer API
 * can say more to an older workflow.
 */
type Shape = (value: unknown) => boolean;

const text: Shape = (value) => typeof value === 'string' && value.length > 0 && value.length <= 1_000;
/** As the product itself writes ids. Another form would fail in PostgreSQL at every attempt, or get past a comparison. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const id: Shape = (value) => typeof value === 'string' && UUID.test(value);
/** Written in full, with its zone: anything else means another instant on another machine, or nothing to the calendar. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const instant: Shape = (value) =>
  typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value)) && isDay(value.slice(0, 10));
/** The 30th of February is none, though Date.parse takes it for one of March. */
const isDay = (day: string) => new Date(Date.parse(day)).toISOString().startsWith(day);
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

const decision = { personId: id, entryId: optional(id) };
const acting = { forId: optional(id), delegationId: optional(id) };
const verdict = oneOf('signed', 'rejected');
const sendBackTo = optional(oneOf(...MENDING_STEPS));

export const SHAPES = {
  decision: fields(decision),
  approvePlan: fields({
    ...decision,
    ...acting,
    decision: oneOf('approved', 'sentBack'),
    planHash: text,
  }),
  approveLetters: fields({ ...decision, decision: oneOf('approved', 'sentBack') }),
  scheduleMeeting: fields({ ...decision, startsAt: instant, endsAt: instant }),
  recordMinutes: fields({ ...decision, entryId: id }),
  signOff: fields({
    ...decision,
    forId: id,
    decision: verdict,
    planHash: text,
    sendBackTo,
    role: optional(oneOf(...SIGNER_ROLES)),
    delegationId: optional(id),
  }),
  waiveSignature: fields({ ...decision, entryId: id, role: oneOf(...SIGNER_ROLES), planHash: text }),
  answerReview: fields({ ...decision, reviewId: id, satisfaction: mark }),
  replaceReceiver: fields({ ...decision, from: id, to: fields({ id, number: text }) }),
  acceptRisks: fields({ personId: id, entryId: id }),
  changePlan: fields({ personId: id, entryId: id }),
  extend: fields({ ...decision, dueAt: instant }),
  releaseTransfer: fields({ ...decision, ...acting, decision: oneOf('go', 'stop') }),
  extendCover: fields({ ...decision, until: instant }),
  endCover: fields({ ...decision, decision: oneOf('return', 'keep') }),
  moveBack: fields({
    ...decision,
    scope: oneOf('all', 'listed', 'filtered', 'conflict'),
    onConflict: optional(oneOf('keep', 'takeBack')),
  }),
  signOffSignal: fields({ token: optional(text), decision: verdict, personNumber: optional(text), sendBackTo }),
} as const satisfies Record<string, Shape>;
