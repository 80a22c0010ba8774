import * as z from 'zod';
import { id } from './schemas.ts';
import { instant } from './times.ts';

/** What requests and answers about mail templates look like. */

const LANGUAGES = ['zh-CN', 'en'] as const;
const subject = z.string().trim().min(1).max(300);
const body = z.string().trim().min(1).max(20_000);
const version = z.coerce.number().int().min(0).max(1_000_000);
const said = version.meta({ description: '0: the text that comes with the product' });

export const templateParams = z.strictObject({ key: z.string().regex(/^[\w.]{1,100}$/), language: z.enum(LANGUAGES) });
export const templateRequest = z.strictObject({
  subject,
  body,
  note: z.string().trim().min(1).max(500).optional().meta({ description: 'why, for those who look at the history' }),
  basedOn: version.meta({ description: 'the newest version that its author looked at; 0: there was none' }),
});
export const publishRequest = z.strictObject({ version: said });
export const templatePreviewRequest = z
  .strictObject({
    subject: subject.optional(),
    body: body.optional(),
    version: said
      .optional()
      .meta({ description: 'of a text that is kept; absent: the given one, else the one that is sent' }),
    handoverId: id
      .optional()
      .meta({ description: 'a case from which the values are taken; absent: names stand for them' }),
  })
  .refine((r) => (r.subject === undefined) === (r.body === undefined), { path: ['body'], error: 'field.bothParts' });
export const compareQuery = z.strictObject({ from: said, to: said });

const text = { subject: z.string(), body: z.string() };
const count = z.int().min(0);
export const templates = z.strictObject({
  items: z.array(
    z.strictObject({
      key: z.string(),
      variables: z.array(z.string()),
      languages: z.array(
        z.strictObject({
          language: z.enum(LANGUAGES),
          sent: count.meta({ description: 'version that is sent; 0: the one that comes with the product' }),
          newest: count,
        }),
      ),
    }),
  ),
});
export const template = z
  .strictObject({
    key: z.string(),
    language: z.enum(LANGUAGES),
    variables: z.array(z.string()),
    sent: count,
    builtIn: z.strictObject(text),
    versions: z.array(
      z.strictObject({
        version: count,
        ...text,
        note: z.string().nullable(),
        by: z.strictObject({ id, number: z.string(), name: z.string() }),
        at: instant,
      }),
    ),
  })
  .meta({ id: 'MailTemplate' });
export const templatePreview = z.strictObject({
  ...text,
  text: z.string().meta({ description: 'as it would be sent, with its footer' }),
});
const lines = z.array(z.strictObject({ change: z.enum(['same', 'added', 'removed']), line: z.string() }));
export const templateComparison = z.strictObject({ subject: lines, body: lines });
