import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Reach, makeReach } from '../db/reach.ts';
import { type Answered, type TestApi, startTestApi } from '../http/api.ts';
import { type DemoSigner, demoSigner } from '../http/demo-tokens.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { gatewayAway } from '../support/gateway-away.ts';

/** What is attacked: an API over a database in which everything is there once. */
export interface Site {
  database: TestDatabase;
  api: TestApi;
  signer: DemoSigner;
  reach: Reach;
  /** sends a request as somebody, by their id */
  ask(
    as: string | null,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answered>;
  close(): Promise<void>;
}
/** The attacks of one item of the list. */
export type Attacks = (site: () => Site) => void;

export async function openSite(): Promise<Site> {
  const database = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'handover-site-'));
  const reach = await makeReach(database);
  const api = await startTestApi({ db: database.api, gateway: gatewayAway }, { HANDOVER_DATA_DIR: dataDir });
  const signer = await demoSigner(dataDir, api.url);
  return {
    database,
    api,
    signer,
    reach,
    async ask(as, method, path, body, headers = {}) {
      const authorization = as === null ? {} : { authorization: `Bearer ${await signer.token(as)}` };
      return api.ask(method, path, body, { headers: { ...authorization, ...headers } });
    },
    async close() {
      await api.stop();
      await database.drop();
      await rm(dataDir, { recursive: true });
    },
  };
}
