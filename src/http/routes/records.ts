import * as z from 'zod';
import { Refusal } from '../../contract/failures.ts';
import {
  RECORD_KINDS,
  type RecordKind,
  bulkRequest,
  changeRequest,
  createRequest,
  deletedQuery,
  deletedRecord,
  deletedRecords,
  listAnswer,
  recordAnswer,
  recordsQuery,
  restoredRecord,
} from '../../contract/record-schemas.ts';
import { idParams } from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { deleteRecord, putBackRecord } from '../../db/intake/deleted-records.ts';
import { changeRecord, createRecord, lockRecords } from '../../db/intake/records.ts';
import { listDeleted, readDeleted } from '../../db/reads/deleted-records.ts';
import { type RecordFilter, type Shown, listRecords, readRecord } from '../../db/reads/records.ts';
import { bulk, bulkAnswer } from '../bulk.ts';
import { etagIn } from '../if-match.ts';
import { type Route, route } from '../route.ts';

const who = { may: 'signedIn' } as const;

/** What hangs on customers: the same routes for each kind of record, made from its description. */
export const recordRoutes: Route[] = [
  ...Object.values(RECORD_KINDS).flatMap(routesOf),
  route({
    method: 'get',
    path: '/deleted-records',
    operationId: 'listDeletedRecords',
    tag: 'records',
    summary: { en: 'Records that were deleted and can be put back', zh: '已删除、仍可恢复的记录' },
    who,
    takes: { query: deletedQuery },
    gives: deletedRecords,
    handle: ({ input, as }) => as((tx) => listDeleted(tx, input.query)),
  }),
  route({
    method: 'post',
    path: '/deleted-records/{id}/restore',
    operationId: 'restoreRecord',
    tag: 'records',
    summary: { en: 'Put a deleted record back as it was', zh: '恢复已删除的记录' },
    who,
    takes: { params: idParams },
    gives: restoredRecord,
    idempotency: 'optional',
    async handle({ input: { params }, as }) {
      const type = await as((tx) => putBackRecord(tx, params.id));
      const path = Object.values(RECORD_KINDS).find((kind) => kind.type === type)?.path ?? '';
      return { id: params.id, type, links: { self: `/api/v1/${path}/${params.id}` } };
    },
  }),
];

function routesOf(kind: RecordKind): Route[] {
  const { path, many, one, label } = kind;
  const tag = 'records';
  const [create, change, answer] = [createRequest(kind), changeRequest(kind), recordAnswer(kind)];
  const found = async (tx: Tx, id: string) => {
    const record = await readRecord(tx, kind, id);
    if (record === undefined) throw new Refusal('notFound');
    return record;
  };
  const remove = async (tx: Tx, id: string, etag: string | null) => {
    await found(tx, id);
    await deleteRecord(tx, kind, id, etag);
    return deleted(tx, id);
  };
  return [
    route({
      method: 'get',
      path: `/${path}`,
      operationId: `list${many}`,
      tag,
      summary: {
        en: `List ${label.ens}: of one customer, or all that the caller may see`,
        zh: `${label.zh}列表：某客户的，或全部可见的`,
      },
      who,
      takes: { query: recordsQuery(kind) },
      gives: listAnswer(answer),
      handle: ({ input, person, as }) => as((tx) => listRecords(tx, kind, input.query as RecordFilter, person.id)),
    }),
    route({
      method: 'post',
      path: `/${path}`,
      operationId: `create${one}`,
      tag,
      summary: { en: `Enter a ${label.en}`, zh: `录入${label.zh}` },
      who,
      takes: { body: create },
      gives: answer,
      status: 201,
      idempotency: 'optional',
      handle: ({ input: { body }, id, person, res, as }) =>
        as(async (tx) => {
          await createRecord(tx, kind, body, { id, me: person.id });
          return tagged(res, await made(tx, kind, id));
        }),
    }),
    route({
      method: 'post',
      path: `/${path}/bulk`,
      operationId: `bulk${many}`,
      tag,
      summary: {
        en: `Up to 500 operations on ${label.ens}: each answered by itself, or all or none`,
        zh: `批量操作${label.zh}（最多 500 项）：逐项应答，或全部成功或全部不做`,
      },
      who,
      takes: { body: bulkRequest },
      gives: bulkAnswer(kind.stays ? answer : z.union([answer, deletedRecord])),
      idempotency: 'optional',
      handle: (call) =>
        bulk(call, {
          create,
          change,
          make: async (tx, value, id) => {
            await createRecord(tx, kind, value, { id, me: call.person.id });
            return made(tx, kind, id);
          },
          lock: (tx, ids) => lockRecords(tx, kind, ids),
          alter: async (tx, id, value, etag) => {
            await changeRecord(tx, kind, id, value, { etag, me: call.person.id });
            return found(tx, id);
          },
          ...(kind.stays ? {} : { remove }),
        }),
    }),
    route({
      method: 'get',
      path: `/${path}/{id}`,
      operationId: `get${one}`,
      tag,
      summary: { en: `A ${label.en}, with an ETag`, zh: `一条${label.zh}（含 ETag）` },
      who,
      takes: { params: idParams },
      gives: answer,
      partial: true,
      handle: async ({ input: { params }, res, as }) => tagged(res, await as((tx) => found(tx, params.id))),
    }),
    route({
      method: 'patch',
      path: `/${path}/{id}`,
      operationId: `change${one}`,
      tag,
      summary: {
        en: `Change what is named of a ${label.en}; null clears. If-Match says which version was seen`,
        zh: `修改${label.zh}中所列的字段，null 表示清空；须以 If-Match 说明所见版本`,
      },
      who,
      takes: { params: idParams, body: change },
      gives: answer,
      ifMatch: 'required',
      handle: ({ input: { params, body }, person, req, res, as }) => {
        const etag = etagIn(req.get('If-Match'));
        return as(async (tx) => {
          await changeRecord(tx, kind, params.id, body, { etag, me: person.id });
          return tagged(res, await found(tx, params.id));
        });
      },
    }),
    ...(kind.stays
      ? []
      : [
          route({
            method: 'delete',
            path: `/${path}/{id}`,
            operationId: `delete${one}`,
            tag,
            summary: {
              en: `Delete a ${label.en}; for 30 days it can be put back. If-Match says which version was seen`,
              zh: `删除${label.zh}，30 天内可恢复；须以 If-Match 说明所见版本`,
            },
            who,
            takes: { params: idParams },
            gives: deletedRecord,
            ifMatch: 'required',
            handle: ({ input: { params }, req, as }) => {
              const etag = etagIn(req.get('If-Match'));
              return as((tx) => remove(tx, params.id, etag));
            },
          }),
        ]),
  ];
}

/** @throws Refusal notFound: it was of nobody's customer, and is now out of the person's sight */
async function deleted(tx: Tx, id: string) {
  const record = await readDeleted(tx, id);
  if (record === undefined) throw new Refusal('notFound');
  return record;
}

/** A record that was just made. What was made for somebody who has a successor may be that one's alone: then its place is all to say. */
const made = async (tx: Tx, kind: RecordKind, id: string): Promise<Shown> =>
  (await readRecord(tx, kind, id)) ?? { id, links: { self: `/api/v1/${kind.path}/${id}` } };

function tagged<T extends Shown>(res: { setHeader(name: string, value: string): unknown }, record: T): T {
  if (typeof record.etag === 'string') res.setHeader('ETag', `"${record.etag}"`);
  return record;
}
