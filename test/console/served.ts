import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { builtConsole } from '../../src/main/console-build.ts';
import type { Gateway } from '../../src/temporal/gateway.ts';
import { type TestApi, startTestApi } from '../http/api.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { type Reader, type Way, openReader } from './reader.ts';

/** The console as people get it, with what is behind it. */
export class Served {
  database!: TestDatabase;
  /** of those who asked for one */
  engine!: Engine;
  api!: TestApi;
  readonly browser: Browser | undefined;

  constructor(browser: Browser | undefined) {
    this.browser = browser;
  }

  /** Somebody who is signed in, in front of a desk and in Chinese unless it is said otherwise. */
  async open(who: { number: string }, way: Partial<Way> = {}): Promise<Reader> {
    const token = await this.api.tokenFor(who.number);
    return openReader(this.browser as Browser, { url: this.api.url, token, locale: 'zh-CN', width: 1440, ...way });
  }
}

/**
 * The console for the tests of a file, from before its first to after its last; the browser goes with it.
 * @param engine whether workers and Temporal stand behind it; otherwise `gateway` is asked, which is away
 */
export function serve(
  browser: Browser | undefined,
  {
    engine = false,
    gateway = gatewayAway,
    settings = {},
  }: { engine?: boolean; gateway?: Gateway; settings?: Record<string, string> } = {},
): Served {
  const s = new Served(browser);
  beforeAll(async () => {
    s.database = await freshDatabase();
    if (engine) s.engine = await startEngine(s.database, 'dev');
    const behind = engine ? { gateway: s.engine.gateway, outbox: s.engine.outbox } : { gateway };
    s.api = await startTestApi({ db: s.database.api, consoleDir: builtConsole(), ...behind }, settings);
  });
  afterAll(async () => {
    await browser?.close();
    await s.api?.stop();
    await s.engine?.stop();
    await s.database?.drop();
  });
  return s;
}
