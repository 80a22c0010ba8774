import { sql } from 'kysely';
import { checkInScheduleId, handoverWorkflowId } from '../../src/contract/names.ts';
import type { ReceivedMail } from '../../src/embedded/index.ts';
import { historiesOf } from '../support/histories.ts';
import type { Case } from './case.ts';
import type { World } from './world.ts';

/** Everything that a handover leaves behind, without times, with names in place of ids: equal for two equal companies. */
export async function outcomeOf(world: World, c: Case, mails: ReceivedMail[]): Promise<Record<string, unknown>> {
  const id = c.handoverId;
  const { company } = c;
  const names = new Map([
    [id, 'handover'],
    [company.boss.id, 'boss'],
    [company.hr.id, 'hr'],
    [company.giver.id, 'giver'],
    [company.supervisor.id, 'supervisor'],
    [company.stranger.id, 'stranger'],
    [c.appointmentId, 'appointment'],
    ...company.receivers.map((r, i) => [r.id, `receiver${i + 1}`] as const),
    ...company.customerIds.map((customer, i) => [customer, `customer${i}`] as const),
  ]);
  const rows = async (query: ReturnType<typeof sql<Record<string, unknown>>>) =>
    (await query.execute(world.admin)).rows;
  for (const { id: record, title } of (await rows(sql`
    select id, title from tasks where customer_id = any (${company.customerIds}::uuid[])
    union all select id, title from opportunities where seller_id = ${company.giver.id} or customer_id = any (${company.customerIds}::uuid[])
    union all select id, 'review ' || day_offset from reviews where handover_id = ${id}`)) as {
    id: string;
    title: string;
  }[])
    names.set(record, title);
  const named = (list: unknown[]) =>
    list
      .map((row) =>
        JSON.stringify(row)
          .replaceAll(UUID, (uuid) => names.get(uuid) ?? 'unnamed')
          .replaceAll(INSTANT, 'then'),
      )
      .sort();

  const handle = world.client.workflow.getHandle(handoverWorkflowId(id));
  const tables = {
    handover: sql`select state, step, round, waiting_for, awaited_ids, item_count, flags, overdue, progress_pct, report -> 'items' as report from handovers where id = ${id}`,
    items: sql`select record_type, record_id, receiver_id, why, tier from handover_items where handover_id = ${id}`,
    exceptions: sql`select record_type, record_id, state, reason from handover_exceptions where handover_id = ${id}`,
    owners: sql`select id, owner_id, version from customers where id = any (${company.customerIds}::uuid[])`,
    assignees: sql`
      select id, assignee_id, null as seller from tasks where customer_id = any (${company.customerIds}::uuid[])
      union all select id, assignee_id, seller_id from opportunities where seller_id = ${company.giver.id} or customer_id = any (${company.customerIds}::uuid[])`,
    ownership: sql`select customer_id, array_agg(owner_id order by since) as owners from ownership_starts where customer_id = any (${company.customerIds}::uuid[]) group by 1`,
    transfers: sql`select round, phase, moved, skipped, batches from transfers where handover_id = ${id}`,
    grants: sql`select grantee_id, level, reason from grants where handover_id = ${id}`,
    materials: sql`select customer_id, version from materials where handover_id = ${id}`,
    meetings: sql`select round, sequence, state, minutes, attendees from meetings where handover_id = ${id}`,
    actions: sql`select round, body, owner_id from meeting_actions where handover_id = ${id}`,
    inbox: sql`select kind, round, author_id, body, version from handover_inbox where handover_id = ${id}`,
    signatures: sql`select round, role, person_id, signer_id, decision, via, comment from sign_offs where handover_id = ${id}`,
    reviews: sql`select id, state, findings from reviews where handover_id = ${id}`,
    answers: sql`select review_id, person_id, satisfaction from review_answers join reviews on id = review_id where handover_id = ${id}`,
    checkIns: sql`select count(*) from check_ins where handover_id = ${id}`,
    appointments: sql`select assignee_id, uid, sequence from calendar_events where id = ${c.appointmentId}`,
    restores: sql`select made_as, phase, restored, put_back, conflicts from restores where handover_id = ${id}`,
    once: sql`select step, round, key from run_once where workflow_id = ${handoverWorkflowId(id)}`,
    notifications: sql`select message_id, person_id, template from notifications where handover_id = ${id}`,
    audit: sql`select actor_kind, actor_id, action, subject_type, subject_id from audit_entries where handover_id = ${id}`,
    // An answer is kept by a commit that does not wait for the disk: a PostgreSQL that is killed may forget it, and whoever asks once
    // more is answered anew.
    keys: sql`select actor_id, split_part(route, '/', 5) as of, case when ${c.fault?.target === 'postgres'}::boolean then coalesce(status, 200) else status end as status
      from idempotency_keys where resource_id = ${id} or route like ${`%${id}%`}`,
  };
  const left: Record<string, unknown> = {
    result: await handle.result(),
    status: (await handle.describe()).status.name,
    schedule: await world.client.schedule
      .getHandle(checkInScheduleId(id))
      .describe()
      .then(
        () => 'still there',
        () => 'ended',
      ),
    // A mail is its Message-ID: a second copy is the same mail.
    mails: named([...new Set(mails.map((mail) => `${mail.messageId} ${mail.to.length}`))]),
  };
  for (const [table, query] of Object.entries(tables))
    left[table] = named(await rows(query as ReturnType<typeof sql<Record<string, unknown>>>));
  return left;
}

/** As in keys, and as in Message-IDs, which take no colons. */
const INSTANT = /\d{4}-\d\d-\d\dT\d\d[:-]\d\d[:-]\d\d\.\d+Z/g;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** The mails of one case. */
export function mailsOf(mails: ReceivedMail[], c: Case): ReceivedMail[] {
  return mails.filter(({ messageId }) => messageId.includes(c.handoverId) || messageId.includes(c.appointmentId));
}

/** How many copies more than mails there are. */
export function copiesOf(mails: ReceivedMail[]): number {
  return mails.length - new Set(mails.map((mail) => mail.messageId)).size;
}

/** What proves that something was begun a second time. */
export interface Proof {
  /** the highest attempt of the activity that the history tells: ActivityTaskStarted.attempt, or the marker of a local activity */
  history: number;
  /** the highest attempt in the ledger: run_once.attempt */
  ledger: number;
  /** workflow tasks that were lost with their worker: local activities run inside them */
  lostTasks: number;
}

export async function proofOf(world: World, c: Case): Promise<Proof> {
  const workflowId = handoverWorkflowId(c.handoverId);
  const proof: Proof = { history: 0, ledger: 0, lostTasks: 0 };
  const histories = await historiesOf(world.client, workflowId);
  if (c.checkInId !== undefined) histories.push(...(await historiesOf(world.client, c.checkInId)));
  for (const { events } of histories) {
    const scheduled = new Set<string>();
    for (const event of events ?? []) {
      if (event.activityTaskScheduledEventAttributes?.activityType?.name === c.fault?.what)
        scheduled.add(String(event.eventId));
      const started = event.activityTaskStartedEventAttributes;
      if (started && scheduled.has(String(started.scheduledEventId)))
        proof.history = Math.max(proof.history, started.attempt ?? 0);
      const marker = event.markerRecordedEventAttributes?.details?.data?.payloads?.[0]?.data;
      if (marker) {
        const local = JSON.parse(Buffer.from(marker).toString('utf8')) as { activity_type?: string; attempt?: number };
        if (local.activity_type === c.fault?.what) proof.history = Math.max(proof.history, local.attempt ?? 0);
      }
      if (event.workflowTaskTimedOutEventAttributes) proof.lostTasks += 1;
    }
  }
  const { attempt } = await world.admin
    .selectFrom('run_once')
    .select((e) => e.fn.max('attempt').as('attempt'))
    .where('workflow_id', '=', workflowId)
    .executeTakeFirstOrThrow();
  proof.ledger = attempt;
  return proof;
}
