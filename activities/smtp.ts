import { createTransport } from 'nodemailer';
import { traceHeaders } from '../src/trace/current.ts';
import type { Mailer } from './ports.ts';

/**
 * Mail by SMTP.
 * @param url smtp:// or smtps://, with user and password where the server asks for them
 * @param from sender of every mail
 */
export function smtpMailer(url: string, from: string): Mailer & { close(): void } {
  // One connection for many mails: a letter to twenty receivers is not twenty logins.
  const transport = createTransport({ url, pool: true }, { from });
  return {
    async send({ to, subject, text, html, messageId, invitation, replyTo, unsubscribe }) {
      try {
        await transport.sendMail({
          to,
          subject: oneLine(subject),
          text,
          ...(html === undefined ? {} : { html }),
          messageId,
          // A mail of a machine: no out-of-office answers to it (RFC 3834).
          headers: {
            'Auto-Submitted': 'auto-generated',
            ...traceHeaders(),
            ...(unsubscribe === undefined
              ? {}
              : { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
          },
          ...(replyTo === undefined ? {} : { replyTo }),
          ...(invitation === undefined
            ? {}
            : { icalEvent: { method: invitation.method, content: invitation.ics, filename: 'invitation.ics' } }),
        });
        return 'sent';
      } catch (error) {
        const answer = aboutThisMail(error);
        if (answer === undefined) throw error;
        return answer;
      }
    },
    close: () => transport.close(),
  };
}

/** A name or a title that people enter cannot begin another header or a second line of one. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/**
 * An answer to the recipient or to the content is about this mail alone: 5xx for good, 4xx for now (RFC 5321, 4.2.1). One to the
 * greeting, the login or the sender is a wrong setting of ours, after whose mending every mail still leaves.
 */
function aboutThisMail(error: unknown): 'refused' | 'deferred' | undefined {
  if (!(error instanceof Error) || !('command' in error)) return undefined;
  // What is no address at all ("n/a", "-") the library itself refuses; it says the same of a wrong sender, which is a setting of ours.
  if (error.command === 'API' && / recipient/i.test(error.message)) return 'refused';
  if (!('responseCode' in error)) return undefined;
  if (error.command !== 'RCPT TO' && error.command !== 'DATA') return undefined;
  if (typeof error.responseCode !== 'number' || error.responseCode < 400) return undefined;
  return error.responseCode < 500 ? 'deferred' : 'refused';
}
