import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import type { NotificationPreferences } from '../../contract/notices.ts';
import type { Database, Tx } from '../connect.ts';

/** The person has read one of their notices. @returns whether there is one that is theirs */
export async function readOne(tx: Tx, me: string, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('notices')
    .set((e) => ({ read_at: e.fn.coalesce('read_at', sql<Date>`now()`) }))
    .where('id', '=', id)
    .where('person_id', '=', me)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** @param upTo the newest that was seen; undefined: all there are @returns how many had not been read */
export async function readAll(tx: Tx, me: string, upTo: string | undefined): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('notices')
    .set({ read_at: sql`now()` })
    .where('person_id', '=', me)
    .where('read_at', 'is', null)
    .$if(upTo !== undefined, (b) => b.where('id', '<=', upTo ?? ''))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** What a person says; without `summaries` those stay as they are. */
export type WantedPreferences = Omit<NotificationPreferences, 'summaries'> & {
  summaries: NotificationPreferences['summaries'] | undefined;
};

/**
 * @param expected the version that the person saw, 0 for none; null: whatever is there
 * @throws Refusal versionDiffers
 */
export async function writePreferences(
  tx: Tx,
  me: string,
  { channels, digest, digestHour, quiet, quietDays, delegateCopies, summaries }: WantedPreferences,
  speaks: { language: string; timeZone: string },
  expected: number | null,
): Promise<void> {
  await sql`select app.speak_to_me(${speaks.language}, ${speaks.timeZone})`.execute(tx);
  const values = {
    channels: JSON.stringify(channels),
    digest,
    digest_hour: digestHour,
    quiet_from: quiet?.from ?? null,
    quiet_until: quiet?.until ?? null,
    quiet_days: quietDays,
    delegate_copies: delegateCopies,
    // Kysely leaves out what is undefined.
    summaries,
  };
  const written = await tx
    .insertInto('notification_preferences')
    .values({ person_id: me, ...values })
    .onConflict((c) =>
      c
        .column('person_id')
        .doUpdateSet((e) => ({
          ...values,
          version: e('notification_preferences.version', '+', 1),
          updated_at: sql`now()`,
        }))
        .where((e) => (expected === null ? e.val(true) : e('notification_preferences.version', '=', expected))),
    )
    .returning('version')
    .executeTakeFirst();
  if (!written || (expected !== null && written.version !== expected + 1)) throw new Refusal('versionDiffers');
}

/** By the link in a mail. @returns false: mails of the category cannot be ended, or the person is gone */
export async function stopMails(db: Database, personId: string, category: string): Promise<boolean> {
  const { rows } = await sql<{ stopped: boolean }>`select app.stop_mails(${personId}, ${category}) as stopped`.execute(
    db,
  );
  return rows[0]?.stopped ?? false;
}

/** By the link in a survey. @param contactId null: the customer's own address @returns false: they are not there any more */
export async function stopSurveys(db: Database, customerId: string, contactId: string | null): Promise<boolean> {
  const { rows } = await sql<{
    stopped: boolean;
  }>`select app.stop_surveys(${customerId}, ${contactId}) as stopped`.execute(db);
  return rows[0]?.stopped ?? false;
}
