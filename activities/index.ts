import { accessReviews } from './access-reviews.ts';
import { attendees } from './attendees.ts';
import { alerts } from './alerts.ts';
import { auditLog } from './audit-log.ts';
import { calendar } from './calendar.ts';
import { type ActivityDeps, refusing } from './context.ts';
import { crm } from './crm.ts';
import { beating } from './heartbeat.ts';
import { integrity } from './integrity.ts';
import { materials } from './materials.ts';
import { notifications } from './notifications.ts';
import { reports } from './reports.ts';
import { restore } from './restore.ts';
import { safety } from './safety.ts';
import { signOffs } from './sign-offs.ts';

function all(deps: ActivityDeps) {
  return {
    ...accessReviews(deps),
    ...attendees(deps),
    ...alerts(deps),
    ...auditLog(deps),
    ...notifications(deps),
    ...crm(deps),
    ...integrity(deps),
    ...materials(deps),
    ...calendar(deps),
    ...safety(deps),
    ...signOffs(deps),
    ...restore(deps),
    ...reports(deps),
  };
}

export type Activities = ReturnType<typeof all>;

/** All activities of the engine over what they touch; business refusals leave them as non-retryable failures. */
export function createActivities(deps: ActivityDeps): Activities {
  return Object.fromEntries(
    // The wrappers keep arguments and result; only the type of a thrown refusal changes.
    Object.entries(all(deps)).map(([name, activity]) => [
      name,
      refusing(beating(activity as (...args: unknown[]) => Promise<unknown>)),
    ]),
  ) as Activities;
}
