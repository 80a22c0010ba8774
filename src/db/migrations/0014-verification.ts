import { type Kysely, sql } from 'kysely';
import { guarded, mine } from './0004-access/rules.ts';
import { discrepancies } from './0014-verification/discrepancies.ts';
import { signers } from './0014-verification/signers.ts';

/** What is said about one customer is not for the departments that sign: they see the case, not what lies in the packs. */
const ofCustomer = (table: string) => `
  (select app.has_role('{hr,auditor}'))
  or exists (select 1 from handover_people p where p.handover_id = ${table}.handover_id and p.role not in ('receiver', 'department') and ${mine('p.person_id')})
  or exists (select 1 from handover_items i where i.handover_id = ${table}.handover_id and i.record_type = 'customer'
              and i.record_id = ${table}.customer_id and ${mine('i.receiver_id')})`;

/** Verification by checklist, discrepancies as conversations, signatures of departments, waivers and signatures that count no more. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
${signers}
${discrepancies}
${['handover_signers', 'discrepancies', 'discrepancy_messages'].map(guarded).join('\n')}
create policy api_read on handover_signers for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));
grant select on handover_signers to handover_api;
grant select, insert, delete on handover_signers to handover_worker;

drop policy api_read on materials;
create policy api_read on materials for select to handover_api using (${ofCustomer('materials')});
drop policy api_read on handover_inbox;
create policy api_read on handover_inbox for select to handover_api using (
  author_id = (select app.me()) or case when customer_id is null
    then handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor}'))
    else ${ofCustomer('handover_inbox')} end);
`,
    )
    .execute(db);
}
