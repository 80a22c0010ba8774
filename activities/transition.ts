import type { Appointment } from '../src/contract/effects.ts';
import type { PersonRef } from '../src/contract/messages.ts';
import type { TrainingRule, TransitionEffect, TransitionLook, TransitionResult } from '../src/contract/training.ts';
import { calendarOf } from '../src/db/calendar.ts';
import type { Database, Tx } from '../src/db/connect.ts';
import { peopleNamed, rolesOfCase } from '../src/db/named-roles.ts';
import { audit, policyOf } from '../src/db/writes/standing.ts';
import {
  type SettledRequests,
  countTraining,
  openPoints,
  receiversInTraining,
  settleRequests,
  shiftTransition,
  takeRun,
} from '../src/db/writes/transition.ts';
import { deadlineOf } from '../src/domain/working-days.ts';
import { inZone } from '../src/i18n/index.ts';
import { type ActivityDeps, once } from './context.ts';
import { type Letter, participants, peopleOf, post } from './mail.ts';
import { makeDeputies } from './notifications.ts';

const DAY_MS = 86_400_000;

/** The engine's clock for an effect, see `clock` of other effects. */
const clock = ({ at }: TransitionEffect) => new Date(Math.max(Date.parse(at), Date.now())).toISOString();

/** Training of the receivers and their questions to the giver. */
export function transitions(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Writes the training down, once, and tells those who train and are trained.
     * @param days in which receivers may ask the giver
     */
    async openTraining(effect: TransitionEffect, rule: TrainingRule, days: number): Promise<number> {
      const { handoverId } = effect;
      const opened = await once(db, effect, 'openTraining', async (tx) => {
        const now = clock(effect);
        const calls: PersonRef[][] = [];
        for (const { to } of rule.wait.escalations ?? [])
          calls.push(await peopleNamed(tx, to, await rolesOfCase(tx, handoverId)));
        const calendar = await calendarOf(tx, (await policyOf(tx, handoverId)).calendar);
        const deadline = deadlineOf(calendar, rule.wait, now, calls);
        const endsAt = new Date(Date.parse(now) + days * DAY_MS).toISOString();
        const points = await openPoints(tx, handoverId, rule, { deadline, startedAt: now, endsAt });
        await audit(tx, { action: 'training.opened', handoverId, params: { points, dueAt: deadline.dueAt } });
        return { points, dueAt: deadline.dueAt };
      });
      const until = new Date(opened.dueAt);
      const params: Letter['params'] = (reader) => ({ until: inZone(until, reader, 'full') });
      await post(deps, await participants(db, handoverId, ['receiver']), {
        ...letterOf(effect, 'training.opened'),
        dueAt: until,
        params,
      });
      await post(deps, await trainersOf(db, handoverId), {
        ...letterOf(effect, 'training.train'),
        dueAt: until,
        params,
      });
      return opened.points;
    },

    /** Settles what people wrote and what became due since the last look, in one transaction, and tells whom it concerns. */
    async lookAtTransition(effect: TransitionEffect): Promise<TransitionLook> {
      const { told, ...look } = await once(db, effect, 'lookAtTransition', (tx) => settle(tx, effect));
      await tell(effect, told);
      return look;
    },

    async pauseTransition(effect: TransitionEffect): Promise<void> {
      const { handoverId } = effect;
      await once(db, effect, 'pauseTransition', async (tx) => {
        await tx.updateTable('training_runs').set({ paused: true }).where('handover_id', '=', handoverId).execute();
      });
    },

    /** Deadlines stood still for so many milliseconds. */
    async resumeTransition(effect: TransitionEffect, ms: number): Promise<void> {
      await once(db, effect, 'resumeTransition', (tx) => shiftTransition(tx, effect.handoverId, ms));
    },

    /** A transition that was cancelled before it was opened has nothing to end. */
    async endTransition(
      effect: TransitionEffect,
      outcome: TransitionResult['outcome'],
    ): Promise<Omit<TransitionResult, 'outcome'>> {
      const { handoverId } = effect;
      return once(db, effect, 'endTransition', async (tx) => {
        const ended = await tx
          .updateTable('training_runs')
          .set({ phase: outcome, ended_at: clock(effect) })
          .where('handover_id', '=', handoverId)
          .returning('gave_up')
          .executeTakeFirst();
        const counts = await countTraining(tx, handoverId);
        await audit(tx, { action: `transition.${outcome}`, handoverId, params: { ...counts } });
        return { gaveUp: ended?.gave_up ?? false, counts };
      });
    },
  };

  async function tell(effect: TransitionEffect, told: Told): Promise<void> {
    const { handoverId } = effect;
    const above = () => participants(db, handoverId, ['supervisor', 'deputy']);
    const trainers = await trainersOf(db, handoverId);
    const params = { open: told.open };
    for (const what of told.stages)
      await post(
        deps,
        what === 'remind' || what === 'due' ? [...new Set([...told.inTraining, ...trainers])] : await above(),
        { ...letterOf(effect, `training.${what}`), params },
      );
    if (told.over)
      await post(deps, await participants(db, handoverId, ['receiver']), letterOf(effect, 'training.feedback'));
    const { asked, answered, late } = told.requests;
    if (asked > 0) await post(deps, trainers, { ...letterOf(effect, 'support.asked'), params: { n: asked } });
    for (const { receiverId, n } of answered)
      await post(deps, [receiverId], { ...letterOf(effect, 'support.answered'), params: { n } });
    if (late > 0)
      await post(deps, [...new Set([...trainers, ...(await above())])], {
        ...letterOf(effect, 'support.late'),
        params: { n: late },
      });
  }
}

/** Who has to be told what after a look; kept with it, so that a retry tells the same. */
interface Told {
  /** what became due of the wait for the training, each once */
  stages: Appointment['what'][];
  /** receivers whose training is not confirmed */
  inTraining: string[];
  /** points that are not confirmed */
  open: number;
  /** the training ended just now, confirmed or not: receivers say what they think of it */
  over: boolean;
  requests: SettledRequests;
}

async function settle(tx: Tx, effect: TransitionEffect): Promise<TransitionLook & { told: Told }> {
  const { handoverId } = effect;
  const now = clock(effect);
  const run = await takeRun(tx, handoverId);
  const counts = await countTraining(tx, handoverId);
  const open = counts.required - counts.confirmed;
  const inTraining = run.phase === 'training' && open > 0;
  const due = inTraining ? run.agenda.filter(({ at }) => Date.parse(at) <= Date.parse(now)) : [];
  const agenda = inTraining ? run.agenda.filter(({ at }) => Date.parse(at) > Date.parse(now)) : [];
  const stages = [...new Set(due.map(({ what }) => what))];
  const gaveUp = run.gave_up || stages.includes('giveUp');
  const over = run.phase === 'training' && (open === 0 || gaveUp);
  const phase = over ? 'support' : run.phase;
  const overdue = inTraining && (run.overdue || stages.some((what) => what !== 'remind'));
  await makeDeputies(
    tx,
    handoverId,
    due.flatMap(({ to = [] }) => to.map(({ id }) => id)),
  );
  await tx
    .updateTable('training_runs')
    .set({ phase, overdue, gave_up: gaveUp, agenda: JSON.stringify(agenda) })
    .where('handover_id', '=', handoverId)
    .execute();
  const requests = await settleRequests(tx, handoverId, now);
  for (const what of stages) await audit(tx, { action: `training.${what}`, handoverId, params: { open } });
  if (over && open === 0)
    await audit(tx, { action: 'training.confirmed', handoverId, params: { points: counts.required } });
  if (requests.late > 0) await audit(tx, { action: 'support.late', handoverId, params: { count: requests.late } });
  const next = [
    phase === 'training' ? agenda[0]?.at : run.ends_at.toISOString(),
    requests.nextDueAt ?? undefined,
  ].filter((at) => at !== undefined && Date.parse(at) > Date.parse(now));
  return {
    phase,
    overdue,
    gaveUp,
    counts,
    nextAt: run.over ? null : (next.sort()[0] ?? null),
    told: {
      stages,
      inTraining: stages.length > 0 ? await receiversInTraining(tx, handoverId) : [],
      open,
      over,
      requests,
    },
  };
}

/** Who trains and answers: the giver, or the supervisor where the giver is gone or cut off. */
async function trainersOf(db: Database, handoverId: string): Promise<string[]> {
  const givers = await peopleOf(db, await participants(db, handoverId, ['giver']));
  return givers.length > 0 ? givers.map(({ id }) => id) : participants(db, handoverId, ['supervisor']);
}

/** A letter to people of the case; the effect's number tells it from another of its kind. */
function letterOf({ handoverId, round }: TransitionEffect, template: string): Omit<Letter, 'params'> {
  return { handoverId, step: 'transition', round: 1, template, which: round };
}
