import { keepLink } from '../src/db/writes/links.ts';
import { noteSurvey, surveysToSend } from '../src/db/writes/surveys.ts';
import type { ActivityDeps } from './context.ts';
import { linkToken, linkUrl, stopSurveysUrl } from './links.ts';
import { domainOf, stopLine } from './mail.ts';
import { mailText } from './mail-text.ts';

/**
 * Sends the survey of a review to each customer of its sample, by a one-time link. What left is written down at once, so that a retry goes
 * on with the rest; a mailbox that takes nothing now is tried again at the next attempt.
 * @throws while mails are deferred, at most so often: a survey must not hold a review up
 */
export async function sendSurveys(
  deps: ActivityDeps,
  { handoverId, reviewId, attempt }: { handoverId: string; reviewId: string; attempt: number },
): Promise<void> {
  const domain = domainOf(deps.mailFrom);
  let deferred = 0;
  for (const one of await surveysToSend(deps.db, reviewId)) {
    if (one.address === null || one.opted_out) {
      await noteSurvey(deps.db, one.id, one.address === null ? 'unreached' : 'optedOut');
      continue;
    }
    const token = await linkToken(deps.signer, { purpose: 'survey', subjectId: one.id, nth: 1 });
    const expiresAt = one.answer_by.toISOString();
    await deps.db
      .transaction()
      .execute((tx) => keepLink(tx, { token, purpose: 'survey', subjectId: one.id, handoverId, expiresAt }));
    const params = { customer: one.customer, receiver: one.receiver, link: linkUrl(deps.publicUrl, token) };
    const stop = await stopSurveysUrl(deps, one.customer_id, one.contact_id);
    const { subject, body } = await mailText(deps.db, 'survey', one.language, params);
    const answer = await deps.mailer.send({
      to: one.address,
      subject,
      text: `${body}\n\n${stopLine(one.language, stop)}`,
      replyTo: one.receiver_email,
      unsubscribe: stop,
      messageId: `<survey.${one.id}@${domain}>`,
    });
    if (answer === 'deferred' && attempt < TRIES) deferred += 1;
    else await noteSurvey(deps.db, one.id, answer === 'sent' ? 'sent' : 'refused');
  }
  if (deferred > 0) throw new Error(`surveys deferred by the mail server: ${deferred}; the others have left`);
}

const TRIES = 5;
