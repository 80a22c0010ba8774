import { guarded } from '../0004-access/rules.ts';

/** What every installation can send from the first day on; operators write newer versions. */
const DEFAULTS: readonly [channel: string, language: string, subject: string, body: string][] = [
  [
    'letter',
    'zh-CN',
    '{{ receiver.name }} 将接替 {{ giver.name }} 为您服务',
    `尊敬的{% if contact.name %}{{ contact.name }}{% else %}{{ customer.name }}{% endif %}：

您好！即日起，您的客户经理由 {{ giver.name }} 调整为 {{ receiver.name }}{% if receiver.title %}（{{ receiver.title }}）{% endif %}，此前的约定与进行中的事项均由其继续负责。

联系方式：{{ receiver.email }}{% if receiver.phone %}，{{ receiver.phone }}{% endif %}

如您同意，无需任何操作；您也可以在下面的页面上确认，或告诉我们您的意见（无需登录）：
{{ link }}

{{ answerBy }} 之前未收到您的意见，即视为同意。

感谢您一直以来的信任。`,
  ],
  [
    'letter',
    'en',
    '{{ receiver.name }} takes over from {{ giver.name }}',
    `Dear {% if contact.name %}{{ contact.name }}{% else %}{{ customer.name }}{% endif %},

from now on {{ receiver.name }}{% if receiver.title %} ({{ receiver.title }}){% endif %} looks after you in place of {{ giver.name }}. All that was agreed and all that is under way goes on.

You reach {{ receiver.name }} at {{ receiver.email }}{% if receiver.phone %} or {{ receiver.phone }}{% endif %}.

If you agree, there is nothing to do. You can also confirm it, or tell us what you would rather have, on this page (no login needed):
{{ link }}

If we hear nothing from you until {{ answerBy }}, we take it that you agree.

Thank you for your trust.`,
  ],
  [
    'meeting',
    'zh-CN',
    '邀请：与您的新客户经理 {{ receiver.name }} 见面',
    `尊敬的{% if contact.name %}{{ contact.name }}{% else %}{{ customer.name }}{% endif %}：

您好！您的客户经理将由 {{ giver.name }} 调整为 {{ receiver.name }}{% if receiver.title %}（{{ receiver.title }}）{% endif %}。我们希望当面向您介绍。

{% if meeting.startsAt %}建议时间：{{ meeting.startsAt }}
地点：{% if meeting.location %}{{ meeting.location }}{% else %}待定{% endif %}{% if meeting.url %}
线上：{{ meeting.url }}{% endif %}

日程邀请见附件。如需改期，请直接联系 {{ receiver.name }}：{% else %}{{ receiver.name }} 会与您约定时间。联系方式：{% endif %}{{ receiver.email }}{% if receiver.phone %}，{{ receiver.phone }}{% endif %}

您也可以在下面的页面上确认，或告诉我们您的意见（无需登录）：
{{ link }}`,
  ],
  [
    'meeting',
    'en',
    'Invitation: meet {{ receiver.name }}, who will look after you',
    `Dear {% if contact.name %}{{ contact.name }}{% else %}{{ customer.name }}{% endif %},

{{ receiver.name }}{% if receiver.title %} ({{ receiver.title }}){% endif %} will look after you in place of {{ giver.name }}. We would like to introduce each of you to the other in person.

{% if meeting.startsAt %}Proposed time: {{ meeting.startsAt }}
Place: {% if meeting.location %}{{ meeting.location }}{% else %}to be announced{% endif %}{% if meeting.url %}
Online: {{ meeting.url }}{% endif %}

The invitation for your calendar is attached. To move it, please write to {{ receiver.name }}: {% else %}{{ receiver.name }} will arrange a time with you: {% endif %}{{ receiver.email }}{% if receiver.phone %}, {{ receiver.phone }}{% endif %}

You can also confirm it, or tell us what you would rather have, on this page (no login needed):
{{ link }}`,
  ],
  [
    'phone',
    'zh-CN',
    '致电 {{ customer.name }}',
    `您好，我是 {{ receiver.name }}。即日起由我接替 {{ giver.name }} 为您服务，此前的约定与进行中的事项均由我继续负责。
您是否同意？如有其他想法，请告诉我，我会如实记录并转达。`,
  ],
  [
    'phone',
    'en',
    'Call {{ customer.name }}',
    `Hello, this is {{ receiver.name }}. From now on I look after you in place of {{ giver.name }}; all that was agreed and all that is under way goes on.
Do you agree? If you would rather have it otherwise, please tell me: I write it down as you say it and pass it on.`,
  ],
];

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** Letters to customers as versions that operators write. */
export const letters = `
create table letter_templates (
  id uuid primary key default uuidv7(),
  purpose text not null check (purpose in ('introduction', 'survey')),
  channel text not null check (channel in ('letter', 'meeting', 'phone')),
  language text not null check (language in ('zh-CN', 'en')),
  version integer not null check (version > 0),
  subject text not null check (btrim(subject) <> ''),
  body text not null check (btrim(body) <> ''),
  created_by uuid references employees,
  created_at timestamptz not null default now(),
  unique (purpose, channel, language, version)
);
comment on table letter_templates is 'Versions of what is written to customers: letter (mail), meeting (invitation by mail), phone (what is said). The newest version holds for what begins now. created_by NULL: came with the product.';
create index letter_templates_created_by on letter_templates (created_by) where created_by is not null;
create trigger letter_templates_append_only before update or delete or truncate on letter_templates
  for each statement execute function app.refuse_change();
${guarded('letter_templates')}
create policy api_read on letter_templates for select to handover_api using (true);
create policy api_insert on letter_templates for insert to handover_api with check (
  created_by = (select app.me()) and (select app.has_role('{hr,ops}')));
grant select on letter_templates to handover_api, handover_worker;
grant insert (id, purpose, channel, language, version, subject, body, created_by) on letter_templates to handover_api;

insert into letter_templates (purpose, channel, language, version, subject, body) values
${DEFAULTS.map(([channel, language, subject, body]) => `('introduction', '${channel}', '${language}', 1, ${text(subject)}, ${text(body)})`).join(',\n')};
`;
