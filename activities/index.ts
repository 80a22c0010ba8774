import { accessReviews } from './access-reviews.ts';
import { attendees } from './attendees.ts';
import { alerts } from './alerts.ts';
import { approvals } from './approvals.ts';
import { auditLog } from './audit-log.ts';
import { calendar } from './calendar.ts';
import { type ActivityDeps, refusing } from './context.ts';
import { cover } from './cover.ts';
import { furtherMeetings } from './further-meetings.ts';
import { correctiveActions } from './corrective-actions.ts';
import { crm } from './crm.ts';
import { departures } from './departures.ts';
import { emergency } from './emergency.ts';
import { evidence } from './evidence.ts';
import { discrepancies } from './discrepancies.ts';
import { beating } from './heartbeat.ts';
import { integrity } from './integrity.ts';
import { introductionLetters } from './introduction-letters.ts';
import { introductions } from './introductions.ts';
import { materials } from './materials.ts';
import { notifications } from './notifications.ts';
import { proposals } from './proposals.ts';
import { reports } from './reports.ts';
import { restore } from './restore.ts';
import { risks } from './risks.ts';
import { safety } from './safety.ts';
import { signOffs } from './sign-offs.ts';
import { summaries } from './summaries.ts';
import { transitions } from './transition.ts';
import { waitingMails } from './waiting-mails.ts';
import { webhooks } from './webhooks.ts';

function all(deps: ActivityDeps) {
  return {
    ...accessReviews(deps),
    ...attendees(deps),
    ...alerts(deps),
    ...approvals(deps),
    ...auditLog(deps),
    ...notifications(deps),
    ...cover(deps),
    ...correctiveActions(deps),
    ...furtherMeetings(deps),
    ...crm(deps),
    ...departures(deps),
    ...emergency(deps),
    ...proposals(deps),
    ...evidence(deps),
    ...integrity(deps),
    ...introductions(deps),
    ...introductionLetters(deps),
    ...materials(deps),
    ...discrepancies(deps),
    ...calendar(deps),
    ...safety(deps),
    ...signOffs(deps),
    ...restore(deps),
    ...risks(deps),
    ...reports(deps),
    ...summaries(deps),
    ...transitions(deps),
    ...waitingMails(deps),
    ...webhooks(deps),
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
