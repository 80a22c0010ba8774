import { Context } from '@temporalio/activity';
import { calendarOf } from '../src/db/calendar.ts';
import { actionsToFollow, noteFollowed, openLateAnswers } from '../src/db/writes/corrective-actions.ts';
import { meetingActionsToFollow, noteMeetingActionFollowed } from '../src/db/writes/meeting-actions.ts';
import { localDay } from '../src/domain/working-days.ts';
import { sentence } from '../src/i18n/index.ts';
import type { ActivityDeps } from './context.ts';
import { notify, participants } from './mail.ts';

/** What was decided to be done is followed until it is, whatever became of its case. */
export function correctiveActions(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Opens actions for what customers said after their review had closed; reminds owners of actions that are due, and tells supervisor and deputies of those that are overdue, once a week each. A second
     * attempt finds the mails that have left.
     * @param at the workflow's instant: the day of the company's calendar that it falls on is today
     * @returns how many actions somebody heard of
     */
    async followActions(at: string): Promise<number> {
      const today = localDay(await calendarOf(db, 'CN'), at).toString();
      await db.transaction().execute((tx) => openLateAnswers(tx, at));
      const due = await actionsToFollow(db, today);
      for (const one of due) {
        const above = one.what === 'escalate' ? await participants(db, one.handover_id, ['supervisor', 'deputy']) : [];
        await notify(deps, [...new Set([one.owner_id, ...above])], {
          id: [one.id, today],
          about: { type: 'correctiveAction', id: one.id },
          caseId: one.handover_id,
          step: 'followUp',
          template: `correctiveAction.${one.what}`,
          params: (reader) => ({
            label: one.label,
            due: one.due_on,
            finding: sentence(reader.locale, 'labels', `reviewFinding.${one.finding}`),
          }),
        });
        await db.transaction().execute((tx) => noteFollowed(tx, one, today));
        Context.current().heartbeat();
      }
      return due.length + (await followMeetingActions(today));
    },
  };

  /** Action items from meetings, in the same way: supervisor and deputies hear of what is overdue. */
  async function followMeetingActions(today: string): Promise<number> {
    const due = await meetingActionsToFollow(db, today);
    for (const one of due) {
      const above = one.what === 'escalate' ? await participants(db, one.handover_id, ['supervisor', 'deputy']) : [];
      await notify(deps, [...new Set([one.owner_id, ...above])], {
        id: [one.id, today],
        about: { type: 'meetingAction', id: one.id },
        caseId: one.handover_id,
        step: 'meeting',
        template: `meetingAction.${one.what}`,
        params: () => ({
          label: one.label,
          due: one.due_on,
          body: one.body,
        }),
      });
      await db.transaction().execute((tx) => noteMeetingActionFollowed(tx, one, today));
      Context.current().heartbeat();
    }
    return due.length;
  }
}
