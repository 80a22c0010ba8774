import * as z from 'zod';
import { importCounts, person, refusals } from './answers.ts';
import { id } from './schemas.ts';
import { instant } from './times.ts';

/** What answers about imports look like. */

const count = z.int().min(0);
const links = z.strictObject({ self: z.string(), refused: z.string() });

const importSummary = {
  id,
  dataset: z.string(),
  mapping: z.string(),
  dryRun: z.boolean(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  background: z.boolean(),
  fileName: z.string().nullable(),
  bytes: count.nullable(),
  at: instant,
  finishedAt: instant.nullable(),
  actor: person,
  ...importCounts,
  skipped: count,
  accepted: count.meta({
    description: 'inserted, updated and unchanged; of one that runs, so far and not yet committed',
  }),
  failure: z
    .strictObject({ code: z.string(), sentence: z.string() })
    .nullable()
    .meta({ description: 'why nothing was written' }),
  links,
};
export const imports = z.strictObject({
  items: z.array(z.strictObject(importSummary).meta({ id: 'ImportSummary' })),
  next: z.string().nullable(),
});
export const importRecord = z
  .strictObject({
    ...importSummary,
    refusals,
    moreRefusals: count.meta({ description: 'refused rows beyond those that are listed; all are in links.refused' }),
  })
  .meta({ id: 'Import' });
export const importMappings = z.strictObject({
  items: z.array(
    z.strictObject({
      name: z.string(),
      table: z.string(),
      columns: z.array(z.string()).meta({ description: 'columns that the file must have; none: made from the header' }),
      version: z.int().nullable().meta({ description: 'of a mapping that the company wrote' }),
    }),
  ),
});
export const importMapping = z
  .strictObject({ name: z.string(), version: z.int().nullable(), mapping: z.record(z.string(), z.unknown()) })
  .meta({ id: 'ImportMapping' });
export const importPreview = z
  .strictObject({
    format: z.enum(['csv', 'xlsx']),
    encoding: z.string().nullable(),
    delimiter: z.string().nullable(),
    sheets: z.array(z.strictObject({ name: z.string(), hidden: z.boolean() })),
    columns: z.array(z.string()),
    rows: z.array(z.strictObject({ line: count, cells: z.array(z.string()) })),
    mapping: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'as it would be used; to be changed and saved by PUT /imports/mappings/{dataset}/{file}' }),
    choices: z
      .array(
        z.strictObject({
          field: z.string(),
          name: z.string().meta({ description: 'in the language of the request' }),
          column: z.string().nullable().meta({ description: 'column of the file that is called like it' }),
          rule: z.record(z.string(), z.unknown()).meta({
            description: 'with `from` beside it, what a mapping says of the field; of source_id, of sourceId',
          }),
        }),
      )
      .meta({ description: 'what a column can be read into; empty for tables that no header tells' }),
    unread: z.array(z.string()).meta({ description: 'columns that the mapping does not read' }),
    problem: z.strictObject({ code: z.string(), sentence: z.string() }).nullable(),
  })
  .meta({ id: 'ImportPreview' });
export const tableFile = z.string().meta({ description: 'CSV or a workbook of Excel' });
