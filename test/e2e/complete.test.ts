import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishKey } from '../../src/db/audit/keys.ts';
import { seal } from '../../src/db/writes/seal.ts';
import { type TestDatabase, freshDatabase } from '../support/database.ts';
import { Forger } from '../support/forger.ts';
import { unzipped, zipped } from '../support/zip.ts';
import { type CompleteBook, completeBook } from './complete-book.ts';
import { CompleteCase, type World, startWorld } from './complete-case.ts';

/** What a history may have, whatever the size of the book. */
const MOST_EVENTS = 300;
const SIZES = process.env.HANDOVER_TEST_LONG === '1' ? [50, 5_000] : [50];
const MINUTE_MS = 60_000;

describe.each(SIZES)(
  'a handover of %i strict customers to three receivers, by HTTP from start to close',
  (customers) => {
    const patienceMs = MINUTE_MS + customers * 200;
    let database: TestDatabase;
    let world: World & { stop(): Promise<void> };
    let book: CompleteBook;
    let one: CompleteCase;
    let home: string;
    let fingerprint: string;
    let pack: Map<string, Buffer>;

    beforeAll(async () => {
      database = await freshDatabase();
      world = await startWorld(database);
      home = await mkdtemp(join(tmpdir(), 'handover-complete-'));
      const { signer } = world.engine.deps;
      fingerprint = signer.keyId;
      await publishKey(database.worker, fingerprint, signer.publicJwk);
      book = await completeBook(database, customers);
      one = new CompleteCase(world, book, patienceMs);
    }, patienceMs);
    afterAll(async () => {
      await world?.stop();
      await database?.drop();
      await rm(home, { recursive: true, force: true });
    });

    test(
      'everybody does their part: the case closes, and no history has grown with the book',
      async () => {
        const begun = Date.now();
        const took = (what: string) =>
          console.log(`${customers} customers: ${what} after ${Math.round((Date.now() - begun) / 1000)} s`);
        await one.start();
        expect(await one.approve()).toBe(customers > 500 ? 2 : 1);
        took('approved');
        await one.explain();
        took('explained');
        await one.meet();
        const { verified, discrepancies } = await one.verify();
        expect(verified).toBe(customers);
        expect(discrepancies).toBeGreaterThan(0);
        took(`verified, ${discrepancies} discrepancies settled,`);
        // Of every 25th customer: the complaint, and that their satisfaction is low.
        expect(await one.acceptRisks()).toBe(2 * Math.ceil(customers / 25));
        expect((await one.sign()).sort()).toEqual(
          ['finance', 'giver', 'it', 'legal', 'receiver', 'receiver', 'receiver', 'supervisor'].sort(),
        );
        took('signed and moved');
        const objected = Math.ceil(customers / 25);
        expect(await one.introduce()).toEqual({ agreed: customers, reassigned: objected });
        await one.train();
        took('introduced and trained');
        expect(await one.review()).toBeGreaterThanOrEqual(4 * Math.min(200, Math.ceil(customers / 5)));
        const closed = await one.closed();
        took('closed');
        expect(closed.flags).not.toContain('notIntroduced');
        const events = await one.events();
        console.log(`${customers} customers: events ${JSON.stringify(events)}`);
        for (const runs of Object.values(events)) {
          expect(runs.length).toBeGreaterThan(0);
          for (const run of runs) expect(run).toBeLessThanOrEqual(MOST_EVENTS);
        }
      },
      30 * patienceMs,
    );

    test(
      'the report, in each form and language: is there, with all that happened',
      async () => {
        for (const [lang, title] of [
          ['zh-CN', '移交报告'],
          ['en', 'handover report'],
        ] as const) {
          const html = await document('report', 'text/html', lang);
          expect(String(html)).toContain(`<html lang="${lang}">`);
          expect(String(html)).toContain(title);
          expect(String(html)).toContain(`测试giver (${book.c.giver.number})`);
          const pdf = await document('report', 'application/pdf', lang);
          expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
        }
        expect(JSON.parse(String(await document('report', 'application/json', 'en')))).toMatchObject({
          outcome: 'closed',
          people: { giver: book.c.giver.id },
        });
      },
      patienceMs,
    );

    test(
      'the evidence pack and the verifier in it, by Node alone: accepts it by the pinned fingerprint and by no other',
      async () => {
        while (
          await seal(database.worker, (claims) => world.engine.deps.signer.sign('handover-audit-head+jws', claims))
        );
        pack = unzipped(await document('evidence', 'application/zip', 'en'));
        await writeFile(join(home, 'verify.mjs'), pack.get('verify.mjs') ?? '');
        const verdict = await verdictOn(pack);
        expect(verdict).toMatchObject({ sound: true, customers, moved: customers, excepted: 0 });
        expect(verdict.signatures).toHaveLength(8);
        expect((await verdictOn(pack, 'x'.repeat(43))).sound).toBe(false);
      },
      patienceMs,
    );

    test(
      'a byte changed in any one of its files: is refused',
      async () => {
        expect(pack.size).toBeGreaterThan(10);
        for (const [name, bytes] of pack) {
          // An empty list has no byte to change: one more is as false.
          const changed = bytes.length === 0 ? Buffer.from('x') : Buffer.from(bytes);
          const at = Math.floor(bytes.length / 2);
          if (bytes.length > 0) changed[at] = (changed[at] ?? 0) ^ 1;
          expect((await verdictOn(new Map([...pack, [name, changed]]))).sound, name).toBe(false);
        }
      },
      10 * patienceMs,
    );

    test(
      'signed anew as a whole by a forger, with their key or with one that claims to be the pinned: is refused',
      async () => {
        const forger = new Forger();
        const giveAway = (files: Map<string, Buffer>) => {
          const items = String(pack.get('items.ndjson')).replace(book.c.receivers[0]?.id ?? '', book.c.stranger.id);
          files.set('items.ndjson', Buffer.from(items));
        };
        const nothing = () => {};
        expect(await verdictOn(await forger.forge(pack, one.id, nothing), await forger.fingerprint())).toMatchObject({
          sound: true,
        });
        for (const change of [nothing, giveAway]) {
          expect((await verdictOn(await forger.forge(pack, one.id, change))).sound).toBe(false);
          expect((await verdictOn(await forger.forge(pack, one.id, change, fingerprint))).sound).toBe(false);
        }
      },
      patienceMs,
    );

    async function document(what: string, accept: string, lang: string): Promise<Buffer> {
      const response = await fetch(`${world.api.url}/api/v1/handovers/${one.id}/${what}`, {
        headers: {
          authorization: `Bearer ${await world.api.tokenFor(book.c.hr.number)}`,
          accept,
          'accept-language': lang,
        },
      });
      expect(response.status, what).toBe(200);
      expect(response.headers.get('content-type')).toContain(accept);
      return Buffer.from(await response.arrayBuffer());
    }

    /** What the verifier of the genuine pack says to other files, run in a folder of its own without anything else. */
    async function verdictOn(files: Map<string, Buffer>, pinned = fingerprint): Promise<Verdict> {
      const path = join(home, 'pack.zip');
      await writeFile(path, zipped(files));
      const args = [join(home, 'verify.mjs'), path, '--fingerprint', pinned, '--json'];
      const { stdout, status } = spawnSync(process.execPath, args, { cwd: home, encoding: 'utf8', env: {} });
      const verdict = JSON.parse(stdout) as Verdict;
      expect(status === 0).toBe(verdict.sound);
      return verdict;
    }
  },
);

interface Verdict {
  sound: boolean;
  signatures: unknown[];
}
