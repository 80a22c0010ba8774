import { type NotificationPreferences, USUAL_PREFERENCES } from '../contract/notices.ts';
import type { Database, Tx } from './connect.ts';

/** Preferences with their version; 0: the person has never said anything. */
export type KeptPreferences = NotificationPreferences & { version: number };

/** How each of these people wants to be told, of those whom the role may see. Who has said nothing is not in it. */
export async function preferencesOf(tx: Database | Tx, personIds: string[]): Promise<Map<string, KeptPreferences>> {
  if (personIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('notification_preferences')
    .selectAll()
    .where('person_id', 'in', personIds)
    .execute();
  return new Map(
    rows.map((row) => [
      row.person_id,
      {
        // Written by the API after its schema, and by the database itself.
        channels: row.channels as NotificationPreferences['channels'],
        digest: row.digest as NotificationPreferences['digest'],
        digestHour: row.digest_hour,
        quiet:
          row.quiet_from === null || row.quiet_until === null
            ? null
            : { from: row.quiet_from.slice(0, 5), until: row.quiet_until.slice(0, 5) },
        quietDays: row.quiet_days,
        delegateCopies: row.delegate_copies,
        summaries: row.summaries as NotificationPreferences['summaries'],
        version: row.version,
      },
    ]),
  );
}

export const usualPreferences = (): KeptPreferences => ({ ...USUAL_PREFERENCES, version: 0 });
