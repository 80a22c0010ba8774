import { type Kysely, sql } from 'kysely';

/**
 * Contacts of a customer that is merged into another go with it, and so does what they said of surveys. Before, it stayed at the
 * customer that was gone, and who had asked for no surveys was sent the next one. So did what
 * they said after it, by the link in an older mail.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(MERGED).execute(db);
}

const MERGED = `
create function app.merge_opt_outs() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into survey_opt_outs (customer_id, contact_id, at)
  select new.merged_into, contact_id, at from survey_opt_outs where customer_id = new.id on conflict do nothing;
  delete from survey_opt_outs where customer_id = new.id;
  return null;
end $$;
revoke execute on function app.merge_opt_outs() from public;
comment on function app.merge_opt_outs() is 'What contacts said of surveys goes with them to the customer into which theirs is merged; the own address of the customer as well: it may have been taken.';
create trigger customers_merged after update of merged_into on customers for each row
  when (new.merged_into is not null and old.merged_into is null) execute function app.merge_opt_outs();

create or replace function app.stop_surveys(of_customer uuid, of_contact uuid) returns boolean language plpgsql security definer
set search_path = public, pg_temp as $$
declare lives uuid := of_customer; next uuid;
begin
  -- The locks wait for a merge under way.
  if of_contact is not null then
    select customer_id into lives from contacts where id = of_contact for share;
    if not found then return false; end if;
  end if;
  loop
    select merged_into into next from customers where id = lives for share;
    if not found then return false; end if;
    exit when next is null;
    lives := next;
  end loop;
  insert into survey_opt_outs (customer_id, contact_id) values (lives, of_contact) on conflict do nothing;
  if found then
    insert into audit_entries (actor_kind, action, subject_type, subject_id, params)
    values ('engine', 'surveys.optedOut', 'customer', lives, jsonb_build_object('contact', of_contact));
  end if;
  return true;
end $$;

-- Merged before this.
with recursive ends (id, survivor) as (
  select id, merged_into from customers where merged_into is not null
  union all
  select e.id, c.merged_into from ends e join customers c on c.id = e.survivor where c.merged_into is not null
), gone as (
  delete from survey_opt_outs o using customers c where c.id = o.customer_id and c.merged_into is not null returning o.*
)
insert into survey_opt_outs (customer_id, contact_id, at)
select e.survivor, g.contact_id, g.at
  from gone g join ends e on e.id = g.customer_id join customers s on s.id = e.survivor and s.merged_into is null
on conflict do nothing;
`;
