import { Client, Refused } from '../../src/client/index.ts';

const { HANDOVER_URL: url = '', HANDOVER_TOKEN: token = '' } = process.env;
const client = new Client({ url, token, locale: 'en' });
for await (const { id, name } of client.items('/customers', { query: { limit: 200 } })) {
  const { etag } = await client.versioned('/customers/{id}', { path: { id } });
  const change = { path: { id }, body: { complexity: 4 }, ifMatch: etag };
  await client.patch('/customers/{id}', change).catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error;
    console.log(`${name}: ${error.code}, ${error.message}`);
  });
}
