import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
export interface ReceivedMail {
  id: string;
  receivedAt: string;
  messageId: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  attachments: { name: string; mediaType: string; content: string }[];
}

export interface Outbox {
  /** newest first */
  list(): Promise<ReceivedMail[]>;
}

/**
 * A mail server in this process that takes every mail and keeps it in a folder, so that the demo and the tests send real mail
 * and nobody receives it. Listens on the loopback address.
 */
export async function startSmtpServer(folder: string): Promise<{ url: string; outbox: Outbox; stop(): Promise<void> }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let count = (await readdir(folder)).length;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true, // every mail would wait for a name server to say who 127.0.0.1 is
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        const id = createHash('sha256').update(raw).digest('hex').slice(0, 16);
        count += 1;
        const name = `${Date.now()}-${String(count).padStart(8, '0')}-${id}.eml`;
        // The 250 goes out when the mail is kept, as a real server does.
        writeFile(join(folder, name), raw).then(() => done(), done);
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.removeAllListeners('error').on('error', () => {}); // a client that breaks off is no concern of ours
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    outbox: { list: () => readMails(folder) },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function readMails(folder: string): Promise<ReceivedMail[]> {
  const names = (await readdir(folder))
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .reverse();
  return Promise.all(
    names.map(async (name) => {
      const mail = await simpleParser(await readFile(join(folder, name)), { skipTextToHtml: true });
      const to = [mail.to ?? []].flat().flatMap((list) => list.value.map((one) => one.address ?? ''));
      return {
        id: name.slice(0, -4),
        receivedAt: new Date(Number(name.split('-')[0])).toISOString(),
        messageId: mail.messageId ?? '',
        from: mail.from?.text ?? '',
        to,
        subject: mail.subject ?? '',
        text: mail.text ?? '',
        attachments: mail.attachments.map((a) => ({
          name: a.filename ?? '',
          mediaType: a.contentType,
          content: a.content.toString('utf8'),
        })),
      };
    }),
  );
}
