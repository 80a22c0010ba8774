import { sql } from 'kysely';
import type { Signer } from '../../contract/messages.ts';
import type { DepartmentSigner } from '../../contract/signers.ts';
import type { Policy } from '../../contract/policy.ts';
import type { Tx } from '../connect.ts';
import { type AuditEntry, audit } from './standing.ts';

/** Who signs for a department that a rule asks, and that the rule's condition holds. */
interface Asked extends Signer {
  departmentId: string;
  rule: DepartmentSigner;
}

/**
 * Writes down whose signatures the round needs: the parties, and for each department of the policy whose condition holds the one who
 * signs for it. That is its coordinator; where the coordinator gives, receives, or is not at work, the next above them who does not;
 * where there is nobody, the first of the case's deputies: a signature that nobody can give would be a state without a way out.
 * @returns those who sign for departments, in the policy's order
 */
export async function writeSigners(tx: Tx, handoverId: string, round: number, policy: Policy): Promise<Signer[]> {
  const asked: Asked[] = [];
  for (const rule of policy.signers?.departments ?? []) {
    if (!(await CONDITIONS[rule.when](tx, handoverId))) continue;
    const signer = await signerFor(tx, handoverId, rule.department);
    if (signer) asked.push({ ...signer, role: rule.role, rule });
    else
      await audit(tx, {
        action: 'signOff.departmentMissing',
        handoverId,
        params: { round, role: rule.role, department: rule.department },
      });
  }
  // A second attempt of the round may find other people than the first, which was rolled back or incomplete.
  await tx.deleteFrom('handover_signers').where('handover_id', '=', handoverId).where('round', '=', round).execute();
  await sql`
    insert into handover_signers (handover_id, round, role, person_id, why)
    select handover_id, ${round}, role, person_id, 'party' from handover_people
     where handover_id = ${handoverId} and role in ('giver', 'receiver', 'supervisor')`.execute(tx);
  if (asked.length > 0) {
    await tx
      .insertInto('handover_signers')
      .values(
        asked.map((a) => ({
          handover_id: handoverId,
          round,
          role: a.role,
          person_id: a.person.id,
          department_id: a.departmentId,
          why: a.rule.when,
        })),
      )
      .execute();
    // Taking part is what lets them see the case.
    await tx
      .insertInto('handover_people')
      .values(asked.map((a) => ({ handover_id: handoverId, person_id: a.person.id, role: 'department' })))
      .onConflict((c) => c.doNothing())
      .execute();
    await audit(tx, ...asked.map((a) => asking(handoverId, round, a)));
  }
  return asked.map(({ person, role }) => ({ person, role }));
}

const asking = (handoverId: string, round: number, { person, rule }: Asked): AuditEntry => ({
  action: 'signOff.departmentAsked',
  handoverId,
  subjectType: 'employee',
  subjectId: person.id,
  params: { round, role: rule.role, department: rule.department, why: rule.when },
});

const ofPlan = (handoverId: string) =>
  sql`(select record_id from handover_items where handover_id = ${handoverId} and record_type = 'customer')`;

async function holds(tx: Tx, condition: ReturnType<typeof sql>): Promise<boolean> {
  const { rows } = await sql<{ holds: boolean }>`select ${condition} as holds`.execute(tx);
  return rows[0]?.holds === true;
}

/** From the data of the plan, at the moment of signing. */
const CONDITIONS: Record<DepartmentSigner['when'], (tx: Tx, handoverId: string) => Promise<boolean>> = {
  always: () => Promise.resolve(true),
  openOrders: (tx, id) =>
    holds(tx, sql`exists (select 1 from orders where customer_id in ${ofPlan(id)} and state = 'open')`),
  contracts: (tx, id) =>
    holds(tx, sql`exists (select 1 from contracts where customer_id in ${ofPlan(id)} and state <> 'ended')`),
  access: (tx, id) =>
    holds(
      tx,
      sql`exists (
        select 1 from handovers h
         where h.id = ${id} and (h.kind in ('departure', 'emergency_departure')
            or exists (select 1 from grants g where g.grantee_id = h.giver_id and g.revoked_at is null and g.ends_at > now() and g.handover_id is distinct from h.id)
            or exists (select 1 from customer_team t where t.assignee_id = h.giver_id)))`,
    ),
};

async function signerFor(
  tx: Tx,
  handoverId: string,
  code: string,
): Promise<{ person: Signer['person']; departmentId: string } | undefined> {
  const { rows } = await sql<{ id: string; number: string; department_id: string }>`
    with wanted as (select id, coordinator_id from departments where code = ${code}),
    candidates as (
      select 0 as way, c.depth::int as place, c.boss_id as id, w.id as department_id
        from wanted w join reporting_closure c on c.subordinate_id = w.coordinator_id
      union all
      select 1, p.position, p.person_id, w.id from wanted w join handover_people p on p.handover_id = ${handoverId} and p.role = 'deputy')
    select e.id, e.number, c.department_id from candidates c join employees e using (id)
     where e.state = 'active' and not app.is_frozen(e.id)
       and not exists (select 1 from handover_people p where p.handover_id = ${handoverId} and p.person_id = e.id and p.role in ('giver', 'receiver'))
     order by c.way, c.place, e.number limit 1`.execute(tx);
  const found = rows[0];
  return found && { person: { id: found.id, number: found.number }, departmentId: found.department_id };
}
