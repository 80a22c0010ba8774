import { type Kysely, sql } from 'kysely';

/** The customers of a transfer move in ranges of their keys, each with a cursor of its own, so that several connections can move them. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql
    .raw(
      `
create table transfer_lanes (
  handover_id uuid not null,
  round integer not null,
  lane smallint not null,
  cursor uuid not null,
  up_to uuid not null,
  done boolean not null default false,
  moved bigint not null default 0,
  skipped bigint not null default 0,
  batches integer not null default 0,
  primary key (handover_id, round, lane),
  foreign key (handover_id, round) references transfers,
  check (cursor <= up_to)
);
comment on table transfer_lanes is 'Ranges of customers that a transfer moves side by side: what is behind the cursor, up_to included. Their figures are added to those of the transfer once all of them are done.';
alter table transfer_lanes enable row level security;
alter table transfer_lanes force row level security;
create policy definer_functions on transfer_lanes to current_user using (true) with check (true);
create policy worker on transfer_lanes to handover_worker using (true) with check (true);
create policy api_read on transfer_lanes for select to handover_api using (
  handover_id in (select app.my_handovers()) or (select app.has_role('{hr,auditor,ops}')));
grant select on transfer_lanes to handover_api;
grant select, insert, update on transfer_lanes to handover_worker;
comment on table transfers is 'How far a transfer has come: phase is customer, then lanes while these move the customers, then the type of record being moved, then late, then done; each batch moves the cursor in its own transaction.';
`,
    )
    .execute(db);
}
