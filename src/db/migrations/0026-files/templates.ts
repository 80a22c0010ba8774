import { auditAs, guarded } from '../0004-access/rules.ts';

const writers = `(select app.has_role('{hr,ops}'))`;

/** Mails to people in the company's own words: versions, and which of them is sent. */
export const templates = `
create table mail_templates (
  key text not null check (length(key) <= 100),
  language text not null check (language in ('zh-CN', 'en')),
  version integer not null check (version > 0),
  subject text not null check (btrim(subject) <> '' and length(subject) <= 300),
  body text not null check (btrim(body) <> '' and length(body) <= 20000),
  note text check (length(note) <= 500),
  created_by uuid not null references employees,
  created_at timestamptz not null default clock_timestamp(),
  primary key (key, language, version)
);
comment on table mail_templates is 'Versions of mails that HR and operators wrote, by key and language; what was written is never changed.';
create index mail_templates_created_by on mail_templates (created_by);
create trigger mail_templates_append_only before update or delete or truncate on mail_templates
  for each statement execute function app.refuse_change();

create table mail_templates_sent (
  key text not null,
  language text not null,
  version integer,
  published_by uuid not null references employees,
  published_at timestamptz not null default clock_timestamp(),
  primary key (key, language),
  foreign key (key, language, version) references mail_templates
);
comment on table mail_templates_sent is 'Which version of a mail is sent; version NULL, or no row: the one that comes with the product.';
create index mail_templates_sent_published_by on mail_templates_sent (published_by);
create index mail_templates_sent_version on mail_templates_sent (key, language, version);

${['mail_templates', 'mail_templates_sent'].map(guarded).join('\n')}
create policy api_read on mail_templates for select to handover_api using (app.me() is not null);
create policy api_insert on mail_templates for insert to handover_api with check (${writers} and created_by = (select app.me()));
grant select, insert on mail_templates to handover_api;
create policy api_read on mail_templates_sent for select to handover_api using (app.me() is not null);
create policy api_insert on mail_templates_sent for insert to handover_api with check (${writers} and published_by = (select app.me()));
create policy api_update on mail_templates_sent for update to handover_api using (${writers}) with check (${writers} and published_by = (select app.me()));
grant select, insert, update on mail_templates_sent to handover_api;
grant select on mail_templates, mail_templates_sent to handover_worker;

create function app.audit_mail_template() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  ${auditAs(
    `case when tg_table_name = 'mail_templates' then 'template.written' when new.version is null then 'template.reverted' else 'template.published' end`,
    'null',
    'null',
    `jsonb_build_object('template', new.key, 'language', new.language, 'version', coalesce(new.version, 0))`,
  )};
  return null;
end $$;
comment on function app.audit_mail_template() is 'Writes into the audit log who wrote and who published a mail.';
create trigger mail_templates_audit after insert on mail_templates for each row execute function app.audit_mail_template();
create trigger mail_templates_sent_audit after insert or update on mail_templates_sent for each row execute function app.audit_mail_template();
revoke execute on function app.audit_mail_template() from public;
`;
