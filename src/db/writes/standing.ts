import { sql } from 'kysely';
import type { Deadline, DecisionRecord, Effect } from '../../contract/effects.ts';
import type { PersonRef } from '../../contract/messages.ts';
import { type Policy, TIERS, type Tier, type WaitName } from '../../contract/policy.ts';
import { type CaseSize, waitRuleOf } from '../../domain/wait-rule.ts';
import { deadlineOf } from '../../domain/working-days.ts';
import { calendarOf } from '../calendar.ts';
import type { Database, Tx } from '../connect.ts';
import { peopleNamed, rolesOfCase } from '../named-roles.ts';

export interface AuditEntry {
  action: string;
  personId?: string | null;
  operator?: boolean;
  handoverId?: string | null;
  subjectType?: string;
  subjectId?: string;
  params?: Record<string, unknown>;
}

/** Appends entries to the audit log in the transaction of the change. Params hold ids, codes and counts, never personal values. */
export async function audit(tx: Tx, ...entries: AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.insertInto('audit_entries').values(entries.map(rowOf)).execute();
}

/** An entry as its row. */
export function rowOf(e: AuditEntry) {
  return {
    actor_id: e.personId ?? null,
    actor_kind: e.personId ? 'person' : e.operator ? 'operator' : 'engine',
    action: e.action,
    handover_id: e.handoverId ?? null,
    subject_type: e.subjectType ?? null,
    subject_id: e.subjectId ?? null,
    params: JSON.stringify(e.params ?? {}),
  };
}

const bySystem: ReadonlySet<DecisionRecord['action']> = new Set(['wait.unanswered', 'signOff.sentBack']);

/**
 * Writes how the case stands after an effect, and the decisions that led to it: the part that every effect's transaction shares.
 * What the effect leaves out stays; a case that was only written down runs from its first effect on; a closed one stays closed.
 * @param deadline of the wait that the effect opens
 */
export async function stand(tx: Tx, effect: Effect, deadline?: Deadline): Promise<void> {
  const { next } = effect;
  const dueAt = deadline?.dueAt ?? next.dueAt;
  const flags = next.flags && [...new Set([...next.flags, ...(deadline?.yearUnknown ? ['calendarYearUnknown'] : [])])];
  // Kysely leaves out what is undefined.
  await tx
    .updateTable('handovers')
    .set({
      state: next.state ?? sql`case state when 'starting' then 'running' else state end`,
      step: next.step,
      round: next.round,
      waiting_for: next.waitingFor,
      awaited_ids: next.awaitedIds,
      due_at: dueAt,
      overdue: next.overdue,
      progress_pct: next.progressPct,
      flags,
      updated_at: sql`now()`,
    })
    .where('id', '=', effect.handoverId)
    .where('closed_at', 'is', null)
    .execute();
  await audit(
    tx,
    ...effect.decisions.map((d) => ({
      action: d.action,
      personId: d.personId,
      operator: d.personId === null && !bySystem.has(d.action),
      handoverId: effect.handoverId,
      params: { ...d.params, round: effect.round, ...(d.entryId === undefined ? {} : { entryId: d.entryId }) },
    })),
  );
}

export async function policyOf(tx: Database | Tx, handoverId: string): Promise<Policy> {
  const { body } = await tx
    .selectFrom('handovers as h')
    .innerJoin('policies as p', (join) =>
      join.onRef('p.key', '=', 'h.policy_key').onRef('p.version', '=', 'h.policy_version'),
    )
    .select('p.body')
    .where('h.id', '=', handoverId)
    .executeTakeFirstOrThrow();
  return body as unknown as Policy;
}

/**
 * The deadline of a wait by the handover's own policy version, counted from the workflow's time. What depends on the size of the case
 * is taken from its plan, so a deadline in the effect that makes the plan is computed after it.
 */
export async function deadlineFor(tx: Tx, effect: Effect, wait: WaitName, from = effect.at): Promise<Deadline> {
  const policy = await policyOf(tx, effect.handoverId);
  const rule = waitRuleOf(policy, wait, policy.deadlines ? await sizeOf(tx, effect.handoverId) : NO_SIZE);
  const calls: PersonRef[][] = [];
  for (const { to } of rule.escalations ?? [])
    calls.push(await peopleNamed(tx, to, await rolesOfCase(tx, effect.handoverId)));
  return deadlineOf(await calendarOf(tx, policy.calendar), rule, from, calls);
}

const NO_SIZE: CaseSize = { customers: 0, tier: null };

async function sizeOf(tx: Tx, handoverId: string): Promise<CaseSize> {
  const { rows } = await sql<{ customers: number; tier: Tier | null }>`
    select count(*) as customers, (${[...TIERS]}::text[])[min(array_position(${[...TIERS]}::text[], tier))] as tier
      from handover_items where handover_id = ${handoverId} and record_type = 'customer'`.execute(tx);
  return rows[0] ?? NO_SIZE;
}

/**
 * The engine's clock for an effect: not before the workflow asked. On a server that skips time the workflow is ahead of the
 * wall clock; after an outage the wall clock is ahead of the workflow.
 */
export function clock(effect: Effect): string {
  return new Date(Math.max(Date.parse(effect.at), Date.now())).toISOString();
}
