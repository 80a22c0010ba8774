import { condition } from '@temporalio/workflow';
import type { Awaited, EndCover, ExtendCover } from '../../src/contract/messages.ts';
import { bulk, effects } from '../activity-options.ts';
import { openWait, untilAnswered } from '../await-people.ts';
import { describeTimer } from '../describe.ts';
import { type Case, type CoverState, answered, effect, enter, flag, show, unflag } from '../progress.ts';
import { mustNotBeOver, refuse } from '../refuse.ts';
import { tellAttendees } from '../tell-attendees.ts';

/**
 * 休假代管: what was lent waits for its end, which can be moved, and then goes back by itself. Where the giver is not back somebody
 * decides: longer, back all the same, or for good. A cover has no reviews: the customers return to whom they know.
 */
export async function cover(c: Case): Promise<void> {
  enter(c, 'followUp');
  c.cover = { until: c.input.until ?? new Date().toISOString(), agenda: [], ended: null, returning: false };
  tellAttendees(c, answered(c));
  await remindersFor(c, c.cover.until);
  for (;;) {
    await untilOver(c, c.cover);
    if (c.cover.ended === null) await decideWhetherBack(c, c.cover);
    if (c.cover.ended !== null) break;
  }
  if (c.cover.ended === 'return') await giveBack(c, c.cover);
  else await leave(c, c.cover);
}

export function mayExtend(c: Case, a: ExtendCover): void {
  mustRun(c);
  if (Date.parse(a.until) <= Date.now()) refuse('untilPast');
}

export function mayEnd(c: Case, a: EndCover): void {
  mustRun(c);
  // Somebody who is expected back gets their customers back; to keep them is a handover of its own.
  if (a.decision === 'keep' && c.progress.waitingFor !== 'coverReturn') refuse('notNow');
}

function mustRun(c: Case): void {
  mustNotBeOver(c);
  if (c.cover === null || c.cover.returning || c.cover.ended !== null || c.progress.state === 'paused')
    refuse('notNow', { step: c.progress.step, waitingFor: c.progress.waitingFor ?? '' });
}

/** Moves the end; the giver's read access lasts until then. */
export async function extendCover(c: Case, a: ExtendCover): Promise<void> {
  if (c.cover === null) return;
  // The reminders before the old end are not those before the new one.
  Object.assign(c.cover, { until: a.until, agenda: [] });
  unflag(c, 'giverNotBack');
  await remindersFor(c, a.until);
}

/** Asks for the reminders before an end and shows the case as waiting for it. */
async function remindersFor(c: Case, until: string): Promise<void> {
  const waiting = c.progress.waitingFor === 'coverReturn' ? 'coverReturn' : 'coverEnd';
  if (waiting === 'coverEnd')
    Object.assign(c.progress, { waitingFor: waiting, awaited: [], dueAt: until, overdue: false });
  const { agenda } = await effects.openCover.executeWithOptions({ summary: `代管至 cover until ${until}` }, [
    effect(c, { waitingFor: 'coverEnd', awaited: [], dueAt: until, overdue: false }),
    until,
  ]);
  if (c.cover?.until === until) c.cover.agenda = agenda;
  show(c);
}

async function untilOver(c: Case, state: CoverState): Promise<void> {
  for (;;) {
    if (c.progress.state === 'paused') await condition(() => c.progress.state !== 'paused');
    const { until } = state;
    if (state.ended !== null || Date.parse(until) <= Date.now()) return;
    Object.assign(c.progress, { waitingFor: 'coverEnd', awaited: [], dueAt: until, overdue: false });
    show(c);
    const next = state.agenda[0];
    const at = next?.at ?? until;
    const stirred = () =>
      state.ended !== null || state.until !== until || state.agenda[0] !== next || c.progress.state === 'paused';
    const ms = Math.max(Date.parse(at) - Date.now(), 1);
    const summary = describeTimer(c.progress, next ? 'remind' : 'return what was lent', at);
    if (await condition(stirred, ms, { summary })) continue;
    if (!next) return;
    state.agenda = state.agenda.filter((one) => one !== next);
    await effects.tellCoverEnds.executeWithOptions({ summary: '提醒代管将结束 the cover will end' }, [
      answered(c),
      until,
    ]);
  }
}

/** Back at work: it goes back. Otherwise the supervisor is asked, and nobody's silence decides. */
async function decideWhetherBack(c: Case, state: CoverState): Promise<void> {
  const awaited: Awaited[] = [{ person: c.input.supervisor, role: 'supervisor' }];
  const { until } = state;
  const due = await effects.endOfCover.executeWithOptions({ summary: '移交人是否返岗 is the giver back' }, [
    effect(c, { waitingFor: 'coverReturn', awaited, overdue: false }),
    until,
  ]);
  // Decided while it was being looked at.
  if (state.ended !== null || state.until !== until) return;
  if (due.back) {
    state.ended = 'return';
    return;
  }
  flag(c, 'giverNotBack');
  const wait = openWait(c, 'coverReturn', awaited, due.deadline);
  await untilAnswered(c, wait, () => state.ended !== null || state.until !== until, { mayGiveUp: false });
}

/** What was lent stays where it is. */
async function leave(c: Case, state: CoverState): Promise<void> {
  state.returning = true;
  Object.assign(c.progress, { waitingFor: null, awaited: [], dueAt: null, overdue: false });
  show(c);
  await effects.keepCover.executeWithOptions({ summary: '留任 what was lent stays' }, [
    effect(c, { waitingFor: null, awaited: [], dueAt: null, overdue: false }),
  ]);
}

async function giveBack(c: Case, state: CoverState): Promise<void> {
  state.returning = true;
  Object.assign(c.progress, { waitingFor: null, awaited: [], dueAt: null, overdue: false });
  show(c);
  const asked = effect(c, { waitingFor: null, awaited: [], dueAt: null, overdue: false });
  const back = await bulk.returnCover.executeWithOptions({ summary: '归还 give back what was lent' }, [asked]);
  if (back.elsewhere > 0) flag(c, 'itemsElsewhere');
  if (back.returned > 0) tellAttendees(c, asked, { personId: c.input.supervisor.id, scope: 'all', as: 'restored' });
}
