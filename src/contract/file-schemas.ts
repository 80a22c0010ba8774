import * as z from 'zod';
import { id } from './schemas.ts';
import { inAnyZone } from './times.ts';

/** What requests for files look like: imports, exports. Unknown fields are refused; what answers look like is in file-answers.ts. */

const limit = z.coerce.number().int().min(1).max(200).default(50);
const personRef = z.string().trim().min(1).max(64).meta({ description: 'id or employee number' });

const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const;

const form = {
  encoding: z
    .enum(['utf-8', 'utf-16le', 'utf-16be', 'gb18030'])
    .optional()
    .meta({ description: 'of a CSV file; absent: by its byte order mark, else UTF-8 where it is valid, else GB18030' }),
  delimiter: z
    .enum(['comma', 'semicolon', 'tab', 'pipe'])
    .transform((name) => DELIMITERS[name])
    .optional()
    .meta({ description: 'of a CSV file; absent: what the mapping says, else what the header has most of' }),
  sheet: z
    .string()
    .min(1)
    .max(31)
    .optional()
    .meta({ description: 'of a workbook; absent: the first that is not hidden' }),
};
const mappingName = z.string().min(1).max(200).meta({
  description: 'name of a mapping, see GET /imports/mappings; standard/customers and its like are made from the header',
});

export const importQuery = z.strictObject({
  dataset: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .optional()
    .meta({ description: 'where the rows come from; absent: the first part of the mapping’s name' }),
  mapping: mappingName,
  dryRun: z.stringbool().default(false),
  ...form,
  fileName: z.string().trim().min(1).max(255).optional(),
  background: z
    .stringbool()
    .default(false)
    .meta({ description: '202 at once, as Prefer: respond-async; the import is at its Location' }),
});
export const previewQuery = z.strictObject({ mapping: mappingName.default('standard/customers'), ...form });
export const importsQuery = z.strictObject({
  cursor: id.optional(),
  limit,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']).optional(),
  dataset: z.string().max(63).optional(),
});
const part = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/);
export const mappingParams = z.strictObject({ dataset: part, file: part });

const fields = z
  .string()
  .regex(/^\w+(,\w+)*$/, { error: 'field.list' })
  .transform((list) => list.split(','))
  .refine((list) => new Set(list).size === list.length, { error: 'field.repeated' })
  .optional()
  .meta({ description: 'names of columns, with commas between; absent: all' });
export const fileForm = {
  format: z.enum(['csv', 'xlsx']).optional().meta({ description: 'absent: by Accept' }),
  encoding: z.enum(['utf-8', 'gb18030']).default('utf-8').meta({ description: 'of CSV' }),
  bom: z
    .stringbool()
    .default(true)
    .meta({ description: 'whether CSV in UTF-8 begins with a byte order mark, by which Excel knows it' }),
  header: z
    .enum(['labels', 'names'])
    .default('labels')
    .meta({ description: 'labels: in the reader’s language; names: for programs' }),
  fields,
};
export const fileQuery = z.strictObject(fileForm);
export type FileQuery = z.output<typeof fileQuery>;

export const EXPORTS = [
  'customers',
  'contacts',
  'orders',
  'opportunities',
  'contracts',
  'projects',
  'preferences',
  'notes',
  'communications',
  'tasks',
  'calendar_events',
  'feedback',
  'approvals',
] as const;
export const exportParams = z.strictObject({ records: z.enum(EXPORTS) });
export const recordsQuery = z.strictObject({
  ...fileForm,
  owner: personRef.optional(),
  customer: id.optional(),
  state: z.string().min(1).max(30).optional(),
  changedSince: inAnyZone.optional(),
  reveal: z
    .stringbool()
    .default(false)
    .meta({ description: 'sensitive fields as they are; is logged. Otherwise they are masked' }),
});
