import { sql } from 'kysely';
import type { IntroductionRule } from '../../src/contract/introduction.ts';
import type { WaitRule } from '../../src/contract/policy.ts';
import { digestOf } from '../../src/db/intake/links.ts';
import type { TestDatabase } from './database.ts';
import type { Engine } from './engine.ts';

const wait: WaitRule = {
  dueWorkingDays: 5,
  remindBeforeWorkingDays: [1],
  escalateAfterWorkingDays: 2,
  giveUpAfterWorkingDays: 4,
};

/** Everybody by letter, as fast as it goes. */
export const introductionRule: IntroductionRule = {
  tiers: {
    strict: { channel: 'meeting', consentAfterWorkingDays: 5 },
    standard: { channel: 'letter', consentAfterWorkingDays: 5 },
  },
  language: { default: 'zh-CN', byRegion: { DE: 'en' } },
  mailsPerMinute: 60_000,
  inPerson: wait,
  meeting: { durationMinutes: 60, perDay: 2 },
  objections: { first: 'alternateReceiver', maxObjections: 2, last: 'pool' },
  settleEveryMinutes: 60,
};

/** Gives every customer an address of their own. @returns it, by customer */
export async function giveAddresses({ admin }: TestDatabase, customerIds: string[]): Promise<Map<string, string>> {
  const rows = await admin
    .updateTable('customers')
    .set({ email: sql<string>`id::text || '@customers.example'` })
    .where('id', 'in', customerIds)
    .returning(['id', 'email'])
    .execute();
  return new Map(rows.map((row) => [row.id, row.email ?? '']));
}

/** The token of the newest link in a mail to an address. */
export async function tokenFor(engine: Engine, address: string): Promise<string> {
  const mails = (await engine.outbox.list()).filter((mail) => mail.to.includes(address) && mail.text.includes('/l/'));
  const token = /\/l\/([\w.-]+)/.exec(mails[0]?.text ?? '')?.[1];
  if (token === undefined) throw new Error(`no link was sent to ${address}`);
  return token;
}

/** What a customer does with a link, by the function that the API calls for it. */
export async function answerByLink(
  { api }: TestDatabase,
  token: string,
  answer: 'agreed' | 'objected',
  words: string | null = null,
): Promise<{ outcome: string; wake: boolean }> {
  const { rows } = await sql<{ outcome: string; wake: boolean }>`
    select outcome, wake from app.answer_introduction_by_link(${digestOf(token)}, ${answer}, ${words})`.execute(api);
  return rows[0] ?? { outcome: 'nothing', wake: false };
}

/** The introductions of a handover, newest of each customer last. */
export function introductionsOf({ admin }: TestDatabase, handoverId: string) {
  return admin
    .selectFrom('introductions')
    .selectAll()
    .where('handover_id', '=', handoverId)
    .orderBy('customer_id')
    .orderBy('nth')
    .execute();
}
