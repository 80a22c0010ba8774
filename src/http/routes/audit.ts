import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import * as z from 'zod';
import * as a from '../../contract/audit-answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import { newestHead } from '../../db/audit/heads.ts';
import { publicKeys } from '../../db/audit/keys.ts';
import { proveEntry } from '../../db/audit/proofs.ts';
import { auditRecords } from '../../db/audit/records.ts';
import type { Tx } from '../../db/connect.ts';
import { SENT, openRoute, route } from '../route.ts';

const tag = 'audit';
const auditors = { may: 'roles', roles: ['hr', 'auditor'] } as const;

/** The sealed audit log: what can be checked without believing the server. */
export const auditRoutes = [
  openRoute({
    method: 'get',
    path: '/keys',
    operationId: 'getKeys',
    tag,
    summary: { en: 'Public keys of signatures and heads (JWKS)', zh: '签名与日志头的公钥（JWKS）' },
    takes: {},
    gives: a.jwks,
    handle: async ({ deps: { db } }) => ({ keys: await publicKeys(db) }),
  }),
  route({
    method: 'get',
    path: '/audit/heads',
    operationId: 'getAuditHead',
    tag,
    summary: { en: 'The newest signed head of the audit log', zh: '审计日志最新的已签名日志头' },
    who: auditors,
    takes: {},
    gives: a.auditHead,
    handle: async ({ as }) => ({ head: await as(newestHead) }),
  }),
  route({
    method: 'get',
    path: '/audit/entries/{id}/proof',
    operationId: 'proveAuditEntry',
    tag,
    summary: {
      en: 'A proof that an entry is in the log, checkable without the server',
      zh: '条目在日志中的证明，可离线校验',
    },
    who: { may: 'signedIn' },
    takes: { params: s.entryParams },
    gives: a.auditProof,
    async handle({ input: { params }, as }) {
      const proof = await as((tx) => proveEntry(tx, params.id));
      if (proof === null) throw new Refusal('notFound');
      if (proof === 'unsealed') throw new Refusal('notSealedYet');
      return proof;
    },
  }),
  route({
    method: 'get',
    path: '/audit/export',
    operationId: 'exportAudit',
    tag,
    summary: {
      en: 'All of the log as NDJSON, for handover audit verify',
      zh: '以 NDJSON 导出整个日志，供 handover audit verify 校验',
    },
    who: auditors,
    takes: {},
    gives: z.string(),
    alsoGives: 'application/x-ndjson',
    async handle({ as, res }) {
      res.set({ 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' });
      await as((tx) => pipeline(Readable.from(lines(tx)), res)).catch((error: unknown) => {
        // A reader that went away is no failure; anything else must not look like a whole file.
        if (!(error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')) res.destroy();
      });
      return SENT;
    },
  }),
  route({
    method: 'post',
    path: '/audit/erasures',
    operationId: 'eraseAuditValues',
    tag,
    summary: {
      en: 'Erase the personal values that entries of a person or customer carry',
      zh: '抹除某人员或客户条目所含的个人数据',
    },
    who: { may: 'roles', roles: ['hr'] },
    takes: { body: s.eraseRequest },
    gives: a.erased,
    idempotency: 'optional',
    async handle({ input: { body }, as }) {
      const { rows } = await as((tx) =>
        sql<{ values: number }>`select app.erase_values(${body.subject}, ${body.reason}) as values`.execute(tx),
      );
      return { values: rows[0]?.values ?? 0 };
    },
  }),
];

async function* lines(tx: Tx): AsyncGenerator<string> {
  for await (const record of auditRecords(tx)) yield `${JSON.stringify(record)}\n`;
}
