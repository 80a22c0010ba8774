import { setTimeout as pause } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { sql } from 'kysely';
import type { SealedHead } from '../src/contract/effects.ts';
import { headsAfter, newestHead } from '../src/db/audit/heads.ts';
import { seal } from '../src/db/writes/seal.ts';
import { runOnce } from '../src/db/once.ts';
import { inZone, sentence } from '../src/i18n/index.ts';
import type { ActivityDeps } from './context.ts';
import { tellProgress } from './heartbeat.ts';
import { peopleOf } from './mail.ts';

const LOOK_EVERY_MS = 500;
const DEFERRED = new Error('the mail server takes the mail later');

/** The audit log sealed, and its heads carried out of the database (architecture, decision 17). */
export function auditLog({ db, signer, anchor, mailer, mailFrom, stopping }: ActivityDeps) {
  /** Also those that were sealed and not remembered, because a crash came between. */
  async function anchorNew(above: number): Promise<number> {
    const heads = await headsAfter(db, above);
    if (heads.length > 0) await anchor.keep(heads);
    return heads.at(-1)?.number ?? above;
  }

  return {
    /**
     * Seals for a time what is committed, half a second after it is at the latest.
     * @returns the newest head; null: the log is empty
     */
    async sealAudit(stintMs: number): Promise<SealedHead | null> {
      const ended = [
        Context.current().cancellationSignal,
        AbortSignal.timeout(stintMs),
        ...(stopping ? [stopping] : []),
      ];
      const enough = AbortSignal.any(ended);
      let anchored = await anchorNew(await anchor.newest());
      do {
        const sealed = await seal(db, (claims) => signer.sign('handover-audit-head+jws', claims));
        if (sealed) {
          anchored = await anchorNew(anchored);
          tellProgress({ head: sealed.head.number, entries: sealed.head.size });
        }
        if (!sealed?.full) await pause(LOOK_EVERY_MS, undefined, { signal: enough }).catch(() => {});
      } while (!enough.aborted);
      return newestHead(db);
    },

    /**
     * Mails a head to every auditor, once a day. Everybody is tried before a mailbox that takes it later makes the activity fail, so
     * that Temporal tries again; only who has not got it gets it then.
     */
    async mailHead(head: SealedHead): Promise<void> {
      const auditors = await db
        .selectFrom('employees')
        .select('id')
        .where(sql<boolean>`roles @> '{auditor}'`)
        .where('state', '<>', 'left')
        .execute();
      const domain = mailFrom.slice(mailFrom.lastIndexOf('@') + 1).replace(/>$/, '');
      const day = head.sealedAt.slice(0, 10);
      const { workflowExecution, attempt } = Context.current().info;
      const recipients = await peopleOf(
        db,
        auditors.map(({ id }) => id),
      );
      let deferred = 0;
      for (const { id, name, email, locale, time_zone: timeZone } of recipients) {
        const { number, size, root, jws } = head;
        const sealedAt = inZone(new Date(head.sealedAt), { locale, timeZone }, 'full');
        const params = { name, day, number, size, root, sealedAt, jws };
        const key = {
          workflowId: workflowExecution?.workflowId ?? '',
          step: 'anchor',
          round: 1,
          key: `${day}:${id}`,
          attempt,
        };
        const sending = runOnce(db, key, async () => {
          const answer = await mailer.send({
            to: email,
            subject: sentence(locale, 'mail', 'auditHead.subject', params),
            text: `${sentence(locale, 'mail', 'auditHead.body', params)}\n`,
            messageId: `<audit-head.${day}.${id}@${domain}>`,
          });
          // Takes the guard's row back: the mail has not left.
          if (answer === 'deferred') throw DEFERRED;
          return answer;
        });
        await sending.catch((error: unknown) => {
          if (error !== DEFERRED) throw error;
          deferred += 1;
        });
      }
      if (deferred > 0) throw new Error(`mails deferred by the mail server: ${deferred}; the others have left`);
    },
  };
}
