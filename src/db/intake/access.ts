import { sql } from 'kysely';
import type { Tx } from '../connect.ts';

/** What a level at a customer may last at most; the policy of the table says the same. */
export const LONGEST_GRANT_DAYS = 90;

const GRANT = [
  'id',
  'customer_id',
  'handover_id',
  'grantee_id',
  'level',
  'reason',
  'starts_at',
  'ends_at',
  'revoked_at',
] as const;

export function giveGrant(
  tx: Tx,
  grant: {
    id: string;
    customerId: string;
    granteeId: string;
    level: string;
    reason: string;
    endsAt: string;
    by: string;
  },
) {
  return tx
    .insertInto('grants')
    .values({
      id: grant.id,
      customer_id: grant.customerId,
      grantee_id: grant.granteeId,
      level: grant.level,
      reason: grant.reason,
      ends_at: grant.endsAt,
      granted_by: grant.by,
    })
    .returning(GRANT)
    .executeTakeFirstOrThrow();
}

/** @returns undefined when there is none that the caller sees; null when they see it and may not take it back, or it is revoked */
export async function revokeGrant(tx: Tx, id: string) {
  const revoked = await tx
    .updateTable('grants')
    .set({ revoked_at: sql`now()` })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning(GRANT)
    .executeTakeFirst();
  if (revoked) return revoked;
  return (await readGrant(tx, id)) ? null : undefined;
}
export const readGrant = (tx: Tx, id: string) =>
  tx.selectFrom('grants').select(GRANT).where('id', '=', id).executeTakeFirst();

export interface Member {
  personId: string;
  level: string;
  role: string;
}
/** Makes the team of a customer these people; rows that stay as they are are not touched. */
export async function setTeam(tx: Tx, customerId: string, members: readonly Member[]): Promise<void> {
  const ids = members.map((member) => member.personId);
  await tx
    .deleteFrom('customer_team')
    .where('customer_id', '=', customerId)
    .where((e) => e.not(e('assignee_id', '=', e.fn.any(e.val(ids)))))
    .execute();
  for (const { personId, level, role } of members) {
    const there = await tx
      .selectFrom('customer_team')
      .select('id')
      .where('customer_id', '=', customerId)
      .where('assignee_id', '=', personId)
      .execute();
    if (there.length === 0)
      await tx
        .insertInto('customer_team')
        .values({ customer_id: customerId, assignee_id: personId, level, role })
        .execute();
    else
      await tx
        .updateTable('customer_team')
        .set({ level, role, updated_at: sql`now()` })
        .where('customer_id', '=', customerId)
        .where('assignee_id', '=', personId)
        .where((e) => e.or([e('level', '<>', level), e('role', '<>', role)]))
        .execute();
  }
}

export interface SharingRule {
  id: string;
  readerDepartmentId: string | null;
  readerRegion: string | null;
  readerRole: string | null;
  customerRegion: string | null;
  customerIndustry: string | null;
  ownerDepartmentId: string | null;
  level: string;
  reason: string;
  endsAt: string | null;
  by: string;
}
export async function makeSharingRule(tx: Tx, rule: SharingRule): Promise<void> {
  await tx
    .insertInto('sharing_rules')
    .values({
      id: rule.id,
      reader_department_id: rule.readerDepartmentId,
      reader_region: rule.readerRegion,
      reader_role: rule.readerRole,
      customer_region: rule.customerRegion,
      customer_industry: rule.customerIndustry,
      owner_department_id: rule.ownerDepartmentId,
      level: rule.level,
      reason: rule.reason,
      ends_at: rule.endsAt,
      made_by: rule.by,
    })
    .execute();
}

/** Ends a rule from this instant on; one that has ended stays as it is. */
export async function endSharingRule(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('sharing_rules')
    .set({ ends_at: sql`now()` })
    .where('id', '=', id)
    .where((e) => e.or([e('ends_at', 'is', null), e('ends_at', '>', sql<Date>`now()`)]))
    .execute();
}
