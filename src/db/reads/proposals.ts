import { sql } from 'kysely';
import type { Tx } from '../connect.ts';
import { keyset } from './page.ts';
import { peopleById } from './people.ts';

const rows = (tx: Tx) =>
  tx
    .selectFrom('handover_proposals as p')
    .leftJoin('handovers as h', 'h.id', 'p.handover_id')
    .leftJoin('handovers as s', 's.id', 'p.started_id')
    .selectAll('p')
    .select([
      'h.label as label',
      's.label as started_label',
      sql<number | null>`cardinality(p.customer_ids)`.as('customers'),
    ]);
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

export interface ProposalFilter {
  state?: string | undefined;
  reason?: string | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Proposals that the person may see, newest first. */
export async function listProposals(tx: Tx, { state, reason, cursor, limit }: ProposalFilter) {
  const found = await rows(tx)
    .$if(state !== undefined, (b) => b.where('p.state', '=', state ?? ''))
    .$if(reason !== undefined, (b) => b.where('p.reason', '=', reason ?? ''))
    .$if(cursor !== undefined, (b) => b.where(sql<boolean>`p.id < ${cursor ?? null}::uuid`))
    .orderBy('p.id', 'desc')
    .limit(limit + 1)
    .execute();
  const { items, next } = keyset(found, limit, (row) => row.id);
  return { items: await shown(tx, items), next };
}

/** One proposal as it is, locked against others who decide on it; undefined: not to be seen. */
export const proposalToDecide = (tx: Tx, id: string) =>
  tx.selectFrom('handover_proposals').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();

/** The same, for those who only look. */
export const readProposal = (tx: Tx, id: string) =>
  tx.selectFrom('handover_proposals').selectAll().where('id', '=', id).executeTakeFirst();
export type ProposalRow = NonNullable<Awaited<ReturnType<typeof readProposal>>>;

async function shown(tx: Tx, items: Row[]) {
  const who = await peopleById(
    tx,
    items.flatMap((p) => [p.giver_id, p.replaces_id, p.suggested_id, p.decided_by]),
  );
  const maybe = (id: string | null) => (id === null ? null : who(id));
  return items.map((p) => ({
    id: p.id,
    reason: p.reason,
    kind: p.kind,
    giver: who(p.giver_id),
    handover: p.handover_id === null ? null : { id: p.handover_id, label: p.label ?? '' },
    replaces: maybe(p.replaces_id),
    suggested: maybe(p.suggested_id),
    customers: p.customers,
    effectiveOn: p.effective_on,
    untilOn: p.until_on,
    state: p.state,
    foundAt: p.found_at,
    decidedBy: maybe(p.decided_by),
    decidedAt: p.decided_at,
    comment: p.comment,
    started: p.started_id === null ? null : { id: p.started_id, label: p.started_label ?? '' },
  }));
}
