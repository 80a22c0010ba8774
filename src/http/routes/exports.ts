import * as fa from '../../contract/file-answers.ts';
import * as f from '../../contract/file-schemas.ts';
import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { listAudit } from '../../db/reads/audit.ts';
import { exportBatch } from '../../db/reads/exports.ts';
import { listHandovers } from '../../db/reads/handovers.ts';
import { listItems } from '../../db/reads/items.ts';
import { employeesByRef } from '../../db/reads/people.ts';
import { sentence } from '../../i18n/index.ts';
import { toldWhy } from '../../i18n/planning.ts';
import { type Exported, columnsOf, fileNameOf } from '../exports.ts';
import { type Call, SENT, route } from '../route.ts';
import { auditFilter, handoverFilter } from '../list-filters.ts';
import { TABLE_TYPES, chosen, fileWanted, sendTable } from '../table-file.ts';
import { told } from '../told.ts';

const tag = 'exports';
const BATCH = 1_000;
const PAGE = 200;
const who = { may: 'signedIn' } as const;

/** Files out: lists as CSV or Excel, read in batches while they are sent. */
export const exportRoutes = [
  route({
    method: 'get',
    path: '/exports/{records}',
    operationId: 'exportRecords',
    tag,
    summary: {
      en: 'Customers, or records that hang on them, that the caller may export, as CSV or Excel; is logged',
      zh: '导出有权导出的客户或其关联记录（CSV 或 Excel）；会被记录',
    },
    who,
    takes: { params: f.exportParams, query: f.recordsQuery },
    gives: fa.tableFile,
    alsoGives: TABLE_TYPES,
    async handle(call) {
      const { id: exportId, input, as } = call;
      const { records } = input.params;
      const { reveal, owner, customer, state, changedSince } = input.query;
      const filter = { owner: await personId(call, owner), customer, state, changedSince };
      const batchAfter = (after: string | null) =>
        as((tx) => exportBatch(tx, records, { exportId, after, limit: BATCH, reveal, filter }));
      async function* rows() {
        for (let batch = await batchAfter(null); ; batch = await batchAfter(batch.at(-1)?.id ?? null)) {
          for (const { record } of batch) yield record;
          if (batch.length < BATCH) return;
        }
      }
      return send(call, records, rows());
    },
  }),
  route({
    method: 'get',
    path: '/handovers/export',
    operationId: 'exportHandovers',
    tag,
    summary: { en: 'Handovers that the caller may see, as CSV or Excel', zh: '导出可见的移交（CSV 或 Excel）' },
    who,
    takes: { query: s.handoversQuery.omit({ cursor: true, limit: true }).extend(f.fileForm) },
    gives: fa.tableFile,
    alsoGives: TABLE_TYPES,
    async handle(call) {
      const { query } = call.input;
      const filter = await call.as((tx) => handoverFilter(tx, query, call.person.id));
      if (filter === undefined) return send(call, 'handovers', none());
      const rows = paged(call, (tx, cursor) => listHandovers(tx, { ...filter, cursor, limit: PAGE }));
      return send(
        call,
        'handovers',
        each(rows, (row) => ({
          ...row,
          kind: sentence(call.locale, 'labels', `kind.${row.kind}`),
          state: sentence(call.locale, 'labels', `state.${row.state}`),
          step: sentence(call.locale, 'labels', `step.${row.step}`),
          giver_number: row.giver.number,
          giver_name: row.giver.name,
          supervisor_name: row.supervisor.name,
          receivers: row.receivers.map((one) => one.name),
        })),
      );
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/items/export',
    operationId: 'exportItems',
    tag,
    summary: { en: 'The plan and what became of it, as CSV or Excel', zh: '导出移交方案及结果（CSV 或 Excel）' },
    who: { may: 'seeCase' },
    takes: { params: s.handoverParams, query: s.itemsQuery.omit({ cursor: true, limit: true }).extend(f.fileForm) },
    gives: fa.tableFile,
    alsoGives: TABLE_TYPES,
    handle(call) {
      const { params, query } = call.input;
      const rows = paged(call, (tx, cursor) => listItems(tx, params.handoverId, { ...query, cursor, limit: PAGE }));
      return send(
        call,
        'items',
        each(rows, (row) => ({
          ...row,
          customer_name: row.customer?.name ?? null,
          receiver_number: row.receiver.number,
          receiver_name: row.receiver.name,
          why: toldWhy(call.locale, { code: row.why, params: row.whyParams }).whySentence,
          outcome: row.reason === null ? null : sentence(call.locale, 'labels', `reason.${row.reason}`),
        })),
      );
    },
  }),
  route({
    method: 'get',
    path: '/audit/table',
    operationId: 'exportAuditTable',
    tag,
    summary: {
      en: 'The audit log with its sentences, as CSV or Excel; what can be verified is GET /audit/export',
      zh: '导出审计日志及说明（CSV 或 Excel）；可校验的完整日志见 GET /audit/export',
    },
    who: { may: 'roles', roles: ['hr', 'auditor'] },
    takes: { query: s.auditQuery.omit({ cursor: true, limit: true }).extend(f.fileForm) },
    gives: fa.tableFile,
    alsoGives: TABLE_TYPES,
    async handle(call) {
      const { locale, person, input } = call;
      const filter = await call.as((tx) => auditFilter(tx, input.query));
      if (filter === undefined) return send(call, 'audit', none());
      const rows = paged(call, async (tx, cursor) =>
        told(
          await listAudit(tx, {
            ...filter,
            cursor: cursor === undefined ? undefined : Number(cursor),
            limit: PAGE,
            order: 'desc',
          }),
          {
            locale,
            timeZone: person.timeZone,
          },
        ),
      );
      return send(
        call,
        'audit',
        each(rows, (row) => ({
          ...row,
          actor_number: row.actor?.number ?? null,
          actor_name: row.actor?.name ?? null,
          subjectType: row.subject?.type ?? null,
          subjectId: row.subject?.id ?? null,
        })),
      );
    },
  }),
];

interface FileCall extends Pick<Call<{ query: f.FileQuery }>, 'input' | 'locale' | 'person' | 'req' | 'res'> {}
async function send(call: FileCall, of: Exported, rows: AsyncIterable<Record<string, unknown>>): Promise<typeof SENT> {
  const { input, locale, person, req, res } = call;
  const columns = chosen(columnsOf(of, locale), input.query.fields);
  const query = { ...input.query, format: fileWanted(req, input.query) ?? 'csv' };
  await sendTable(
    res,
    { name: fileNameOf(of, locale, person.timeZone), columns, rows },
    { query, timeZone: person.timeZone },
  );
  return SENT;
}

/** All pages of a list, each read in a transaction of its own while the file is sent. */
async function* paged<T>(
  { as }: Pick<Call<unknown>, 'as'>,
  read: (tx: Tx, cursor: string | undefined) => Promise<{ items: T[]; next: string | null }>,
): AsyncGenerator<T> {
  for (let cursor: string | undefined; ;) {
    const from: string | undefined = cursor;
    const page = await as((tx) => read(tx, from));
    yield* page.items;
    if (page.next === null) return;
    cursor = page.next;
  }
}

async function* each<T, U>(items: AsyncIterable<T>, change: (item: T) => U): AsyncGenerator<U> {
  for await (const item of items) yield change(item);
}
async function* none(): AsyncGenerator<never> {}

/** @throws Refusal personNotFound */
async function personId({ as }: Pick<Call<unknown>, 'as'>, ref: string | undefined): Promise<string | undefined> {
  if (ref === undefined) return undefined;
  const person = (await as((tx) => employeesByRef(tx, [ref]))).get(ref);
  if (!person) throw new Refusal('personNotFound', { person: ref });
  return person.id;
}
