import { freshDatabase } from '../test/support/database.ts';
import { TEMPLATE } from '../test/support/template.ts';
import { startApiProcess } from './api-process.ts';
import type { Benchmark } from './benchmark.ts';
import { companyWithBook } from './company.ts';
import { timed } from './timed.ts';
import { sql } from 'kysely';

const LIMIT_SECONDS = 2;
const RECEIVERS = 3;

/** Whoever thinks of a handover waits for this answer in front of the screen. */
export const preview: Benchmark = {
  name: 'preview-100k',
  size: { full: 100_000, quick: 10_000 },
  what: (size) =>
    `preview of ${size.toLocaleString('en')} customers with ten records each over HTTP, the slower of fixed and in turn`,
  baseline: `no run but the bound: ${LIMIT_SECONDS} s`,
  unit: 's',
  target: 1,
  limit: LIMIT_SECONDS,
  async prepare(servers, size) {
    const database = await freshDatabase({ adminUrl: await servers.postgres(), template: TEMPLATE });
    const { temporalAddress } = await servers.temporal();
    const company = await companyWithBook(database, { customers: size, receivers: RECEIVERS });
    await sql`vacuum (analyze)`.execute(database.admin);
    const api = await startApiProcess(database.urls.api, temporalAddress);
    const token = await api.token(company.hr.number);
    const ask = async (assignment: 'fixed' | 'in_turn') => {
      const response = await fetch(`${api.url}/api/v1/handovers/preview`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({
          kind: 'departure',
          reason: 'bench',
          giver: company.giver.number,
          supervisor: company.supervisor.number,
          receivers: company.receivers.map((r) => r.number),
          assignment,
          scope: 'book',
        }),
      });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`preview: ${response.status} ${text}`);
    };
    return {
      async ours() {
        const fixed = await timed(() => ask('fixed'));
        const inTurn = await timed(() => ask('in_turn'));
        return {
          value: Math.max(fixed, inTurn),
          detail: `fixed ${fixed.toFixed(3)} s, in turn ${inTurn.toFixed(3)} s`,
        };
      },
      baseline: () => Promise.resolve({ value: LIMIT_SECONDS }),
      async close() {
        await api.stop();
        await database.drop();
      },
    };
  },
};
