/**
 * Customers and what hangs on them. A child record has `assignee_id NULL` = "follows the customer's owner";
 * it names a person only where somebody was assigned in person, so that moving a customer moves its children unwritten.
 */
const child = (customer: 'not null' | 'null') => `
  id uuid primary key default uuidv7(),
  source text not null default 'manual',
  source_id text,
  customer_id uuid ${customer === 'not null' ? 'not null' : ''} references customers,
  assignee_id uuid references employees,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (source, source_id),
  ${customer === 'null' ? 'check (customer_id is not null or assignee_id is not null),' : ''}`;

const childIndexes = (table: string) => `
create index ${table}_customer on ${table} (customer_id);
create index ${table}_assignee on ${table} (assignee_id) where assignee_id is not null;`;

export const crm = `
create table customers (
  id uuid primary key default uuidv7(),
  source text not null default 'manual',
  source_id text,
  name text not null check (btrim(name) <> ''),
  kind text not null default 'company' check (kind in ('company', 'person')),
  owner_id uuid references employees,
  annual_value numeric(14, 2) not null default 0 check (annual_value >= 0),
  currency char(3) not null default 'CNY',
  complexity smallint not null default 2 check (complexity between 1 and 5),
  business_type text not null default 'direct' check (business_type in ('direct', 'channel', 'key_account', 'project', 'service')),
  stage text not null default 'stable' check (stage in ('prospect', 'new', 'growing', 'stable', 'declining')),
  cooperation_since date,
  industry text,
  country text,
  region text,
  city text,
  address text,
  postal_code text,
  phone text,
  email text,
  tax_id text,
  bank_account text,
  employee_count integer check (employee_count >= 0),
  state text not null default 'active' check (state in ('active', 'dormant', 'lost')),
  parent_id uuid references customers,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  unique (source, source_id),
  check (parent_id <> id)
);
comment on table customers is 'Customers. owner_id NULL: in the pool. No GIN index here: a transfer updates these rows. tax_id, bank_account and phone are sensitive.';
create index customers_owner on customers (owner_id, id);
create index customers_parent on customers (parent_id) where parent_id is not null;
create index customers_updated on customers using brin (updated_at);

create table products (
  id uuid primary key default uuidv7(),
  source text not null default 'manual',
  source_id text,
  code text not null,
  name text not null,
  series text,
  price numeric(14, 2) check (price >= 0),
  unique (source, code),
  unique (source, source_id)
);
comment on table products is 'What is sold; looked up by code on import.';

create table contacts (${child('not null')}
  name text not null,
  title text,
  phone text,
  email text,
  wechat text,
  id_number text,
  is_key boolean not null default false,
  birthday date
);
comment on table contacts is 'People at a customer. id_number and phone are sensitive.';

create table orders (${child('not null')}
  number text,
  ordered_on date not null,
  total numeric(14, 2) not null,
  currency char(3) not null default 'CNY',
  state text not null default 'paid' check (state in ('open', 'paid', 'cancelled')),
  seller_id uuid references employees
);
comment on table orders is 'Orders and invoices. seller_id is who sold it and never changes with a handover.';
create index orders_seller on orders (seller_id) where seller_id is not null;

create table order_lines (
  id uuid primary key default uuidv7(),
  source text not null default 'manual',
  source_id text,
  order_id uuid not null references orders on delete cascade,
  product text not null,
  quantity numeric(12, 3) not null check (quantity > 0),
  unit_price numeric(14, 2) not null,
  unique (source, source_id)
);
comment on table order_lines is 'Lines of an order.';
create index order_lines_order on order_lines (order_id);

create table opportunities (${child('null')}
  title text not null,
  product_id uuid references products,
  stage text not null check (stage in ('prospecting', 'engaging', 'won', 'lost')),
  amount numeric(14, 2) check (amount >= 0),
  currency char(3) not null default 'CNY',
  engaged_on date,
  closed_on date,
  seller_id uuid references employees,
  check ((stage in ('won', 'lost')) = (closed_on is not null))
);
comment on table opportunities is 'Opportunities, with or without a customer. seller_id: who closed it; stays when the record moves.';
create index opportunities_product on opportunities (product_id);
create index opportunities_seller on opportunities (seller_id) where seller_id is not null;

create table contracts (${child('not null')}
  number text not null,
  title text not null,
  starts_on date not null,
  ends_on date,
  amount numeric(14, 2),
  currency char(3) not null default 'CNY',
  state text not null default 'active' check (state in ('draft', 'active', 'ended')),
  check (ends_on >= starts_on)
);
comment on table contracts is 'Contracts with a customer.';

create table projects (${child('not null')}
  name text not null,
  progress_pct smallint not null default 0 check (progress_pct between 0 and 100),
  state text not null default 'running' check (state in ('planned', 'running', 'done', 'stopped')),
  due_on date,
  summary text
);
comment on table projects is 'Deliveries and projects under way for a customer, with their progress.';

create table preferences (${child('not null')}
  kind text not null check (kind in ('preference', 'need', 'taboo')),
  body text not null
);
comment on table preferences is 'What a customer likes, needs and dislikes.';

create table notes (${child('null')}
  author_id uuid references employees,
  body text not null
);
comment on table notes is 'Free notes about a customer or about work without a customer.';
create index notes_author on notes (author_id);

create table communications (${child('null')}
  channel text not null check (channel in ('call', 'mail', 'visit', 'wechat', 'meeting', 'other')),
  direction text not null default 'out' check (direction in ('in', 'out')),
  happened_at timestamptz not null,
  subject text not null,
  body text,
  tags text[] not null default '{}',
  author_id uuid references employees
);
comment on table communications is 'Calls, mails, visits and minutes, classified and tagged.';
create index communications_latest on communications (customer_id, happened_at desc);
create index communications_author on communications (author_id);

create table tasks (${child('null')}
  title text not null,
  priority text not null default 'normal' check (priority in ('urgent', 'important', 'normal')),
  state text not null default 'doing' check (state in ('doing', 'review', 'done')),
  due_on date,
  is_promise boolean not null default false
);
comment on table tasks is 'Work to be done. is_promise: promised to the customer.';

create table calendar_events (${child('null')}
  title text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  location text,
  check (ends_at > starts_at)
);
comment on table calendar_events is 'Appointments; the assignee is the organiser.';

create table feedback (${child('not null')}
  type text not null check (type in ('inquiry', 'suggestion', 'complaint', 'praise')),
  satisfaction smallint check (satisfaction between 1 and 5),
  state text not null default 'open' check (state in ('open', 'answered', 'closed')),
  received_at timestamptz not null,
  body text not null
);
comment on table feedback is 'What customers say: inquiries, suggestions, complaints, praise; satisfaction 1-5.';

create table approvals (${child('null')}
  kind text not null,
  title text not null,
  amount numeric(14, 2),
  requested_by uuid references employees,
  state text not null default 'pending' check (state in ('pending', 'approved', 'rejected'))
);
comment on table approvals is 'Decisions that somebody has to take; the assignee approves.';
create index approvals_requested_by on approvals (requested_by);

create table attachments (${child('null')}
  file_name text not null,
  media_type text not null,
  bytes bigint not null check (bytes >= 0),
  sha256 bytea not null check (length(sha256) = 32),
  storage_key text not null
);
comment on table attachments is 'Files; the content lies in the file storage under storage_key.';

${['contacts', 'orders', 'opportunities', 'contracts', 'projects', 'preferences', 'notes', 'communications', 'tasks', 'calendar_events', 'feedback', 'approvals', 'attachments'].map(childIndexes).join('')}
drop index communications_customer; -- communications_latest serves it
`;
