import { createTransport } from 'nodemailer';
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
    async send({ to, subject, text, messageId, invitation }) {
      try {
        await transport.sendMail({
          to,
          subject,
          text,
          messageId,
          // A mail of a machine: no out-of-office answers to it (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
          ...(invitation === undefined
            ? {}
            : { icalEvent: { method: invitation.method, content: invitation.ics, filename: 'invitation.ics' } }),
        });
        return 'sent';
      } catch (error) {
        if (isForGood(error)) return 'refused';
        throw error;
      }
    },
    close: () => transport.close(),
  };
}

/**
 * A 5xx to the recipient or to the content (RFC 5321, 4.2.1: permanent). One to the greeting, the login or the sender is a wrong
 * setting of ours, after whose mending the mail still leaves.
 */
function isForGood(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error) || !('command' in error)) return false;
  const aboutThisMail = error.command === 'RCPT TO' || error.command === 'DATA';
  return aboutThisMail && typeof error.responseCode === 'number' && error.responseCode >= 500;
}
