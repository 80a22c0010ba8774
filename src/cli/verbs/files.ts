import * as z from 'zod';
import type { FilePath } from '../../client/index.ts';
import { exportQuery } from '../../contract/access-schemas.ts';
import * as fa from '../../contract/file-answers.ts';
import * as f from '../../contract/file-schemas.ts';
import { auditQuery, handoversQuery, itemsQuery } from '../../contract/schemas.ts';
import { action, resource } from '../actions.ts';
import type { Verb } from '../verb.ts';

const paging = { cursor: true, limit: true } as const;
const file = (route: `GET ${FilePath}`, where: z.ZodObject) => action(route, z.string(), [], { where, file: 'only' });
const run = [
  'id',
  'mapping',
  'state',
  'dryRun',
  'at',
  'finishedAt',
  'actor',
  'read',
  'inserted',
  'updated',
  'refused',
] as const;
const outcome = { refusals: ['line', 'column', 'value', 'sentence'] };

/** Lists and records as files, and what became of files that came. */
export const fileVerbs: readonly Verb[] = [
  resource('export', {
    records: file('GET /exports/{records}', f.recordsQuery),
    customers: file('GET /customers/export', exportQuery),
    handovers: file('GET /handovers/export', handoversQuery.omit(paging).extend(f.fileForm)),
    items: file('GET /handovers/{handoverId}/items/export', itemsQuery.omit(paging).extend(f.fileForm)),
    audit: file('GET /audit/table', auditQuery.omit(paging).extend(f.fileForm)),
    log: file('GET /audit/export', z.strictObject({})),
  }),
  resource('imports', {
    list: action('GET /imports', fa.imports, run, { where: f.importsQuery }),
    show: action('GET /imports/{id}', fa.importRecord, [...run, 'failure', 'moreRefusals'], { tables: outcome }),
    cancel: action('POST /imports/{id}/cancel', fa.importRecord, run),
    refused: file('GET /imports/{id}/refused', f.fileQuery),
    look: action(
      'POST /imports/preview',
      fa.importPreview,
      ['format', 'encoding', 'delimiter', 'sheets', 'unread', 'problem'],
      {
        where: f.previewQuery,
        tables: { rows: ['line', 'cells'] },
        upload: true,
      },
    ),
    mappings: action('GET /imports/mappings', fa.importMappings, ['name', 'table', 'version', 'columns']),
    mapping: action('GET /imports/mappings/{dataset}/{file}', fa.importMapping, ['name', 'version', 'mapping']),
    'save-mapping': action('PUT /imports/mappings/{dataset}/{file}', fa.importMapping, ['name', 'version'], {
      set: z.record(z.string(), z.unknown()),
      version: true,
    }),
    'delete-mapping': action('DELETE /imports/mappings/{dataset}/{file}', fa.importMapping.pick({ name: true }), [
      'name',
    ]),
  }),
];
