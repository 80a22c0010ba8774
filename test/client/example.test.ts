import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestApi, startTestApi } from '../http/api.ts';
import { type Company, makeCompany } from '../support/company.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';

const EXAMPLE = join(import.meta.dirname, 'example.ts');
let database: TestDatabase;
let api: TestApi;
let c: Company;
beforeAll(async () => {
  database = await freshDatabase();
  api = await startTestApi({ db: database.api, gateway: gatewayAway });
  c = await makeCompany(database.admin, { customers: 3, receivers: 1 });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

test('the example of the docs: is this file, as those write it who have the package', async () => {
  const docs = await readFile(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
  const example = await readFile(EXAMPLE, 'utf8');
  expect(docs).toContain(`\`\`\`ts\n${example.replace('../../src/client/index.ts', 'handover-engine/client')}\`\`\``);
});

test('the example, run against the API: changes every customer, and tells in words what is refused', async () => {
  const complexities = async () => {
    const rows = await database.admin
      .selectFrom('customers')
      .select('complexity')
      .where('id', 'in', c.customerIds)
      .execute();
    return rows.map(({ complexity }) => complexity);
  };
  expect(await run(c.giver)).toBe('');
  expect(await complexities()).toEqual([4, 4, 4]);
  // An auditor sees the customers, but does not change them.
  const refused = await run(c.auditor);
  expect(refused.split('\n')).toHaveLength(c.customerIds.length);
  expect(refused).toMatch(/^测试客户\S+: \w+, [A-Z].+\.$/m);
});

async function run(as: { number: string }): Promise<string> {
  const env = { ...process.env, HANDOVER_URL: api.url, HANDOVER_TOKEN: await api.tokenFor(as.number) };
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', EXAMPLE], { env });
  return stdout.trim();
}
