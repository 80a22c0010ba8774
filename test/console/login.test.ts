import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtConsole } from '../../src/main/console-build.ts';
import { type TestApi, startTestApi } from '../http/api.ts';
import { makeCompany } from '../support/company.ts';
import { freshDatabase } from '../support/database.ts';
import { startEngine, startHandover } from '../support/engine.ts';
import { MFA, PASSWORD, type TestProvider, startProvider } from '../support/provider.ts';
import { Scenario } from '../support/scenario.ts';
import { browserForAllPages } from './browser.ts';
import { button, openReader } from './reader.ts';

const browser = await browserForAllPages();

describe.runIf(browser !== undefined)('signing in at an identity provider, in a browser', () => {
  const s = new Scenario();
  let provider: TestProvider;
  let api: TestApi;

  /** A case that waits for its signatures, behind a provider that knows its giver. */
  beforeAll(async () => {
    s.database = await freshDatabase();
    s.engine = await startEngine(s.database, 'dev');
    provider = await startProvider();
    s.company = await makeCompany(s.database.admin, { receivers: 1, customers: 1 });
    const { giver } = s.company;
    await s.database.admin
      .updateTable('employees')
      .set({ identity_subject: giver.id })
      .where('id', '=', giver.id)
      .execute();
    api = await startTestApi(
      { db: s.database.api, gateway: s.engine.gateway, consoleDir: builtConsole() },
      {
        HANDOVER_OIDC_ISSUER: provider.issuer,
        HANDOVER_OIDC_AUDIENCE: 'handover',
        HANDOVER_OIDC_CLIENT_ID: 'handover-browser',
        HANDOVER_OIDC_CLIENT_SECRET: 'a secret that is long enough for a client',
        HANDOVER_OIDC_SIGNING_ACR: MFA,
        HANDOVER_OIDC_SIGNING_MAX_AGE: '300',
      },
    );
    provider.serve(`${api.url}/auth/callback`);
    provider.person = { sub: giver.id, acr: PASSWORD, claims: {} };
    s.play(await startHandover(s.database, s.engine, s.company));
  });
  afterAll(async () => {
    await browser?.close();
    await api?.stop();
    await provider?.stop();
    await s.engine?.stop();
    await s.database?.drop();
  });

  const open = () => openReader(browser as Browser, { url: api.url, locale: 'en' });
  const signIn = (page: Page) => page.getByRole('link', { name: 'Go to the sign-in' }).click();

  test('somebody at the provider: lands where they wanted, keeps what they typed when the session ends elsewhere, signs after a stronger login, and leaves', async () => {
    await s.act.approve(await s.at('approval'));
    await s.at('materials');
    const path = `/handovers/${s.input.handoverId}/materials/${s.company.customerIds[0] ?? ''}`;
    const giver = await open();
    const { page } = giver;
    await giver.open(path);
    await giver.check('sign-in at a provider');
    await signIn(page);
    await page.waitForURL(`${api.url}${path}`);
    const words = page.getByLabel('In your own words', { exact: true });
    await words.fill('Likes tea.');

    // At another browser the same person ends all logins but that one.
    const elsewhere = await open();
    await elsewhere.open('/work');
    await signIn(elsewhere.page);
    await elsewhere.page.waitForURL(`${api.url}/work`);
    const ended = await elsewhere.page.evaluate(async () => {
      const headers = { 'Content-Type': 'application/json' };
      return (await fetch('/api/v1/me/sessions/end', { method: 'POST', headers, body: '{}' })).json();
    });
    expect(ended).toEqual({ ended: 1 });
    await elsewhere.close();
    await button(page, 'Save').click();
    await page.waitForURL('**/sign-in?returnTo=**');
    await page.getByText('What you typed is kept.', { exact: false }).waitFor();
    await signIn(page);
    await page.waitForURL(`${api.url}${path}`);
    await page.getByText('Not saved yet; kept in this browser').waitFor();
    expect(await words.inputValue()).toBe('Likes tea.');
    await button(page, 'Save').click();
    await page.getByText(/^(Saved|Last saved)/).waitFor();

    await s.act.confirmMaterials();
    await s.at('minutes');
    await s.act.recordMinutes();
    await s.at('verification');
    await s.act.verify();
    await s.at('signOff');
    await giver.open(`/handovers/${s.input.handoverId}/signatures`);
    await button(page, 'Sign').first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Comment', { exact: false }).fill('Seen and agreed.');
    await dialog.getByRole('button', { name: 'Sign', exact: true }).click();
    await giver.check('a signature that demands a stronger login');
    provider.person.acr = MFA;
    await dialog.getByRole('link', { name: 'Sign in again for this' }).click();
    await page.waitForURL(`${api.url}/handovers/${s.input.handoverId}/signatures`);
    await button(page, 'Sign').first().click();
    expect(await dialog.getByLabel('Comment', { exact: false }).inputValue()).toBe('Seen and agreed.');
    await dialog.getByRole('button', { name: 'Sign', exact: true }).click();
    await page.getByRole('cell', { name: 'Seen and agreed.' }).waitFor();
    expect(await s.audited('signOff.signed')).toBe(1);

    await page.getByLabel(/account and display$/).click();
    await button(page, 'Sign out').click();
    await page.waitForURL(`${provider.issuer}/session/end**`);
    await page.getByRole('button', { name: 'Sign out of the provider' }).click();
    await page.waitForURL(`${api.url}/sign-in?**`);
    expect(await page.evaluate<string[]>('Object.keys(localStorage)')).not.toContainEqual(
      expect.stringMatching(/^handover\.draft:/),
    );
    // The way back shows nothing of what was open.
    await page.goBack();
    await page.goto(`${api.url}${path}`);
    await page.waitForURL('**/sign-in?returnTo=**');
    await giver.close();
  }, 120_000);
});
