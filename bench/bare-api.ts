import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { connect, withPerson } from '../src/db/connect.ts';
import { countAwaiting, listHandovers, readHandover } from '../src/db/reads/handovers.ts';

/**
 * The least that can serve the reads of bench/api-load.ts: Express, the same statements by the same driver, and nothing else. Whoever
 * asks is whom the environment names; nothing is checked, limited, logged or counted.
 */
const { BARE_DATABASE_URL: url = '', BARE_PERSON_ID: personId = '' } = process.env;
const db = connect(url, { prepares: true });
const app = express();
app.disable('etag');
app.get('/api/v1/me', async (_, res) => {
  res.json({ awaits: await withPerson(db, personId, (tx) => countAwaiting(tx, personId)) });
});
app.get('/api/v1/handovers', async (req, res) => {
  res.json(
    await withPerson(db, personId, (tx) => listHandovers(tx, { limit: Number(req.query.limit), sort: '-created' })),
  );
});
app.get('/api/v1/handovers/:id', async (req, res) => {
  res.json(await withPerson(db, personId, (tx) => readHandover(tx, req.params.id)));
});

const server = createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(
  JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, msg: 'the API is ready' }),
);
process.once('SIGTERM', () => {
  server.close(() => void db.destroy());
  server.closeIdleConnections();
});
