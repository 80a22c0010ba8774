import { sql } from 'kysely';
import type { Finding } from '../../domain/audit-verifier.ts';
import { type Keys, checkJws } from '../../domain/jws.ts';
import type { Tx } from '../connect.ts';
import { hashPlan } from '../writes/plan.ts';

/** Sign-offs that are not what was signed or that only the log still knows, and transferred plans that no longer have the hash that was signed. */
export async function checkSigned(tx: Tx, keys: Keys): Promise<Finding[]> {
  const findings: Finding[] = [];
  const signOffs = await tx.selectFrom('sign_offs').selectAll().orderBy('id').execute();
  for (const row of signOffs) {
    const where = { handover: row.handover_id, signOff: row.id };
    const signed = checkJws(row.jws, 'handover-sign-off+jws', keys);
    if ('fault' in signed) findings.push({ code: 'signOffSignature', params: where });
    else {
      const { handover, round, planHash, role, person, decision } = signed.claims as Record<string, unknown>;
      const same =
        handover === row.handover_id &&
        round === row.round &&
        planHash === row.plan_hash.toString('hex') &&
        role === row.role &&
        person === row.person_id &&
        decision === row.decision;
      if (!same) findings.push({ code: 'signOffChanged', params: where });
    }
  }
  findings.push(...(await missing(tx)));
  const transferred = await tx
    .selectFrom('handovers')
    .select(['id', 'label', 'plan_hash'])
    .where('transferred_at', 'is not', null)
    .where('plan_hash', 'is not', null)
    .orderBy('id')
    .execute();
  for (const { id, label, plan_hash } of transferred) {
    const hash = await hashPlan(tx, id);
    const moved = await tx
      .selectFrom('audit_entries')
      .select('params')
      .where('handover_id', '=', id)
      .where('action', '=', 'transfer.started')
      .orderBy('id', 'desc')
      .executeTakeFirst();
    // The sealed entry says what moved; the rows beside the plan could be changed with it.
    const told = (moved?.params as { planHash?: string } | undefined)?.planHash;
    const wanted = told === undefined ? plan_hash : Buffer.from(told, 'hex');
    if (!hash.equals(wanted ?? plan_hash ?? hash)) findings.push({ code: 'planChanged', params: { handover: label } });
  }
  return findings;
}

/** Both are written in one transaction: an entry without its row says that the row was taken away or exchanged. */
async function missing(tx: Tx): Promise<Finding[]> {
  const { rows } = await sql<{ entry: number; handover: string | null }>`
    select e.id as entry, e.handover_id as handover from audit_entries e
     where e.action in ('signOff.signed', 'signOff.rejected', 'signOff.waived') and not exists (
       select 1 from sign_offs s
        where (s.handover_id, s.person_id) = (e.handover_id, e.subject_id) and s.round::text = e.params ->> 'round' and s.role = e.params ->> 'role'
          and 'signOff.' || s.decision = e.action and encode(s.plan_hash, 'hex') = e.params ->> 'planHash')
     order by e.id`.execute(tx);
  return rows.map(({ entry, handover }) => ({ code: 'signOffMissing', params: { entry, handover: handover ?? '-' } }));
}
