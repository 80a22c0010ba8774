import { Readable } from 'node:stream';
import type { Request } from 'express';
import * as a from '../../contract/answers.ts';
import * as fa from '../../contract/file-answers.ts';
import * as f from '../../contract/file-schemas.ts';
import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import { listImports, readImport, readRefusedHeader, refusedAfter } from '../../db/reads/imports.ts';
import { type Locale, sentence } from '../../i18n/index.ts';
import { allMappings, deleteMapping, mappingNamed, readMapping, saveMapping } from '../../imports/company-mappings.ts';
import { ImportCancelled, ImportError } from '../../imports/errors.ts';
import { choicesOf, isGuessed } from '../../imports/headers.ts';
import { mappingSchema } from '../../imports/mapping.ts';
import { previewFile } from '../../imports/preview.ts';
import { beginImport, cancelImport, storeFile } from '../../imports/record.ts';
import type { FileForm } from '../../imports/rows.ts';
import { checkedDataset, mustBeHr, nameOf, runImport } from '../../imports/run.ts';
import { XLSX_TYPE } from '../../render/xlsx.ts';
import { labelOfColumn } from '../exports.ts';
import { versionIn } from '../if-match.ts';
import { limited } from '../limited.ts';
import { type Call, SENT, otherAnswer, route } from '../route.ts';
import { TABLE_TYPES, chosen, fileWanted, sendTable } from '../table-file.ts';

const tag = 'imports';
const FILE_LIMIT_BYTES = 1024 ** 3;
const REFUSED_AT_ONCE = 500;
const readers = { may: 'roles', roles: ['hr', 'ops', 'auditor', 'service'] } as const;
const importers = { may: 'roles', roles: ['hr', 'service'] } as const;
const begun = otherAnswer(202, fa.importRecord);

/** Files into the CRM. */
export const importRoutes = [
  route({
    method: 'post',
    path: '/imports',
    operationId: 'importCsv',
    tag,
    summary: {
      en: 'Import a file, CSV or Excel; a dry run changes nothing; in the background with Prefer: respond-async',
      zh: '导入 CSV 或 Excel 文件；试运行不写入；Prefer: respond-async 为后台导入',
    },
    who: importers,
    takes: { query: f.importQuery },
    gives: a.importResult,
    instead: [begun],
    bodyType: TABLE_TYPES,
    idempotency: 'optional',
    headers: ['Prefer'],
    handle: (call) =>
      refusing(call.locale, async () => {
        const { query } = call.input;
        if (query.background || /(^|[,;\s])respond-async($|[,;\s])/i.test(call.req.get('Prefer') ?? ''))
          return begun.of(await takeLater(call));
        const mapping = await call.as((tx) => mappingNamed(tx, query.mapping));
        const done = await runImport({
          db: call.deps.db,
          personId: call.person.id,
          dataset: datasetOf(query),
          mapping,
          body: fileOf(call.req),
          form: formOf(call.req, query),
          dryRun: query.dryRun,
          fileName: query.fileName,
        });
        return {
          importId: done.importId,
          dataset: done.dataset,
          mapping: done.mapping,
          dryRun: done.dryRun,
          read: done.read,
          inserted: done.inserted,
          updated: done.updated,
          unchanged: done.unchanged,
          refused: done.refused,
          skipped: done.skipped,
          before: done.before,
          after: done.after,
          refusals: tellRefusals(done.refusals, call.locale),
          moreRefusals: done.refused - done.refusals.length,
        };
      }),
  }),
  route({
    method: 'get',
    path: '/imports',
    operationId: 'listImports',
    tag,
    summary: { en: 'Imports, newest first', zh: '导入记录，新的在前' },
    who: readers,
    takes: { query: f.importsQuery },
    gives: fa.imports,
    async handle({ input, locale, deps, as }) {
      const page = await as((tx) => listImports(tx, input.query));
      return { ...page, items: page.items.map((one) => shown(one, locale, deps.publicUrl)) };
    },
  }),
  route({
    method: 'post',
    path: '/imports/preview',
    operationId: 'previewImport',
    tag,
    summary: {
      en: 'What a file holds and how it would be mapped; nothing is written',
      zh: '预览文件内容与映射建议，不写入',
    },
    who: importers,
    takes: { query: f.previewQuery },
    gives: fa.importPreview,
    bodyType: TABLE_TYPES,
    handle: ({ input: { query }, locale, req, as }) =>
      refusing(locale, async () => {
        const mapping = await as((tx) => mappingNamed(tx, query.mapping));
        const seen = await previewFile(fileOf(req), formOf(req, query), mapping);
        const problem = seen.problem && { code: seen.problem.code, sentence: told(locale, seen.problem) };
        const table = 'guess' in mapping ? mapping.guess : mapping.table;
        const choices = isGuessed(table) ? choicesOf(table, seen.columns) : [];
        const named = choices.map(({ key, ...choice }) => ({ ...choice, name: labelOfColumn(table, key, locale) }));
        if (seen.mapping === null) return { ...seen, mapping: null, choices: named, problem };
        const { name: _, ...body } = seen.mapping;
        return { ...seen, mapping: body, choices: named, problem };
      }),
  }),
  route({
    method: 'get',
    path: '/imports/mappings',
    operationId: 'listMappings',
    tag,
    summary: { en: 'The mappings that files can be imported with', zh: '可用的导入映射' },
    who: readers,
    takes: {},
    gives: fa.importMappings,
    handle: async ({ as }) => ({ items: await as(allMappings) }),
  }),
  route({
    method: 'get',
    path: '/imports/mappings/{dataset}/{file}',
    operationId: 'getMapping',
    tag,
    summary: { en: 'A mapping', zh: '一个导入映射' },
    who: readers,
    takes: { params: f.mappingParams },
    gives: fa.importMapping,
    handle: ({ input: { params }, res, as }) =>
      refusing('en', async () => {
        const name = `${params.dataset}/${params.file}`;
        const found = await as((tx) => readMapping(tx, name));
        if (found.version !== null) res.set('ETag', `"${found.version}"`);
        return { name, version: found.version, mapping: record(found.body) };
      }).catch(hidden),
  }),
  route({
    method: 'put',
    path: '/imports/mappings/{dataset}/{file}',
    operationId: 'saveMapping',
    tag,
    summary: { en: 'Save a mapping of files of the company', zh: '保存公司自有文件的映射' },
    who: importers,
    takes: { params: f.mappingParams, body: mappingSchema },
    gives: fa.importMapping,
    ifMatch: 'optional',
    handle: ({ input: { params, body }, locale, person, req, res, as }) =>
      refusing(locale, async () => {
        const name = `${params.dataset}/${params.file}`;
        const expected = versionIn(req.get('If-Match'));
        const version = await as((tx) => saveMapping(tx, { name, body, personId: person.id }, expected));
        if (version === undefined) throw new Refusal('versionDiffers');
        res.set('ETag', `"${version}"`);
        return { name, version, mapping: body };
      }),
  }),
  route({
    method: 'delete',
    path: '/imports/mappings/{dataset}/{file}',
    operationId: 'deleteMapping',
    tag,
    summary: { en: 'Delete a mapping that the company wrote', zh: '删除公司自有的映射' },
    who: importers,
    takes: { params: f.mappingParams },
    gives: fa.importMapping.pick({ name: true }),
    async handle({ input: { params }, as }) {
      const name = `${params.dataset}/${params.file}`;
      if (!(await as((tx) => deleteMapping(tx, name)))) throw new Refusal('notFound');
      return { name };
    },
  }),
  route({
    method: 'get',
    path: '/imports/{id}',
    operationId: 'getImport',
    tag,
    summary: { en: 'An import, how far it is, and the rows that it refused', zh: '一次导入、其进度及被拒绝的行' },
    who: readers,
    takes: { params: s.idParams },
    gives: fa.importRecord,
    handle: (call) => importOf(call, call.input.params.id),
  }),
  route({
    method: 'post',
    path: '/imports/{id}/cancel',
    operationId: 'cancelImport',
    tag,
    summary: {
      en: 'Call an import off that has not ended; nothing of it stays',
      zh: '取消尚未结束的导入，不留任何数据',
    },
    who: importers,
    takes: { params: s.idParams },
    gives: fa.importRecord,
    status: 202,
    async handle(call) {
      const { id } = call.input.params;
      const state = await call.as((tx) => cancelImport(tx, id));
      if (state === undefined) throw new Refusal('notFound');
      if (state === 'done' || state === 'failed') throw new Refusal('importEnded');
      return importOf(call, id);
    },
  }),
  route({
    method: 'get',
    path: '/imports/{id}/refused',
    operationId: 'getRefusedRows',
    tag,
    summary: {
      en: 'The refused rows as they stand in the file, with the reasons, to be corrected and sent again',
      zh: '被拒绝的行（原样附原因），更正后可重新导入',
    },
    who: importers,
    takes: { params: s.idParams, query: f.fileQuery },
    gives: fa.tableFile,
    alsoGives: TABLE_TYPES,
    async handle({ input: { params, query }, locale, person, req, res, as }) {
      const of = await as((tx) => readRefusedHeader(tx, params.id));
      if (!of) throw new Refusal('notFound');
      // Reasons stand before the cells of the file: columns that no mapping reads.
      const reasons = ['line', 'column', 'value', 'reason'].map((key) => ({
        key: `#${key}`,
        label: `#${sentence(locale, 'exports', `refused.${key}`)}`,
        type: key === 'line' ? ('number' as const) : ('text' as const),
      }));
      const header = (of.header ?? []).map((label, at) => ({ key: String(at), label, type: 'text' as const }));
      async function* rows() {
        for (let line = -1; ;) {
          const batch = await as((tx) => refusedAfter(tx, params.id, line, REFUSED_AT_ONCE));
          for (const row of batch)
            yield {
              '#line': row.line,
              '#column': row.column_name,
              '#value': row.value,
              '#reason': sentence(locale, 'imports', row.code, plain(row.params)),
              ...Object.fromEntries(row.cells.entries()),
            };
          const last = batch.at(-1);
          if (batch.length < REFUSED_AT_ONCE || last === undefined) return;
          line = last.line;
        }
      }
      const format = fileWanted(req, query) ?? 'csv';
      const name = `${of.dataset}-${sentence(locale, 'exports', 'file.refused')}`;
      const columns = chosen([...reasons, ...header], query.fields);
      // The file's own header, whatever the reader's language.
      await sendTable(
        res,
        { name, columns, rows: rows() },
        { query: { ...query, header: 'labels', format }, timeZone: person.timeZone },
      );
      return SENT;
    },
  }),
];

type ImportCall = Call<{ query: Query }>;
interface Query {
  mapping: string;
  dataset?: string | undefined;
  dryRun: boolean;
  fileName?: string | undefined;
  encoding?: FileForm['encoding'];
  delimiter?: FileForm['delimiter'];
  sheet?: string | undefined;
}
const datasetOf = ({ dataset, mapping }: Query) => dataset ?? mapping.split('/')[0] ?? '';

/** Keeps the file; a process of the API imports it (src/imports/jobs.ts). @returns the import as it waits */
async function takeLater(call: ImportCall) {
  const { id, input, person, req, res, as, deps } = call;
  const { query } = input;
  const dataset = checkedDataset(datasetOf(query));
  const form = formOf(req, query);
  await as(async (tx) => {
    await mustBeHr(tx, person.id);
    // The same request again, whose process died before it had answered.
    if (await readImport(tx, id)) return;
    const mapping = nameOf(await mappingNamed(tx, query.mapping));
    const { dryRun, fileName } = query;
    await beginImport(tx, { id, personId: person.id, dataset, mapping, dryRun, fileName, form }, 'waiting');
    await storeFile(tx, id, fileOf(req));
  });
  deps.imports?.ring();
  res.set('Preference-Applied', 'respond-async');
  return importOf(call, id);
}

async function importOf({ as, locale, deps }: Pick<ImportCall, 'as' | 'locale' | 'deps'>, id: string) {
  const found = await as((tx) => readImport(tx, id));
  if (!found) throw new Refusal('notFound');
  return { ...shown(found, locale, deps.publicUrl), refusals: tellRefusals(found.refusals, locale) };
}

function shown<T extends { id: string; failure: { code: string; params: Record<string, unknown> } | null }>(
  one: T,
  locale: Locale,
  publicUrl: string,
) {
  const self = `${publicUrl}/api/v1/imports/${one.id}`;
  const { failure } = one;
  return {
    ...one,
    failure: failure && {
      code: failure.code,
      sentence: sentence(locale, 'imports', failure.code, plain(failure.params)),
    },
    links: { self, refused: `${self}/refused` },
  };
}

function formOf(
  req: Request,
  { encoding, delimiter, sheet }: Pick<Query, 'encoding' | 'delimiter' | 'sheet'>,
): FileForm {
  if (req.is(XLSX_TYPE)) return { format: 'xlsx', sheet };
  // RFC 7111 and common use: the encoding as a parameter of the type.
  const said = /charset="?([\w-]+)/i.exec(req.get('Content-Type') ?? '')?.[1]?.toLowerCase();
  const charset = said === undefined ? undefined : CHARSETS[said];
  return { format: 'csv', encoding: encoding ?? charset, delimiter };
}
const CHARSETS: Record<string, FileForm['encoding']> = {
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
};

/** @throws Refusal importRefused for what the file or its mapping is to blame for */
async function refusing<T>(locale: Locale, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ImportCancelled) throw new Refusal('importCancelled');
    if (!(error instanceof ImportError)) throw error;
    throw new Refusal('importRefused', { why: told(locale, error), code: error.code });
  }
}
function hidden(error: unknown): never {
  throw error instanceof Refusal && error.type === 'importRefused' ? new Refusal('notFound') : error;
}
const told = (locale: Locale, { code, params }: ImportError) => sentence(locale, 'imports', code, params);

const record = (json: unknown): Record<string, unknown> =>
  typeof json === 'object' && json !== null ? { ...json } : {};
const plain = (params: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(params).filter(
      (p): p is [string, string | number] => typeof p[1] === 'string' || typeof p[1] === 'number',
    ),
  );

function tellRefusals<T extends { code: string; params: Record<string, unknown> }>(refusals: T[], locale: Locale) {
  return refusals.map((row) => ({ ...row, sentence: sentence(locale, 'imports', row.code, plain(row.params)) }));
}

const fileOf = (req: Request) => Readable.from(limited(req, FILE_LIMIT_BYTES, '1 GiB'));
