import type { Updateable } from 'kysely';
import type { Deadline } from '../src/contract/effects.ts';
import type {
  ExtendIntroduction,
  IntroductionEffect,
  IntroductionLook,
  IntroductionRule,
  LettersDecision,
} from '../src/contract/introduction.ts';
import type { WaitRule } from '../src/contract/policy.ts';
import { calendarOf } from '../src/db/calendar.ts';
import type { Tx } from '../src/db/connect.ts';
import type { IntroductionRuns } from '../src/db/tables.ts';
import {
  cancelOpen,
  consentBySilence,
  countStates,
  giveUp,
  nextDue,
  openInPerson,
  postpone,
  raiseLate,
  shiftAll,
  withdrawMoved,
} from '../src/db/writes/introduction/look.ts';
import { settleObjections } from '../src/db/writes/introduction/objections.ts';
import { runOf } from '../src/db/writes/introduction/outgoing.ts';
import { beginRun, newestTemplates, prepareAll, tellInPerson } from '../src/db/writes/introduction/prepare.ts';
import { audit, policyOf } from '../src/db/writes/standing.ts';
import { meetingSlots } from '../src/domain/meeting-slots.ts';
import { deadlineOf } from '../src/domain/working-days.ts';
import { inZone } from '../src/i18n/index.ts';
import { type ActivityDeps, once } from './context.ts';
import { type Letter, participants, post } from './mail.ts';

/** The engine's clock for an effect, see `clock` of other effects. */
const clock = ({ at }: IntroductionEffect) => new Date(Math.max(Date.parse(at), Date.now())).toISOString();

/** Introduction to the customers: what is written down, settled and told inside the company. Letters: introduction-letters.ts. */
export function introductions(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /** Writes one introduction a customer down, once. */
    async prepareIntroductions(effect: IntroductionEffect, rule: IntroductionRule): Promise<number> {
      const { handoverId } = effect;
      return once(db, effect, 'prepareIntroductions', async (tx) => {
        const now = clock(effect);
        const calendar = await workCalendar(tx, handoverId);
        const slots = meetingSlots(calendar, now, {
          minutes: rule.meeting.durationMinutes,
          perDay: rule.meeting.perDay,
          untilWorkingDays: rule.inPerson.dueWorkingDays,
        });
        await beginRun(tx, { handoverId, phase: rule.approval ? 'approval' : 'running', startedAt: now });
        const customers = await prepareAll(tx, handoverId, rule, slots);
        await audit(tx, { action: 'introduction.prepared', handoverId, params: { customers } });
        return customers;
      });
    },

    /**
     * Asks for the letters to be let out.
     * @param again they were sent back: the newest templates are asked for, and whoever started the case is told to mend them
     */
    async askForLetters(
      effect: IntroductionEffect,
      personIds: string[],
      wait: WaitRule,
      again: boolean,
    ): Promise<Deadline> {
      const { handoverId } = effect;
      const deadline = await once(db, effect, 'askForLetters', async (tx) => {
        const due = deadlineOf(await workCalendar(tx, handoverId), wait, clock(effect));
        await setRun(tx, handoverId, {
          templates: await newestTemplates(tx),
          awaited_ids: personIds,
          due_at: due.dueAt,
          overdue: false,
        });
        await audit(tx, { action: 'introduction.lettersAsked', handoverId, params: { awaited: personIds } });
        return due;
      });
      if (again) await post(deps, await starterOf(handoverId), letterOf(effect, 'lettersSentBack'));
      const until = new Date(deadline.dueAt);
      await post(deps, personIds, {
        ...letterOf(effect, 'letters'),
        dueAt: until,
        params: (reader) => ({ until: inZone(until, reader, 'full') }),
      });
      return deadline;
    },

    async remindOfLetters(effect: IntroductionEffect, what: string, personIds: string[]): Promise<void> {
      const { handoverId } = effect;
      await once(db, effect, 'remindOfLetters', async (tx) => {
        await setRun(tx, handoverId, { awaited_ids: personIds, ...(what === 'remind' ? {} : { overdue: true }) });
        await audit(tx, { action: `introduction.letters.${what}`, handoverId, params: { awaited: personIds } });
      });
      await post(deps, personIds, letterOf(effect, 'lettersRemind'));
    },

    /** What somebody said to the letters. */
    async decideLetters(effect: IntroductionEffect, { personId, decision, entryId }: LettersDecision): Promise<void> {
      const { handoverId } = effect;
      await once(db, effect, 'decideLetters', async (tx) => {
        await setRun(tx, handoverId, {
          awaited_ids: [],
          ...(decision === 'approved' ? { approved_by: personId } : {}),
        });
        await audit(tx, {
          action: decision === 'approved' ? 'introduction.lettersApproved' : 'introduction.lettersSentBack',
          personId,
          handoverId,
          params: entryId === undefined ? {} : { entryId },
        });
      });
    },

    /** Letters leave from here on, or none does: then the receivers tell their customers. */
    async closeLetters(effect: IntroductionEffect, said: 'approved' | 'unanswered'): Promise<void> {
      const { handoverId } = effect;
      await once(db, effect, 'closeLetters', async (tx) => {
        await setRun(tx, handoverId, { phase: 'running', awaited_ids: [], due_at: null, overdue: false });
        if (said === 'approved') return;
        await tellInPerson(tx, handoverId);
        await audit(tx, { action: 'introduction.lettersUnanswered', handoverId });
      });
    },

    /** Settles what came in and what became due since the last look, in one transaction, and tells whom it concerns. */
    async lookAtIntroductions(effect: IntroductionEffect, rule: IntroductionRule): Promise<IntroductionLook> {
      const look = await once(db, effect, 'lookAtIntroductions', (tx) => settle(tx, effect, rule));
      await tell(effect, look.told);
      const { told: _told, ...rest } = look;
      return rest;
    },

    async pauseIntroductions(effect: IntroductionEffect): Promise<void> {
      await once(db, effect, 'pauseIntroductions', (tx) => setRun(tx, effect.handoverId, { paused: true }));
    },

    /** Deadlines stood still for so many milliseconds. */
    async resumeIntroductions(effect: IntroductionEffect, ms: number): Promise<void> {
      await once(db, effect, 'resumeIntroductions', async (tx) => {
        await setRun(tx, effect.handoverId, { paused: false });
        await shiftAll(tx, effect.handoverId, ms);
      });
    },

    /** @returns how many introductions have more time */
    async extendIntroductions(
      effect: IntroductionEffect,
      { personId, dueAt, entryId }: ExtendIntroduction,
    ): Promise<number> {
      const { handoverId } = effect;
      return once(db, effect, 'extendIntroductions', async (tx) => {
        await tx
          .updateTable('introduction_runs')
          .set({ due_at: dueAt, overdue: false })
          .where('handover_id', '=', handoverId)
          .where('due_at', '<', new Date(dueAt))
          .execute();
        const customers = await postpone(tx, handoverId, dueAt);
        await audit(tx, {
          action: 'introduction.extended',
          personId,
          handoverId,
          params: { dueAt, customers, ...(entryId === undefined ? {} : { entryId }) },
        });
        return customers;
      });
    },
  };

  async function tell(effect: IntroductionEffect, told: Told): Promise<void> {
    const { handoverId } = effect;
    const until = told.until === null ? null : new Date(told.until);
    const each = async (rows: { personId: string; n: number }[], template: string) => {
      for (const { personId, n } of rows)
        await post(deps, [personId], {
          ...letterOf(effect, template),
          ...(until === null ? {} : { dueAt: until }),
          params: (reader) => ({ n, until: until === null ? '-' : inZone(until, reader, 'full') }),
        });
    };
    await each(told.toDo, 'toDo');
    for (const stage of ['reminded', 'overdue'] as const)
      await each(
        told.late.filter((one) => one.stage === stage),
        stage,
      );
    const supervisors = () => participants(db, handoverId, ['supervisor']);
    const late = told.late.filter((one) => one.stage === 'escalated').reduce((sum, { n }) => sum + n, 0);
    if (late > 0)
      await post(deps, await participants(db, handoverId, ['supervisor', 'deputy']), {
        ...letterOf(effect, 'escalated'),
        params: { n: late },
      });
    if (told.gaveUp > 0)
      await post(deps, await supervisors(), { ...letterOf(effect, 'gaveUp'), params: { n: told.gaveUp } });
    const { reassigned, pooled, newHolders } = told.objections;
    if (reassigned + pooled > 0)
      await post(deps, await supervisors(), { ...letterOf(effect, 'objections'), params: { reassigned, pooled } });
    await post(deps, newHolders, letterOf(effect, 'newHolder'));
  }

  async function starterOf(handoverId: string): Promise<string[]> {
    const { started_by } = await db
      .selectFrom('handovers')
      .select('started_by')
      .where('id', '=', handoverId)
      .executeTakeFirstOrThrow();
    return [started_by];
  }
}

/** Who has to be told what after a look; kept with it, so that a retry tells the same. */
interface Told {
  toDo: { personId: string; n: number }[];
  late: { stage: string; personId: string; n: number }[];
  gaveUp: number;
  objections: { reassigned: number; pooled: number; newHolders: string[] };
  /** until when what is to be done in person is due; null: nothing new is */
  until: string | null;
}

async function settle(
  tx: Tx,
  effect: IntroductionEffect,
  rule: IntroductionRule,
): Promise<IntroductionLook & { told: Told }> {
  const { handoverId } = effect;
  const now = clock(effect);
  // Whoever calls from here on calls for the next look.
  await setRun(tx, handoverId, { attention: false });
  const { ended } = await runOf(tx, handoverId);
  if (ended) await cancelOpen(tx, handoverId);
  await withdrawMoved(tx, handoverId);
  const objections = await settleObjections(tx, handoverId, rule.objections);
  await consentBySilence(tx, handoverId, now);
  const deadline = deadlineOf(await workCalendar(tx, handoverId), rule.inPerson, now);
  const toDo = await openInPerson(tx, handoverId, deadline);
  const late = await raiseLate(tx, handoverId, now);
  const gaveUp = await giveUp(tx, handoverId, now);
  const counts = await countStates(tx, handoverId);
  const { prepared = 0, sent = 0, toDo: inPerson = 0, objected = 0 } = counts;
  const { n: callOffs } = await tx
    .selectFrom('introductions')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('handover_id', '=', handoverId)
    .where('call_off', '=', true)
    .executeTakeFirstOrThrow();
  return {
    open: prepared + sent + inPerson + objected,
    toSend: prepared + callOffs,
    counts,
    nextAt: await nextDue(tx, handoverId),
    told: { toDo, late, gaveUp, objections, until: toDo.length > 0 ? deadline.dueAt : null },
  };
}

async function setRun(tx: Tx, handoverId: string, values: Updateable<IntroductionRuns>): Promise<void> {
  await tx.updateTable('introduction_runs').set(values).where('handover_id', '=', handoverId).execute();
}

/** The company's calendar by the handover's own policy. */
export async function workCalendar(tx: Tx, handoverId: string) {
  return calendarOf(tx, (await policyOf(tx, handoverId)).calendar);
}

/** A letter to people of the case; the effect's number tells it from another of its kind. */
function letterOf({ handoverId, round }: IntroductionEffect, template: string): Omit<Letter, 'params'> {
  return { handoverId, step: 'introduction', round: 1, template: `introduction.${template}`, which: round };
}
