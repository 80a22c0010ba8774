import * as a from '../../contract/answers.ts';
import * as c from '../../contract/customer-schemas.ts';
import { bulkRequest, changeCustomerRequest, createCustomerRequest } from '../../contract/record-schemas.ts';
import { idParams } from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { mergeCustomers } from '../../db/intake/merging.ts';
import { changeCustomer, createCustomer, lockCustomers } from '../../db/intake/records.ts';
import { listCustomers, listDuplicates, readCustomer, readOwnership, whyMissing } from '../../db/reads/customers.ts';
import { readStory } from '../../db/reads/story.ts';
import { bulk, bulkAnswer } from '../bulk.ts';
import { etagIn } from '../if-match.ts';
import { SENT, route } from '../route.ts';

const tag = 'customers';
const who = { may: 'signedIn' } as const;

/** Customers: found, read, entered, changed and merged. */
export const customerRoutes = [
  route({
    method: 'get',
    path: '/customers',
    operationId: 'listCustomers',
    tag,
    summary: {
      en: 'Customers that the caller may see: searched, narrowed, sorted',
      zh: '可见的客户：可搜索、筛选、排序',
    },
    who,
    takes: { query: c.customersQuery },
    gives: c.customers,
    handle: ({ input, person, as }) => as((tx) => listCustomers(tx, input.query, person.id)),
  }),
  route({
    method: 'post',
    path: '/customers',
    operationId: 'createCustomer',
    tag,
    summary: { en: 'Enter a customer', zh: '录入客户' },
    who,
    takes: { body: createCustomerRequest },
    gives: a.customer,
    status: 201,
    idempotency: 'optional',
    handle: async ({ input: { body }, id, person, res, as }) => {
      const customer = await as(async (tx) => {
        await createCustomer(tx, body, { id, me: person.id });
        return readCustomer(tx, id);
      });
      if (customer !== undefined) return tagged(res, customer);
      // It came for somebody who has a successor, and is that one's alone.
      const links = { self: `/api/v1/customers/${id}` };
      res.status(201).location(links.self).json({ id, links });
      return SENT;
    },
  }),
  route({
    method: 'post',
    path: '/customers/bulk',
    operationId: 'bulkCustomers',
    tag,
    summary: {
      en: 'Up to 500 operations on customers: each answered by itself, or all or none',
      zh: '批量操作客户（最多 500 项）：逐项应答，或全部成功或全部不做',
    },
    who,
    takes: { body: bulkRequest },
    gives: bulkAnswer(a.customer),
    idempotency: 'optional',
    handle: (call) =>
      bulk(call, {
        create: createCustomerRequest,
        change: changeCustomerRequest,
        make: async (tx, value, id) => {
          await createCustomer(tx, value, { id, me: call.person.id });
          return (await readCustomer(tx, id)) ?? { id, links: { self: `/api/v1/customers/${id}` } };
        },
        lock: lockCustomers,
        alter: async (tx, id, value, etag) => {
          await changeCustomer(tx, id, value, { etag, me: call.person.id });
          return found(tx, id, readCustomer);
        },
      }),
  }),
  route({
    method: 'get',
    path: '/customers/{id}',
    operationId: 'getCustomer',
    tag,
    summary: {
      en: 'A customer, what hangs on it, and who owned it when; with an ETag',
      zh: '客户、其关联记录数与归属历史（含 ETag）',
    },
    who,
    takes: { params: idParams },
    gives: a.customer,
    partial: true,
    handle: async ({ input: { params }, res, as }) => tagged(res, await as((tx) => found(tx, params.id, readCustomer))),
  }),
  route({
    method: 'patch',
    path: '/customers/{id}',
    operationId: 'changeCustomer',
    tag,
    summary: {
      en: 'Change what is named of a customer; null clears. If-Match says which version was seen',
      zh: '修改客户中所列的字段，null 表示清空；须以 If-Match 说明所见版本',
    },
    who,
    takes: { params: idParams, body: changeCustomerRequest },
    gives: a.customer,
    ifMatch: 'required',
    handle: async ({ input: { params, body }, person, req, res, as }) => {
      const etag = etagIn(req.get('If-Match'));
      return as(async (tx) => {
        // One that was merged says so, rather than that it is not there.
        await found(tx, params.id, readOwnership);
        await changeCustomer(tx, params.id, body, { etag, me: person.id });
        return tagged(res, await found(tx, params.id, readCustomer));
      });
    },
  }),
  route({
    method: 'get',
    path: '/customers/{id}/duplicates',
    operationId: 'listDuplicates',
    tag,
    summary: {
      en: 'Customers that may be the same: tax id, phone, or nearly the same name',
      zh: '疑似重复的客户：税号、电话相同或名称相近',
    },
    who,
    takes: { params: idParams },
    gives: c.duplicates,
    handle: ({ input: { params }, as }) => as((tx) => found(tx, params.id, listDuplicates)),
  }),
  route({
    method: 'post',
    path: '/customers/{id}/merge',
    operationId: 'mergeCustomer',
    tag,
    summary: {
      en: 'Merge a duplicate into this customer, as the owner of both, who is above their owners, or HR',
      zh: '将重复客户合并到此客户（两者的归属人、其上级或人事）',
    },
    who,
    takes: { params: idParams, body: c.mergeRequest },
    gives: c.merged,
    idempotency: 'optional',
    handle: ({ input: { params, body }, res, as }) =>
      as(async (tx) => {
        await found(tx, params.id, readOwnership);
        const records = await mergeCustomers(tx, params.id, body.from, body.take);
        return { customer: tagged(res, await found(tx, params.id, readCustomer)), from: body.from, records };
      }),
  }),
  route({
    method: 'get',
    path: '/customers/{id}/ownership',
    operationId: 'listOwnership',
    tag,
    summary: { en: 'Who owned a customer from when to when', zh: '客户的归属历史' },
    who,
    takes: { params: idParams },
    gives: a.ownership,
    handle: ({ input: { params }, as }) => as((tx) => found(tx, params.id, readOwnership)),
  }),
  route({
    method: 'get',
    path: '/customers/{id}/story',
    operationId: 'listStory',
    tag,
    summary: {
      en: 'What happened with a customer, newest first: communications, business, feedback, owners, handovers',
      zh: '客户的全部往来，新的在前：沟通、业务、反馈、归属与移交',
    },
    who,
    takes: { params: idParams, query: c.storyQuery },
    gives: c.story,
    handle: ({ input: { params, query }, as }) =>
      as(async (tx) => {
        await found(tx, params.id, readOwnership);
        return readStory(tx, params.id, query);
      }),
  }),
];

/** @throws Refusal customerMerged, notFound */
async function found<T>(tx: Tx, id: string, read: (tx: Tx, id: string) => Promise<T | undefined>): Promise<T> {
  const customer = await read(tx, id);
  if (customer === undefined) throw await whyMissing(tx, id);
  return customer;
}

function tagged<T extends { etag: string }>(res: { setHeader(name: string, value: string): unknown }, customer: T): T {
  res.setHeader('ETag', `"${customer.etag}"`);
  return customer;
}
