import { Refusal } from '../../src/contract/failures.ts';
import type { Gateway } from '../../src/temporal/gateway.ts';

const away = () => Promise.reject(new Refusal('unavailable'));

/** Temporal cannot be reached: for what concerns HTTP and the database alone. */
export const gatewayAway: Gateway = {
  startHandover: away,
  update: away,
  inboxReady: away,
  signEvidence: away,
  startDeparture: away,
  lookAtDeparture: away,
  updateDeparture: away,
  wakeIntroduction: away,
  updateIntroduction: away,
  wakeTransition: away,
  inviteToMeeting: away,
  startAccessReview: away,
  accessReviewed: away,
  progress: () => Promise.resolve(null),
  isReady: () => Promise.resolve({ temporal: false, worker: false }),
};
