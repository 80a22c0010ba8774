import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CLIENT_SCHEMA, clientSchema } from '../support/client-schema.ts';

test('the types of the client, held against the routes: are those of today (npm run client:types)', async () => {
  expect(await readFile(CLIENT_SCHEMA, 'utf8')).toBe(await clientSchema());
});
