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
        const answer = aboutThisMail(error);
        if (answer === undefined) throw error;
        return answer;
      }
    },
    close: () => transport.close(),
  };
}

/**
 * An answer to the recipient or to the content is about this mail alone: 5xx for good, 4xx for now (RFC 5321, 4.2.1). One to the
 * greeting, the login or the sender is a wrong setting of ours, after whose mending every mail still leaves.
 */
function aboutThisMail(error: unknown): 'refused' | 'deferred' | undefined {
  if (!(error instanceof Error) || !('responseCode' in error) || !('command' in error)) return undefined;
  if (error.command !== 'RCPT TO' && error.command !== 'DATA') return undefined;
  if (typeof error.responseCode !== 'number' || error.responseCode < 400) return undefined;
  return error.responseCode < 500 ? 'deferred' : 'refused';
}
