import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { attachmentContent } from '../../contract/record-schemas.ts';
import { idParams } from '../../contract/schemas.ts';
import { contentOf, keepContent } from '../../db/intake/attachments.ts';
import { limited } from '../limited.ts';
import { isReaderGone } from '../reader-gone.ts';
import { SENT, route } from '../route.ts';

const tag = 'records';
const who = { may: 'signedIn' } as const;
const MOST_BYTES = 25 * 1024 ** 2;
const BYTES = 'application/octet-stream';

/** What is in the files whose records hang on customers. */
export const attachmentRoutes = [
  route({
    method: 'put',
    path: '/attachments/{id}/content',
    operationId: 'putAttachmentContent',
    tag,
    summary: {
      en: 'Send the content of an attachment, up to 25 MiB: the bytes that its record describes',
      zh: '上传附件内容（至多 25 MiB），须与记录所述的字节一致',
    },
    who,
    takes: { params: idParams },
    gives: attachmentContent,
    bodyType: BYTES,
    handle: ({ input: { params }, req, as }) =>
      as((tx) => keepContent(tx, params.id, limited(req, MOST_BYTES, '25 MiB'))),
  }),
  route({
    method: 'get',
    path: '/attachments/{id}/content',
    operationId: 'getAttachmentContent',
    tag,
    summary: {
      en: 'Fetch the content of an attachment, as a file; the access log keeps who did',
      zh: '下载附件内容；访问日志会记录',
    },
    who,
    takes: { params: idParams },
    gives: z.string().meta({ description: 'the bytes' }),
    alsoGives: BYTES,
    async handle({ input: { params }, deps, person, scope, res }) {
      const content = await contentOf(deps.db, { id: person.id, scope }, params.id);
      // Whatever it holds, no browser is to open it as a page of ours.
      res.attachment(content.fileName).status(200).set({
        'Content-Type': BYTES,
        'Cache-Control': 'no-store',
      });
      await pipeline(Readable.from(content.parts), res).catch((error: unknown) => {
        if (!isReaderGone(error)) throw error;
      });
      return SENT;
    },
  }),
];
