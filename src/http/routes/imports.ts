import { Readable } from 'node:stream';
import type { Request } from 'express';
import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import { readImport } from '../../db/reads/imports.ts';
import { type Locale, sentence } from '../../i18n/index.ts';
import { ImportError } from '../../imports/errors.ts';
import { listMappings, loadMapping } from '../../imports/mappings.ts';
import { runImport } from '../../imports/run.ts';
import { route } from '../route.ts';

const tag = 'imports';
const FILE_LIMIT_BYTES = 1024 ** 3;

/** Files into the CRM. */
export const importRoutes = [
  route({
    method: 'post',
    path: '/imports',
    operationId: 'importCsv',
    tag,
    summary: { en: 'Import a CSV file; a dry run changes nothing', zh: '导入 CSV 文件；试运行不写入' },
    who: { may: 'roles', roles: ['hr'] },
    takes: { query: s.importQuery },
    gives: a.importResult,
    bodyType: 'text/csv',
    async handle({ input: { query }, person, deps, locale, req }) {
      try {
        const mapping = loadMapping(query.mapping);
        const dataset = query.dataset ?? query.mapping.split('/')[0] ?? '';
        const done = await runImport({
          db: deps.db,
          personId: person.id,
          dataset,
          mapping,
          body: Readable.from(limited(req)),
          dryRun: query.dryRun,
        });
        return {
          ...done,
          refusals: tellRefusals(done.refusals, locale),
          moreRefusals: done.refused - done.refusals.length,
        };
      } catch (error) {
        if (!(error instanceof ImportError)) throw error;
        throw new Refusal('importRefused', {
          why: sentence(locale, 'imports', error.code, error.params),
          code: error.code,
        });
      }
    },
  }),
  route({
    method: 'get',
    path: '/imports/mappings',
    operationId: 'listMappings',
    tag,
    summary: { en: 'The mappings that files can be imported with', zh: '可用的导入映射' },
    who: { may: 'roles', roles: ['hr', 'ops', 'auditor'] },
    takes: {},
    gives: a.importMappings,
    handle: () => Promise.resolve({ items: listMappings() }),
  }),
  route({
    method: 'get',
    path: '/imports/{id}',
    operationId: 'getImport',
    tag,
    summary: { en: 'An import and the rows that it refused', zh: '一次导入及被拒绝的行' },
    who: { may: 'roles', roles: ['hr', 'ops', 'auditor'] },
    takes: { params: s.idParams },
    gives: a.importRecord,
    async handle({ input, locale, as }) {
      const found = await as((tx) => readImport(tx, input.params.id));
      if (!found) throw new Refusal('notFound');
      return { ...found, refusals: tellRefusals(found.refusals, locale) };
    },
  }),
];

function tellRefusals<T extends { code: string; params: Record<string, unknown> }>(refusals: T[], locale: Locale) {
  return refusals.map((row) => {
    const plain = Object.entries(row.params).filter((p): p is [string, string | number] => typeof p[1] !== 'object');
    return { ...row, sentence: sentence(locale, 'imports', row.code, Object.fromEntries(plain)) };
  });
}

/** The request's body, broken off beyond the limit; the socket stays open for the answer. */
async function* limited(req: Request): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('the body of a request comes as bytes');
    bytes += chunk.length;
    if (bytes > FILE_LIMIT_BYTES) throw new Refusal('payloadTooLarge', { limit: '1 GiB' });
    yield chunk;
  }
}
