import { createTransport } from 'nodemailer';
import type { Mailer } from './ports.ts';

/**
 * Mail by SMTP.
 * @param url smtp:// or smtps://, with user and password where the server asks for them
 * @param from sender of every mail
 */
export function smtpMailer(url: string, from: string): Mailer & { close(): void } {
  const transport = createTransport(url, { from });
  return {
    async send({ to, subject, text, messageId, invitation }) {
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
    },
    close: () => transport.close(),
  };
}
