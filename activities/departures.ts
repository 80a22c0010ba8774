import { sql } from 'kysely';
import type { Left, Look, LookRequest } from '../src/contract/departure.ts';
import type { DepartureRule } from '../src/contract/kinds.ts';
import { calendarOf } from '../src/db/calendar.ts';
import type { Tx } from '../src/db/connect.ts';
import { leftOf } from '../src/db/left-of.ts';
import { propose } from '../src/db/writes/proposals.ts';
import { audit } from '../src/db/writes/standing.ts';
import { nextLook } from '../src/domain/departure-look.ts';
import { localDay } from '../src/domain/working-days.ts';
import { sentence } from '../src/i18n/index.ts';
import { activeWith } from './access-reviews.ts';
import { type ActivityDeps, once } from './context.ts';
import { notify } from './mail.ts';
import { rulesOf, tellProposed } from './proposals.ts';

/** The departure of a person as a whole. */
export function departures(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /**
     * Looks what still names the person; proposes the handover of what they own, if none is under way; takes away their access beyond
     * ownership once the last day is over; and, when it is time, tells HR and those above them what is left.
     */
    async lookAtLeaver({ departureId, at, nth, tell }: LookRequest): Promise<Look> {
      const looked = await once(db, of(departureId), `look:${nth}`, async (tx) => {
        const now = new Date(Math.max(Date.parse(at), Date.now())).toISOString();
        const row = await departureOf(tx, departureId);
        const rule = row.rule as unknown as DepartureRule;
        const calendar = await calendarOf(tx, row.calendar_code);
        const today = localDay(calendar, now).toString();
        const over = today > row.last_day;
        if (over && rule.endAccessOnLastDay) await endAccess(tx, row.employee_id);
        const { ownerLeaves } = await rulesOf(tx);
        const { fresh } = await propose(tx, ownerLeaves ? { ownerLeaves } : {}, {
          at: now,
          day: today,
          only: row.employee_id,
        });
        const left = await leftOf(tx, row.employee_id);
        await tx
          .updateTable('departures')
          .set({
            state: 'open',
            remaining: JSON.stringify(left),
            looked_at: now,
            overdue: over && left.length > 0,
          })
          .where('id', '=', departureId)
          .where('closed_at', 'is', null)
          .execute();
        await audit(tx, {
          action: 'departure.looked',
          subjectType: 'employee',
          subjectId: row.employee_id,
          params: { departure: departureId, left: left.reduce((sum, { n }) => sum + n, 0) },
        });
        const next = nextLook(calendar, rule, row.last_day, now);
        return {
          left,
          overdue: over && left.length > 0,
          next,
          fresh,
          employeeId: row.employee_id,
          lastDay: row.last_day,
          over,
        };
      });
      await tellProposed(deps, looked.fresh, `${departureId}:${nth}`);
      const { left, overdue, next } = looked;
      if (tell && left.length > 0) await tellLeft(departureId, nth, looked);
      return { left, overdue, next };
    },

    /** Ends a departure, unless something came up since it was looked at. @returns whether it has ended */
    async closeDeparture(departureId: string, nth: number): Promise<boolean> {
      return once(db, of(departureId), `close:${nth}`, async (tx) => {
        const { employee_id } = await departureOf(tx, departureId);
        await lockPerson(tx, employee_id);
        if ((await leftOf(tx, employee_id)).length > 0) return false;
        await tx
          .updateTable('departures')
          .set({ state: 'closed', overdue: false, remaining: '[]', closed_at: sql`now()` })
          .where('id', '=', departureId)
          .where('closed_at', 'is', null)
          .execute();
        // Whose account is gone has left with it; of others HR says when.
        await tx
          .updateTable('employees')
          .set({ state: 'left', updated_at: sql`now()` })
          .where('id', '=', employee_id)
          .where('state', '=', 'leaving')
          .where('deactivated_at', 'is not', null)
          .execute();
        await audit(tx, {
          action: 'departure.closed',
          subjectType: 'employee',
          subjectId: employee_id,
          params: { departure: departureId },
        });
        return true;
      }).then(async (closed) => {
        if (closed) await tellEnd(departureId, 'departureClosed');
        return closed;
      });
    },

    /**
     * The person stays: they are no longer leaving.
     * @returns their handovers as a leaver that have not moved anything, which are to be cancelled
     */
    async cancelDeparture(departureId: string, personId: string): Promise<{ handoverIds: string[] }> {
      const cancelled = await once(db, of(departureId), 'cancel', async (tx) => {
        const { employee_id } = await departureOf(tx, departureId);
        await lockPerson(tx, employee_id);
        await tx
          .updateTable('departures')
          .set({ state: 'cancelled', overdue: false, closed_at: sql`now()` })
          .where('id', '=', departureId)
          .where('closed_at', 'is', null)
          .execute();
        await tx
          .updateTable('employees')
          .set({ state: 'active', last_day: null, updated_at: sql`now()` })
          .where('id', '=', employee_id)
          .where('state', '=', 'leaving')
          .execute();
        const rows = await tx
          .selectFrom('handovers')
          .select('id')
          .where('giver_id', '=', employee_id)
          .where('kind', '=', 'departure')
          .where('state', 'in', ['starting', 'running', 'paused'])
          .where('transferred_at', 'is', null)
          .execute();
        await audit(tx, {
          action: 'departure.cancelled',
          personId,
          subjectType: 'employee',
          subjectId: employee_id,
          params: { departure: departureId, handovers: rows.length },
        });
        return { handoverIds: rows.map((row) => row.id) };
      });
      await tellEnd(departureId, 'departureCancelled');
      return cancelled;
    },
  };

  async function tellLeft(
    departureId: string,
    nth: number,
    {
      left,
      next,
      employeeId,
      lastDay,
      over,
    }: { left: Left[]; next: Look['next']; employeeId: string; lastDay: string; over: boolean },
  ): Promise<void> {
    const people = await responsible(employeeId, over || next.what === 'escalate' ? 2 : 1);
    const { name } = await db
      .selectFrom('employees')
      .select('name')
      .where('id', '=', employeeId)
      .executeTakeFirstOrThrow();
    await once(db, of(departureId), `told:${nth}`, (tx) =>
      audit(tx, {
        action: 'departure.reminded',
        subjectType: 'employee',
        subjectId: employeeId,
        params: { departure: departureId, people: people.length },
      }),
    );
    await notify(deps, people, {
      id: [departureId],
      about: { type: 'departure', id: departureId },
      step: 'departure',
      template: over ? 'departureOverdue' : 'departureLeft',
      which: nth,
      params: (reader) => ({
        leaver: name,
        lastDay,
        lines: left.map(({ what, n }) => `- ${sentence(reader.locale, 'labels', `left.${what}`)}: ${n}`).join('\n'),
      }),
    });
  }

  async function tellEnd(departureId: string, template: 'departureClosed' | 'departureCancelled'): Promise<void> {
    const row = await db
      .selectFrom('departures as d')
      .innerJoin('employees as e', 'e.id', 'd.employee_id')
      .select(['d.employee_id', 'e.name', 'd.last_day'])
      .where('d.id', '=', departureId)
      .executeTakeFirstOrThrow();
    await notify(deps, await responsible(row.employee_id, 1), {
      id: [departureId],
      about: { type: 'departure', id: departureId },
      step: 'departure',
      template,
      params: () => ({ leaver: row.name, lastDay: row.last_day }),
    });
  }

  /** HR, and so many active people above the person. */
  async function responsible(employeeId: string, levels: number): Promise<string[]> {
    const hr = await activeWith(db, 'hr');
    const above = await db
      .selectFrom('reporting_closure as c')
      .innerJoin('employees as e', 'e.id', 'c.boss_id')
      .select('e.id')
      .where('c.subordinate_id', '=', employeeId)
      .where('c.depth', '>', 0)
      .where('e.state', '=', 'active')
      .orderBy('c.depth')
      .limit(levels)
      .execute();
    return [...new Set([...hr, ...above.map((row) => row.id)])].filter((id) => id !== employeeId);
  }
}

/** One person can leave more than once: the guard's key holds the departure, not only the workflow. */
const of = (departureId: string) => ({ step: `departure:${departureId}`, round: 1 });

function departureOf(tx: Tx, departureId: string) {
  return tx
    .selectFrom('departures as d')
    .innerJoin('employees as e', 'e.id', 'd.employee_id')
    .select(['d.employee_id', 'd.last_day', 'd.rule', 'e.calendar_code'])
    .where('d.id', '=', departureId)
    .executeTakeFirstOrThrow();
}

/** The person before their departure, as the directory locks them: else each could wait for the other. */
const lockPerson = (tx: Tx, employeeId: string) =>
  tx.selectFrom('employees').select('id').where('id', '=', employeeId).forNoKeyUpdate().executeTakeFirst();

async function endAccess(tx: Tx, employeeId: string): Promise<void> {
  const { rows } = await sql<{ n: number }>`select app.end_grants_of(${employeeId}) as n`.execute(tx);
  const grants = rows[0]?.n ?? 0;
  if (grants > 0)
    await audit(tx, {
      action: 'departure.accessEnded',
      subjectType: 'employee',
      subjectId: employeeId,
      params: { grants },
    });
}
