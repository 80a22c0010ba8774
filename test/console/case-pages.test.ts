import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completePolicy } from '../../src/domain/standard-policy.ts';
import { builtConsole } from '../../src/main/console-build.ts';
import { type TestApi, startTestApi, until } from '../http/api.ts';
import { makeCompany, makePolicy } from '../support/company.ts';
import { freshDatabase } from '../support/database.ts';
import { startEngine, startHandover } from '../support/engine.ts';
import { giveAddresses, introductionRule, introductionsOf } from '../support/introduction.ts';
import { Scenario } from '../support/scenario.ts';
import { browserForAllPages } from './browser.ts';
import { NASTY, type Way, button, everyWay, openReader } from './reader.ts';

const browser = await browserForAllPages();

describe.runIf(browser !== undefined)('the pages of a case and those of every day, in a browser', () => {
  const s = new Scenario();
  let api: TestApi;

  /** Customers have moved, and letters wait to be let out; whatever people can write holds more than words. */
  beforeAll(async () => {
    s.database = await freshDatabase();
    s.engine = await startEngine(s.database, 'dev');
    api = await startTestApi({
      db: s.database.api,
      gateway: s.engine.gateway,
      outbox: s.engine.outbox,
      consoleDir: builtConsole(),
    });
    s.company = await makeCompany(s.database.admin, { receivers: 2, customers: 3 });
    const { admin } = s.database;
    const { customerIds, giver, hr, receivers, stranger } = s.company;
    await giveAddresses(s.database, customerIds);
    await admin.updateTable('customers').set({ name: NASTY }).where('id', 'in', customerIds).execute();
    await admin
      .updateTable('contacts')
      .set({ name: NASTY, title: NASTY })
      .where('customer_id', 'in', customerIds)
      .execute();
    await admin.updateTable('tasks').set({ title: NASTY }).where('customer_id', 'in', customerIds).execute();
    for (const [who, name] of [
      [receivers[0], `=cmd|' /C calc'!A0`],
      [stranger, NASTY],
    ] as const)
      await admin
        .updateTable('employees')
        .set({ name })
        .where('id', '=', who?.id ?? '')
        .execute();
    const policy = await makePolicy(admin, (p) => {
      p.transition.checkInEveryDays = 7;
      p.introduction = { ...introductionRule, approval: { by: 'supervisor', wait: introductionRule.inPerson } };
      if (completePolicy.training) p.training = completePolicy.training;
    });
    s.play(await startHandover(s.database, s.engine, s.company, { policy }));
    await admin.updateTable('handovers').set({ reason: NASTY }).where('id', '=', s.input.handoverId).execute();
    await s.act.approve(await s.at('approval'));
    await s.at('materials');
    for (const customer of customerIds)
      expect(
        (await api.put(giver, `handovers/${s.input.handoverId}/customers/${customer}/explanation`, { text: NASTY }))
          .status,
      ).toBe(200);
    await s.act.confirmMaterials();
    await s.at('minutes');
    await s.act.recordMinutes();
    await s.at('verification');
    await s.act.verify();
    const signing = await s.at('signOff');
    for (const signer of s.act.signers) await s.act.sign(signing, signer);
    await until(
      () => api.get(hr, `handovers/${s.input.handoverId}/introduction`),
      ({ body }) => body.phase === 'approval' && body.awaited.length > 0,
    );
  });
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
    await s.engine?.stop();
    await s.database?.drop();
  });

  const open = async (who: { number: string }, way: Partial<Way> = {}) =>
    openReader(browser as Browser, { url: api.url, token: await api.tokenFor(who.number), locale: 'en', ...way });

  test('the letters to customers: shown, offered to nobody who may not let them out, and let out by who may', async () => {
    const path = `/handovers/${s.input.handoverId}/introductions`;
    for (const who of s.company.receivers) {
      const onlooker = await open(who);
      await onlooker.open(path);
      await onlooker.page.getByText('letters wait for approval').waitFor();
      expect(await button(onlooker.page, 'Let the letters out').count()).toBe(0);
      await onlooker.close();
    }
    const supervisor = await open(s.company.supervisor);
    await supervisor.open(path);
    await button(supervisor.page, 'See the letter').first().click();
    await supervisor.page.locator('.preview').getByText('<img src=x', { exact: false }).first().waitFor();
    await supervisor.check('a letter with more than words in it');
    await supervisor.page.keyboard.press('Escape');
    await supervisor.page.getByLabel('Comment', { exact: false }).fill(NASTY);
    await supervisor.check('letters that wait for approval');
    await button(supervisor.page, 'Let the letters out').click();
    await supervisor.page.getByText('going on', { exact: true }).waitFor();
    expect(await button(supervisor.page, 'Let the letters out').count()).toBe(0);
    await supervisor.close();
    await s.inDatabase(async () => {
      const all = await introductionsOf(s.database, s.input.handoverId);
      return all.length === 3 && all.every(({ state }) => state === 'sent');
    });
  }, 120_000);

  test('every page of the case, in every language, room and light: is readable, and made of nothing that people wrote', async () => {
    const at = `/handovers/${s.input.handoverId}`;
    const tabs = [
      '',
      '/plan',
      '/materials',
      `/materials/${s.company.customerIds[0] ?? ''}`,
      '/meeting',
      '/verification',
      '/signatures',
    ];
    const later = ['/risks', '/introductions', '/training', '/reviews', '/timeline', '/evidence'];
    await everyWay(
      (way) => open(s.company.hr, way),
      [...tabs, ...later].map((tab) => [`case${tab.replace(/[0-9a-f-]{36}/, 'customer')}`, `${at}${tab}`]),
    );
  }, 600_000);

  test('the pages of every day, in every language, room and light: likewise', async () => {
    await everyWay(
      (way) => open(s.company.hr, way),
      [
        ['my work', '/work'],
        ['handovers', '/handovers'],
        ['customers', '/customers'],
        ['a customer', `/customers/${s.company.customerIds[0] ?? ''}`],
        ['overview', '/overview'],
        ['proposals', '/proposals'],
        ['more', '/more'],
        ['outbox', '/outbox'],
        ['nothing', '/customers/nothing'],
      ],
    );
    await everyWay((way) => openReader(browser as Browser, { url: api.url, ...way }), [['sign-in', '/sign-in']]);
  }, 600_000);

  test('the start in all its parts, in every language, room and light: likewise', async () => {
    const { hr, stranger, receivers, supervisor } = s.company;
    const person = ({ id, number }: { id: string; number: string }) => ({ id, number, name: NASTY });
    const draft = {
      kind: 'departure',
      reason: NASTY,
      giver: person(receivers[0] ?? stranger),
      receivers: [person(stranger)],
      supervisor: person(supervisor),
      assignment: 'by_weight',
      weights: {},
      overrides: {},
      overrideReason: '',
      policy: 'standard',
      effectiveAt: '',
      until: '',
      custodian: null,
      waiver: '',
    };
    await everyWay(
      async (way) => {
        const reader = await open(hr, way);
        await reader.page.addInitScript({
          content: `localStorage.setItem('handover.draft:${hr.id}:start', ${JSON.stringify(JSON.stringify(draft))})`,
        });
        return reader;
      },
      [0, 1, 2, 3].map((part) => [`start ${part + 1}`, `/handovers/new?part=${part}`]),
    );
  }, 600_000);
});
