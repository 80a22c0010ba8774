import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetDeletedRecords } from '../../src/db/intake/deleted-records.ts';
import { type Company, type Person, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type TestApi, startTestApi } from './api.ts';

let database: TestDatabase;
let api: TestApi;
let c: Company;
let other: Company;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { customers: 1, receivers: 1 });
  other = await makeCompany(database.admin, { customers: 1, receivers: 0 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

async function describe(body: Buffer, over: object = {}): Promise<string> {
  const made = await api.post(c.giver, 'attachments', {
    customerId: c.customerIds[0],
    fileName: '合同 "终稿".pdf',
    mediaType: 'application/pdf',
    bytes: body.length,
    sha256: createHash('sha256').update(body).digest('hex'),
    ...over,
  });
  expect(made).toMatchObject({ status: 201, body: { storageKey: 'database' } });
  return made.body.id;
}
const call = async (method: string, as: Person, id: string, body?: Buffer, type = 'application/octet-stream') =>
  fetch(`${api.url}/api/v1/attachments/${id}/content`, {
    method,
    headers: {
      authorization: `Bearer ${await api.tokenFor(as.number)}`,
      ...(body && { 'content-type': type }),
    },
    body: body ? new Uint8Array(body) : null,
  });
async function send(as: Person, id: string, body: Buffer, type?: string) {
  const response = await call('PUT', as, id, body, type);
  // oxlint-disable-next-line typescript/no-explicit-any -- a record or a problem
  const json: any = await response.json();
  return { status: response.status, body: json };
}
const fetched = (as: Person, id: string) => call('GET', as, id);
const pdf = (bytes: number) => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes)]);
const parts = (id: string) =>
  database.admin.selectFrom('attachment_contents').select('part').where('attachment_id', '=', id).execute();

test('a content of several parts, sent and fetched: the same bytes, as a file, and the access log says who had them', async () => {
  const file = pdf(2_500_000);
  const id = await describe(file);
  expect((await fetched(c.giver, id)).status).toBe(404);
  expect(await send(c.giver, id, file)).toMatchObject({ status: 200, body: { id, bytes: file.length } });
  expect((await send(c.giver, id, file)).status).toBe(200);
  expect(await parts(id)).toHaveLength(3);
  const got = await fetched(c.supervisor, id);
  expect(Buffer.from(await got.arrayBuffer()).equals(file)).toBe(true);
  expect(Object.fromEntries(got.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': expect.stringMatching(/^attachment; .*filename\*=UTF-8''/),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  const log = await database.admin
    .selectFrom('access_log')
    .select(['person_id', 'action', 'record_type', 'fields'])
    .where('record_id', '=', id)
    .execute();
  expect(log).toEqual([{ person_id: c.supervisor.id, action: 'open', record_type: 'attachment', fields: ['content'] }]);
});

test('other bytes than the record describes, of another type, or a program: are refused, and what was there stays', async () => {
  const file = pdf(10);
  const id = await describe(file);
  await send(c.giver, id, file);
  expect((await send(c.giver, id, pdf(10))).body.code).toBe('contentDiffers');
  expect((await send(c.giver, id, pdf(11))).body.code).toBe('contentDiffers');
  expect((await send(c.giver, id, Buffer.from('MZ\x90'))).body).toMatchObject({
    code: 'contentNotOfType',
    detail: expect.stringContaining('application/pdf'),
  });
  expect(await parts(id)).toHaveLength(1);
  expect((await send(c.giver, id, file, 'application/pdf')).body.code).toBe('unsupportedMediaType');
  const text = Buffer.from('编号,名称\n');
  const csv = await describe(text, { fileName: 'a.csv', mediaType: 'text/csv' });
  expect((await send(c.giver, csv, text)).status).toBe(200);
  const empty = await describe(Buffer.alloc(0), { fileName: 'a.txt', mediaType: 'text/plain' });
  expect((await send(c.giver, empty, Buffer.alloc(0))).status).toBe(200);
  expect((await (await fetched(c.giver, empty)).arrayBuffer()).byteLength).toBe(0);
});

test('more than 25 MiB: is refused while it comes', async () => {
  const file = pdf(25 * 1024 ** 2);
  expect((await send(c.giver, await describe(file), file)).body.code).toBe('payloadTooLarge');
});

test('somebody who does not see the customer, or may not change it: gets nothing, sends nothing', async () => {
  const file = pdf(10);
  const id = await describe(file);
  await send(c.giver, id, file);
  for (const method of ['GET', 'PUT'])
    expect((await call(method, other.giver, id, method === 'PUT' ? file : undefined)).status).toBe(404);
  expect((await send(c.auditor, id, file)).body.code).toBe('notForYou');
  expect((await fetched(c.auditor, id)).status).toBe(200);
  expect(await parts(id)).toHaveLength(1);
});

test('a customer that changes hands: its files are its new owner’s, and no longer the old one’s', async () => {
  const mover = await makeCompany(database.admin, { customers: 1, receivers: 1 });
  const file = pdf(10);
  const id = await describe(file);
  await send(c.giver, id, file);
  const to = mover.giver.id;
  await database.admin
    .updateTable('attachments')
    .set({ customer_id: mover.customerIds[0]! })
    .where('id', '=', id)
    .execute();
  expect((await fetched(c.giver, id)).status).toBe(404);
  expect((await fetched({ id: to, number: mover.giver.number }, id)).status).toBe(200);
  await database.admin
    .updateTable('customers')
    .set({ owner_id: mover.receivers[0]!.id })
    .where('id', '=', mover.customerIds[0]!)
    .execute();
  expect((await fetched(mover.giver, id)).status).toBe(404);
  expect((await fetched(mover.receivers[0]!, id)).status).toBe(200);
});

test('a record that is deleted and put back: has its content again; after 30 days both are gone', async () => {
  const file = pdf(10);
  const id = await describe(file);
  await send(c.giver, id, file);
  const remove = () => api.ask('DELETE', `attachments/${id}`, undefined, { as: c.giver, headers: { 'if-match': '*' } });
  await remove();
  expect((await fetched(c.giver, id)).status).toBe(404);
  await api.post(c.giver, `deleted-records/${id}/restore`, undefined);
  expect((await fetched(c.giver, id)).status).toBe(200);
  await remove();
  await database.admin
    .updateTable('deleted_records')
    .set({ deleted_at: sql`now() - interval '30 days'` })
    .where('record_id', '=', id)
    .execute();
  await forgetDeletedRecords(database.api);
  expect(await parts(id)).toEqual([]);
});
