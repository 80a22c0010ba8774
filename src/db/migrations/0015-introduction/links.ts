import { guarded } from '../0004-access/rules.ts';

/** One-time links: what somebody without an account may do once, by a token that is kept as its digest only. */
export const links = `
create table one_time_links (
  digest bytea primary key check (length(digest) = 32),
  purpose text not null check (purpose in ('introduction', 'survey')),
  subject_id uuid not null,
  handover_id uuid references handovers,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  revoked_at timestamptz
);
comment on table one_time_links is 'Links for people without an account, as the SHA-256 of their token. subject_id: the row of the purpose''s own table that the link answers; all links of a subject are used with the first answer.';
create index one_time_links_subject on one_time_links (purpose, subject_id);
create index one_time_links_handover on one_time_links (handover_id) where handover_id is not null;
${guarded('one_time_links')}
grant select, insert, update on one_time_links to handover_worker;

create function app.find_link(wanted bytea) returns table (purpose text, subject_id uuid, state text)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select l.purpose, l.subject_id,
         case when l.used_at is not null then 'used' when l.revoked_at is not null or l.expires_at <= now() then 'expired' else 'open' end
    from one_time_links l where l.digest = wanted
$$;
comment on function app.find_link(bytea) is 'What a link is for and whether it can still be used: open, used or expired. No row: there is no such link.';

create function app.use_link(wanted bytea, for_purpose text) returns uuid language plpgsql security definer
set search_path = public, pg_temp as $$
declare subject uuid;
begin
  select l.subject_id into subject from one_time_links l
   where l.digest = wanted and l.purpose = for_purpose and l.used_at is null and l.revoked_at is null and l.expires_at > now() for update;
  if subject is not null then
    update one_time_links l set used_at = now() where l.purpose = for_purpose and l.subject_id = subject and l.used_at is null;
  end if;
  return subject;
end $$;
comment on function app.use_link(bytea, text) is 'Uses a link, with all others of its subject; NULL: it cannot be used for this. For the functions of the purposes, which act in the same transaction.';

revoke execute on function app.find_link(bytea), app.use_link(bytea, text) from public;
grant execute on function app.find_link(bytea) to handover_api;
`;
