import { Context } from '@temporalio/activity';
import { type ProposalRules, proposalsOf } from '../src/contract/kinds.ts';
import type { DepartureInput } from '../src/contract/departure.ts';
import type { Policy } from '../src/contract/policy.ts';
import { calendarOf } from '../src/db/calendar.ts';
import type { Database, Tx } from '../src/db/connect.ts';
import { type Proposed, keepAbsences, propose } from '../src/db/writes/proposals.ts';
import { localDay } from '../src/domain/working-days.ts';
import { sentence } from '../src/i18n/index.ts';
import { sql } from 'kysely';
import { type ActivityDeps, once } from './context.ts';
import { notify } from './mail.ts';

const STEP = { step: 'proposals', round: 1 };

/** What the rules say is due, and who hears of it. */
export function proposals(deps: ActivityDeps) {
  const { db } = deps;
  return {
    /** Notes in people's state who is away and who is back, by their dates. @param at the workflow's time */
    async keepAbsences(at: string): Promise<{ away: number; back: number }> {
      return once(db, STEP, `keepAbsences:${runId()}`, async (tx) => keepAbsences(tx, await dayOf(tx, at)));
    },

    /** Proposes what is due, and tells those who decide: HR, and whoever is above the person, one letter each. */
    async findProposals(at: string): Promise<{ proposed: number; lapsed: number }> {
      const found = await once(db, STEP, `find:${runId()}`, async (tx) => {
        const { fresh, lapsed } = await propose(tx, await rulesOf(tx), { at: later(at), day: await dayOf(tx, at) });
        return { fresh, lapsed: lapsed.length };
      });
      await tellProposed(deps, found.fresh, runId());
      return { proposed: found.fresh.length, lapsed: found.lapsed };
    },

    /** Departures that were written down and whose workflow has not begun. */
    async unstartedDepartures(): Promise<DepartureInput[]> {
      const { rows } = await sql<DepartureInput>`
        select d.id as "departureId", jsonb_build_object('id', e.id, 'number', e.number) as employee, d.last_day as "lastDay"
          from app.unstarted_departures() u join departures d on d.id = u join employees e on e.id = d.employee_id`.execute(
        db,
      );
      return rows;
    },
  };
}

/** An activity of a schedule's workflow: each run finds anew. */
const runId = () => Context.current().info.workflowExecution?.runId ?? '';
const later = (at: string) => new Date(Math.max(Date.parse(at), Date.now())).toISOString();

/** Today on the calendar of the policy `standard`. */
export async function dayOf(tx: Tx, at: string): Promise<string> {
  const { calendar } = await standard(tx);
  return localDay(await calendarOf(tx, calendar), later(at)).toString();
}

export const rulesOf = async (tx: Tx): Promise<ProposalRules> => proposalsOf(await standard(tx));

async function standard(tx: Tx): Promise<Policy> {
  const { body } = await tx
    .selectFrom('policies')
    .select('body')
    .where('key', '=', 'standard')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return body as unknown as Policy;
}

const LINES = 30;

/** One letter to each who may decide, with a line for each proposal. @param of what tells this letter from others */
export async function tellProposed(deps: ActivityDeps, fresh: readonly Proposed[], of: string): Promise<void> {
  if (fresh.length === 0) return;
  const deciders = await decidersOf(deps.db, [...new Set(fresh.map((p) => p.giverId))]);
  const people = [...new Set([...deciders.values()].flat())];
  const nameOf = await names(
    deps.db,
    fresh.flatMap((p) => [p.giverId, p.suggestedId, p.replacesId].filter((id) => id !== null)),
  );
  await notify(deps, people, {
    id: [of],
    step: STEP.step,
    template: 'proposals',
    params: (reader) => {
      const mine = fresh.filter((p) => deciders.get(p.giverId)?.includes(reader.id));
      const line = (p: Proposed) =>
        `- ${sentence(reader.locale, 'mail', `proposals.${p.reason}`, {
          giver: nameOf(p.giverId),
          receiver: nameOf(p.replacesId),
          suggested: nameOf(p.suggestedId),
        })}`;
      return {
        count: mine.length,
        lines: mine.slice(0, LINES).map(line).join('\n'),
      };
    },
  });
}

/** HR that is at work, and for each giver the next active person above them. */
async function decidersOf(db: Database, giverIds: string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ giver: string; people: string[] }>`
    select g as giver, array_remove(array(
             select e.id from employees e where e.state = 'active' and 'hr' = any (e.roles) and e.id <> g
             union
             select m.id from (select e.id from reporting_closure r join employees e on e.id = r.boss_id
                                where r.subordinate_id = g and r.depth > 0 and e.state = 'active' order by r.depth limit 1) m), null) as people
      from unnest(${giverIds}::uuid[]) g`.execute(db);
  return new Map(rows.map((row) => [row.giver, row.people]));
}

async function names(db: Database, ids: string[]): Promise<(id: string | null) => string> {
  const rows =
    ids.length === 0 ? [] : await db.selectFrom('employees').select(['id', 'name']).where('id', 'in', ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row.name]));
  return (id) => byId.get(id ?? '') ?? '—';
}
