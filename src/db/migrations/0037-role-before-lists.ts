import { type Kysely, sql } from 'kysely';

/**
 * Whether a person's role sees everything is known once for a statement; which cases are theirs is a list that grows with them. The rows'
 * policies asked for the list first, so that HR, who starts every case, paid for all of them with each row that was written. What may be
 * seen stays the same.
 */
export async function up(db: Kysely<any>): Promise<void> {
  await sql.raw(TURNED).execute(db);
}

/** The text of a policy is as PostgreSQL gives it back, whatever migration wrote it. */
const TURNED = String.raw`
do $do$
declare
  role constant text := $$\( SELECT app\.has_role\('[^']*'::text\[\]\) AS has_role\)$$;
  mine constant text := $$\(\w+ IN \( SELECT app\.my_handovers\(\) AS my_handovers\)\)$$;
  policy record;
begin
  for policy in
    with texts as (
      select tablename, policyname, e.part, e.before,
             regexp_replace(
               regexp_replace(e.before, format($$(%s) OR (%s|\(\(\w+ IS NOT NULL\) AND %s\))$$, mine, role, role), '\2 OR \1', 'g'),
               format('^\((.*) OR (%s)\)$', role), '(\2 OR \1)') as after
        from pg_policies, lateral (values ('using', qual), ('with check', with_check)) e (part, before)
       where schemaname = 'public' and e.before is not null)
    select tablename, policyname, string_agg(format('%s (%s)', part, after), ' ' order by part) as parts
      from texts group by tablename, policyname having bool_or(before <> after)
  loop
    execute format('alter policy %I on %I %s', policy.policyname, policy.tablename, policy.parts);
  end loop;
end $do$`;
