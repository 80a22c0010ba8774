import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Company, makeCompany } from '../support/company.ts';
import { writeHandover } from '../support/engine.ts';
import { browserForAllPages } from './browser.ts';
import { keyboardOf } from './keyboard.ts';
import { NASTY, everyWay, settled } from './reader.ts';
import { serve } from './served.ts';

const browser = await browserForAllPages();

describe.runIf(browser !== undefined)('what hangs on a customer, in a browser', () => {
  const s = serve(browser);
  let c: Company;
  let customerId: string;

  beforeEach(async () => {
    c = await makeCompany(s.database.admin, { receivers: 1, customers: 1 });
    customerId = c.customerIds[0] ?? '';
  });

  const enter = async (path: string, value: object) => {
    const made = await s.api.post(c.giver, path, { customerId, ...value });
    expect(made.status).toBe(201);
    return made.body;
  };
  const noteIds = async () =>
    (await s.api.get(c.giver, `notes?customer=${customerId}`)).body.items.map(({ id }: { id: string }) => id);

  test('a note: deleted by keys alone after a question, undone at once; deleted again, put back from the list', async () => {
    const note = await enter('notes', { body: '客户偏好上午联系' });
    const giver = await s.open(c.giver, { locale: 'en' });
    const keys = keyboardOf(giver.page);
    const remove = giver.page.getByRole('button', { name: 'Delete: 客户偏好上午联系' });
    await giver.open(`/customers/${customerId}`);
    await keys.press(giver.page.locator('summary').filter({ hasText: 'Notes' }));
    await keys.press(remove);
    const dialog = giver.page.getByRole('dialog');
    await dialog.getByText(/For 30 days, until .* it can be put back/).waitFor();
    await giver.check('deleting a record');
    await keys.press(dialog.getByRole('button', { name: 'Cancel' }));
    expect(await noteIds()).toContain(note.id);
    await keys.press(remove);
    await keys.press(dialog.getByRole('button', { name: 'Delete' }));
    // The focus stands on what undoes it.
    await giver.page.getByText(/Deleted: 客户偏好上午联系/).waitFor();
    await giver.page.locator('button:focus', { hasText: 'Put back' }).waitFor();
    expect(await noteIds()).not.toContain(note.id);
    await giver.check('a record deleted');
    await giver.page.keyboard.press('Enter');
    await giver.page.getByText('It is back as it was.').waitFor();
    expect(await noteIds()).toContain(note.id);

    await giver.open(`/customers/${customerId}`);
    await keys.press(giver.page.locator('summary').filter({ hasText: 'Notes' }));
    await keys.press(remove);
    await keys.press(dialog.getByRole('button', { name: 'Delete' }));
    await giver.page.getByText(/Deleted: 客户偏好上午联系/).waitFor();
    // Another time, another page: the list has it.
    await giver.open(`/customers/${customerId}`);
    await keys.press(giver.page.locator('summary').filter({ hasText: 'Deleted, can be put back' }));
    await giver.page
      .getByRole('listitem')
      .filter({ hasText: '客户偏好上午联系' })
      .getByText(/^Note · deleted by 测试giver/)
      .waitFor();
    await giver.check('deleted records');
    await keys.press(giver.page.getByRole('button', { name: /^Put back: 客户偏好上午联系, deleted/ }));
    await expect.poll(() => giver.page.getByText('Deleted, can be put back').count()).toBe(0);
    expect(await noteIds()).toContain(note.id);
    await giver.close();
  }, 120_000);

  test('a task that somebody changed since the page was read: the newer one is shown, and what is sent then deletes it', async () => {
    const task = await enter('tasks', { title: '补资料' });
    const giver = await s.open(c.giver);
    await giver.open(`/customers/${customerId}`);
    await giver.page.locator('summary').filter({ hasText: '任务' }).click();
    await giver.page.getByRole('button', { name: '删除：补资料' }).click();
    const changed = await s.api.ask(
      'PATCH',
      `tasks/${task.id}`,
      { title: '补合同资料', priority: 'urgent' },
      { as: c.hr, headers: { 'if-match': '*' } },
    );
    expect(changed.status).toBe(200);
    const dialog = giver.page.getByRole('dialog');
    await dialog.getByRole('button', { name: '删除' }).click();
    await dialog.getByRole('alert').getByText('补合同资料 · 紧急').waitFor();
    await giver.check('a record that was changed meanwhile');
    expect((await s.api.get(c.giver, `tasks/${task.id}`)).status).toBe(200);
    await dialog.getByRole('button', { name: '删除' }).click();
    await giver.page.getByText(/已删除：补合同资料/).waitFor();
    await giver.close();
    expect((await s.api.get(c.giver, `tasks/${task.id}`)).status).toBe(404);
  }, 60_000);

  test('what a handover holds: stays, and the page says which and why', async () => {
    await enter('notes', { body: '在移交中' });
    const { handoverId, label } = await writeHandover(s.database, c);
    await s.database.admin
      .insertInto('handover_items')
      .values({
        handover_id: handoverId,
        record_type: 'customer',
        record_id: customerId,
        customer_id: customerId,
        receiver_id: c.receivers[0]?.id ?? '',
        why: 'fixed',
        tier: 'standard',
      })
      .execute();
    const giver = await s.open(c.giver);
    await giver.open(`/customers/${customerId}`);
    await giver.page.locator('summary').filter({ hasText: '备忘' }).click();
    await giver.page.getByRole('button', { name: '删除：在移交中' }).click();
    const dialog = giver.page.getByRole('dialog');
    await dialog.getByRole('button', { name: '删除' }).click();
    await dialog.getByRole('alert').getByText(label).waitFor();
    await giver.check('a record that a handover holds');
    await giver.close();
    expect(await noteIds()).toHaveLength(1);
  }, 60_000);

  test('an attachment: downloaded under its own name; those who may only look delete nothing', async () => {
    const content = Buffer.from('%PDF-1.7\n合同正文');
    const { id } = await enter('attachments', {
      fileName: '合同 "终稿".pdf',
      mediaType: 'application/pdf',
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    await enter('attachments', {
      fileName: '别处.pdf',
      mediaType: 'application/pdf',
      bytes: 1,
      sha256: 'ab'.repeat(32),
      storageKey: 'archive/7',
    });
    for (const kind of ['contacts', 'projects']) await enter(kind, { name: NASTY });
    await enter('preferences', { kind: 'taboo', body: NASTY });
    await enter('communications', { channel: 'visit', happenedAt: '2026-05-04T03:02:01Z', subject: NASTY });
    await enter('calendar-events', { title: NASTY, startsAt: '2027-05-04T03:00:00Z', endsAt: '2027-05-04T04:00:00Z' });
    const sent = await fetch(`${s.api.url}/api/v1/attachments/${id}/content`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${await s.api.tokenFor(c.giver.number)}`,
        'content-type': 'application/octet-stream',
      },
      body: new Uint8Array(content),
    });
    expect(sent.status).toBe(200);
    const auditor = await s.open(c.auditor, { locale: 'en' });
    await auditor.open(`/customers/${customerId}`);
    for (const summary of await auditor.page.locator('.unfolds > summary').all()) await summary.click();
    await auditor.page.getByText('kept elsewhere: archive/7').waitFor();
    await expect.poll(() => auditor.page.locator('.unfolds li').count()).toBeGreaterThanOrEqual(7);
    expect(await auditor.page.getByRole('button', { name: /^Delete/ }).count()).toBe(0);
    const [file] = await Promise.all([
      auditor.page.waitForEvent('download'),
      auditor.page.getByRole('button', { name: /^Download: 合同/ }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^合同 .终稿.\.pdf$/);
    expect(await readFile(await file.path())).toEqual(content);
    await auditor.check('the records of a customer');
    await auditor.close();
    await everyWay((way) => s.open(c.giver, way), [['a customer with records', `/customers/${customerId}`]]);
    const giver = await s.open(c.giver, { width: 390 });
    await giver.open(`/customers/${customerId}`);
    for (const summary of await giver.page.locator('.unfolds > summary').all()) await summary.click();
    await expect.poll(() => giver.page.locator('.unfolds li').count()).toBeGreaterThanOrEqual(7);
    await settled(giver.page);
    expect(await giver.page.getByRole('button', { name: /^删除/ }).count()).toBe(
      await giver.page.locator('.unfolds li').count(),
    );
    await giver.check('the records of a customer');
    await giver.close();
  }, 120_000);
});
