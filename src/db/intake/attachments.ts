import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { Refusal } from '../../contract/failures.ts';
import { canBeOfType } from '../../domain/file-signature.ts';
import { type Actor, type Database, type Tx, withPerson } from '../connect.ts';
import { inParts } from '../parts.ts';

/** Contents of attachments, as far as a person reaches their records. */

/** @throws Refusal notFound */
async function attachment(tx: Tx, id: string) {
  const found = await tx
    .selectFrom('attachments')
    .select(['file_name', 'media_type', 'bytes', 'sha256'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw new Refusal('notFound');
  return found;
}

/**
 * Keeps the content that its record describes; the same again changes nothing.
 * @throws Refusal notFound, contentDiffers (other bytes), contentNotOfType; pg's insufficient_privilege
 */
export async function keepContent(tx: Tx, id: string, body: AsyncIterable<Buffer>) {
  const { media_type: type, bytes, sha256 } = await attachment(tx, id);
  await tx.deleteFrom('attachment_contents').where('attachment_id', '=', id).execute();
  const hash = createHash('sha256');
  let [part, length] = [0, 0];
  const keep = async (piece: Buffer) => {
    if (part === 0 && !canBeOfType(piece, type)) throw new Refusal('contentNotOfType', { type });
    hash.update(piece);
    length += piece.length;
    await tx.insertInto('attachment_contents').values({ attachment_id: id, part, body: piece }).execute();
    part += 1;
  };
  for await (const piece of inParts(body)) await keep(piece);
  if (part === 0) await keep(Buffer.alloc(0));
  if (length !== bytes || !hash.digest().equals(sha256)) throw new Refusal('contentDiffers');
  await sql`select app.note_record('record.changed', 'attachment', ${id}, '{content}')`.execute(tx);
  return { id, bytes, sha256: sha256.toString('hex') };
}

export interface Content {
  fileName: string;
  /** part by part, each read in a transaction of its own */
  parts: AsyncIterable<Buffer>;
}

/** The content of an attachment; that it was fetched stands in the access log. @throws Refusal notFound */
export async function contentOf(db: Database, reader: Actor, id: string): Promise<Content> {
  const { file_name: fileName } = await withPerson(db, reader, async (tx) => {
    const record = await attachment(tx, id);
    const kept = await tx
      .selectFrom('attachment_contents')
      .select('part')
      .where('attachment_id', '=', id)
      .limit(1)
      .executeTakeFirst();
    if (!kept) throw new Refusal('notFound');
    await sql`select app.log_download(${id})`.execute(tx);
    return record;
  });
  return { fileName, parts: partsOf(db, reader, id) };
}

async function* partsOf(db: Database, reader: Actor, id: string): AsyncGenerator<Buffer, void, undefined> {
  for (let part = 0; ; part += 1) {
    const row = await withPerson(db, reader, (tx) =>
      tx
        .selectFrom('attachment_contents')
        .select('body')
        .where('attachment_id', '=', id)
        .where('part', '=', part)
        .executeTakeFirst(),
    );
    if (!row) return;
    yield row.body;
  }
}
