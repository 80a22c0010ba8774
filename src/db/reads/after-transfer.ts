import { sql } from 'kysely';
import type { Policy } from '../../contract/policy.ts';
import type { ReviewQuestion } from '../../contract/reviews.ts';
import type { ChurnRow } from '../../domain/churn.ts';
import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';
import { peopleById } from './people.ts';

/** Suggestions beside a policy, or those of one case; newest last. */
export async function listSuggestions(
  tx: Tx,
  of: { policyKey: string } | { handoverId: string },
  page: { state?: string | undefined; cursor?: string | undefined; limit: number },
) {
  const rows = await tx
    .selectFrom('suggestions as s')
    .innerJoin('handovers as h', 'h.id', 's.handover_id')
    .selectAll('s')
    .select('h.label')
    .$if('policyKey' in of, (b) => b.where('s.policy_key', '=', 'policyKey' in of ? of.policyKey : ''))
    .$if('handoverId' in of, (b) => b.where('s.handover_id', '=', 'handoverId' in of ? of.handoverId : ''))
    .$if(page.state !== undefined, (b) => b.where('s.state', '=', page.state ?? ''))
    .$if(page.cursor !== undefined, (b) => b.where('s.id', '>', page.cursor ?? ''))
    .orderBy('s.id')
    .limit(page.limit + 1)
    .execute();
  const found = keyset(rows, page.limit, (row) => row.id);
  const who = await peopleById(
    tx,
    found.items.map((row) => row.author_id),
  );
  return {
    next: found.next,
    items: found.items.map((row) => ({
      id: row.id,
      handover: { id: row.handover_id, label: row.label },
      author: who(row.author_id),
      policy: { key: row.policy_key, version: row.policy_version },
      body: row.body,
      state: row.state,
      comment: row.comment,
      createdAt: row.created_at,
      decidedAt: row.decided_at,
    })),
  };
}

export async function listActions(tx: Tx, handoverId: string) {
  const rows = await tx
    .selectFrom('corrective_actions')
    .selectAll()
    .select(sql<string>`due_on::text`.as('due'))
    .where('handover_id', '=', handoverId)
    .orderBy('id')
    .limit(1_000)
    .execute();
  const who = await peopleById(
    tx,
    rows.flatMap((row) => [row.owner_id, row.opened_by]),
  );
  return rows.map((row) => ({
    id: row.id,
    reviewId: row.review_id,
    finding: row.finding,
    body: row.body,
    owner: who(row.owner_id),
    dueOn: row.due,
    state: row.state,
    outcome: row.outcome,
    openedBy: row.opened_by === null ? null : who(row.opened_by),
    openedAt: row.opened_at,
    closedAt: row.closed_at,
  }));
}

export async function listWorkReports(tx: Tx, handoverId: string) {
  const rows = await tx
    .selectFrom('work_reports')
    .selectAll()
    .where('handover_id', '=', handoverId)
    .orderBy('created_at')
    .limit(1_000)
    .execute();
  const who = await peopleById(
    tx,
    rows.map((row) => row.author_id),
  );
  return rows.map((row) => ({
    id: row.id,
    author: who(row.author_id),
    body: row.body,
    concerns: row.concerns,
    createdAt: row.created_at,
  }));
}

/** Surveys of the customers that the person may see. */
export async function listSurveys(tx: Tx, handoverId: string) {
  const rows = await tx
    .selectFrom('surveys as s')
    .innerJoin('customers as c', 'c.id', 's.customer_id')
    .selectAll('s')
    .select('c.name')
    .where('s.handover_id', '=', handoverId)
    .orderBy('s.id')
    .limit(3_000)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    reviewId: row.review_id,
    customer: { id: row.customer_id, name: row.name },
    state: row.state,
    answerBy: row.answer_by,
    answeredAt: row.answered_at,
    satisfaction: row.satisfaction,
    words: row.words,
  }));
}

/** The questions of the policy under which a case runs. */
export async function questionsOf(tx: Tx, handoverId: string): Promise<ReviewQuestion[]> {
  const row = await tx
    .selectFrom('handovers as h')
    .innerJoin('policies as p', (join) =>
      join.onRef('p.key', '=', 'h.policy_key').onRef('p.version', '=', 'h.policy_version'),
    )
    .select('p.body')
    .where('h.id', '=', handoverId)
    .executeTakeFirst();
  return (row?.body as Policy | undefined)?.reviews.questions ?? [];
}

/** @param from @param to instants @param days how long a customer is watched */
export async function readChurn(tx: Tx, from: string, to: string, days: number): Promise<ChurnRow[]> {
  const { rows } = await sql<ChurnRow>`select * from app.churn(${from}, ${to}, ${days})`.execute(tx);
  return rows;
}

export async function readChurnOf(tx: Tx, handoverId: string): Promise<{ reason: string; lost: number }[]> {
  const { rows } = await sql<{
    reason: string;
    lost: number;
  }>`select reason, lost from app.churn_of_handover(${handoverId})`.execute(tx);
  return rows;
}

export async function isTransferred(tx: Tx, handoverId: string): Promise<boolean> {
  const row = await tx.selectFrom('handovers').select('transferred_at').where('id', '=', handoverId).executeTakeFirst();
  return row?.transferred_at != null;
}
