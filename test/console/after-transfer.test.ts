import { beforeAll, describe, expect, test } from 'vitest';
import { openPoints } from '../../src/db/writes/transition.ts';
import { type Company, makeCompany, makePolicy } from '../support/company.ts';
import { writeHandover } from '../support/engine.ts';
import { gatewayAway } from '../support/gateway-away.ts';
import { trainingRule } from '../support/training.ts';
import { browserForAllPages } from './browser.ts';
import { type Reader, button, everyWay, settled } from './reader.ts';
import { serve } from './served.ts';

const browser = await browserForAllPages();

describe.runIf(browser !== undefined)('a case after its transfer, in a browser', () => {
  const s = serve(browser, {
    gateway: { ...gatewayAway, wakeTransition: () => Promise.resolve(), wakeIntroduction: () => Promise.resolve() },
  });
  let c: Company;
  let handoverId: string;

  /** Customers have moved to one receiver, are told of it, and the receivers are trained. */
  beforeAll(async () => {
    c = await makeCompany(s.database.admin, { receivers: 2, customers: 3 });
    const { admin, worker } = s.database;
    const policy = await makePolicy(admin, (p) => {
      p.training = trainingRule;
    });
    ({ handoverId } = await writeHandover(s.database, c, { policy }));
    await admin
      .updateTable('handovers')
      .set({ state: 'running', step: 'followUp' })
      .where('id', '=', handoverId)
      .execute();
    const owner = { owner_id: receiver().id };
    await admin.updateTable('customers').set(owner).where('id', 'in', c.customerIds).execute();
    await admin
      .insertInto('handover_items')
      .values(
        c.customerIds.map((customer_id) => ({
          handover_id: handoverId,
          record_type: 'customer',
          record_id: customer_id,
          customer_id,
          receiver_id: receiver().id,
          why: 'fixed',
          tier: 'standard',
        })),
      )
      .execute();
    const templates = await admin.selectFrom('letter_templates').select('id').where('version', '=', 1).execute();
    await admin
      .insertInto('introduction_runs')
      .values({
        handover_id: handoverId,
        phase: 'running',
        templates: templates.map(({ id }) => id),
        started_at: new Date(),
      })
      .execute();
    await admin
      .insertInto('introductions')
      .values(
        c.customerIds.map((customer_id) => ({
          handover_id: handoverId,
          customer_id,
          receiver_id: receiver().id,
          channel: 'letter',
          language: 'zh-CN',
          consent_days: 5,
          state: 'sent',
        })),
      )
      .execute();
    const endsAt = '2999-01-01T00:00:00.000Z';
    await worker.transaction().execute((tx) =>
      openPoints(tx, handoverId, trainingRule, {
        deadline: { dueAt: endsAt, agenda: [], yearUnknown: false },
        startedAt: new Date().toISOString(),
        endsAt,
      }),
    );
  });

  const receiver = (n = 0) => c.receivers[n] ?? c.stranger;
  const everyWayOf = (what: string, tab: string) =>
    everyWay((way) => s.open(c.supervisor, way), [[what, `/handovers/${handoverId}/${tab}`]]);
  const openTab = async (reader: Reader, tab: string) => {
    await reader.open(`/handovers/${handoverId}/${tab}`);
    await settled(reader.page);
  };

  test('the introductions: the letter is shown, and what a customer said by phone is entered', async () => {
    await everyWayOf('introductions', 'introductions');
    const reader = await s.open(receiver());
    await openTab(reader, 'introductions');
    await button(reader.page, '查看信函').first().click();
    await reader.page.locator('.preview').waitFor();
    await reader.check('a letter, shown');
    await reader.page.getByRole('dialog').getByRole('button', { name: '关闭' }).last().click();
    await button(reader.page, '录入答复').first().click();
    const dialog = reader.page.getByRole('dialog');
    await dialog.getByLabel('异议').check();
    await dialog.getByLabel('客户原话', { exact: false }).fill('希望换一位');
    await reader.check('an answer, entered');
    await dialog.getByRole('button', { name: '保存' }).click();
    await reader.page.getByRole('cell', { name: '希望换一位' }).waitFor();
    await reader.close();
    const states = await s.database.admin
      .selectFrom('introductions')
      .select('state')
      .where('handover_id', '=', handoverId)
      .execute();
    expect(states.filter(({ state }) => state === 'objected')).toHaveLength(1);
  }, 120_000);

  test('the training: done by the receiver, marked by the giver, questions asked and answered', async () => {
    const learner = await s.open(receiver());
    await openTab(learner, 'training');
    // Who learns a point does not say how well they can do it.
    expect(await learner.page.getByRole('combobox').count()).toBe(0);
    await learner.page.getByLabel('演示客户情况').click();
    await learner.page.getByText(/已于 .* 进行/).waitFor();
    await learner.page.getByLabel('向移交人提问').fill('报价单在哪里？');
    await button(learner.page, '提问').click();
    await learner.page.getByText('待答复').waitFor();
    await learner.page.getByRole('radio', { name: '4', exact: true }).check();
    await learner.page.getByRole('form', { name: '培训效果如何？' }).getByRole('button', { name: '保存' }).click();
    await learner.check('the training, for who learns');

    const giver = await s.open(c.giver, { locale: 'en', width: 390 });
    // The address that a notification leads to.
    await giver.page.goto(`${s.api.url}/handovers/${handoverId}/support-requests`);
    await giver.page.getByText('报价单在哪里？').waitFor();
    await giver.page.getByLabel('Answer, or add to it').fill('In the shared folder.');
    await button(giver.page, 'Send').click();
    await giver.page.getByText('answered', { exact: true }).waitFor();
    await giver.page
      .getByRole('combobox', { name: /^How well 测试receiver1 can do it: Show the customers/ })
      .selectOption('4');
    await giver.page.getByText('confirmed', { exact: true }).waitFor();
    await giver.close();
    await learner.close();
    await everyWayOf('training', 'training');
    const { body } = await s.api.get(c.supervisor, `handovers/${handoverId}/training`);
    const mine = body.receivers.find((one: { receiver: { id: string } }) => one.receiver.id === receiver().id);
    expect(mine).toMatchObject({ confirmed: 1, asked: 1, unanswered: 0, feedback: { mark: 4 } });
  }, 120_000);

  test('a risk: entered about a customer that is looked for, assessed anew and closed', async () => {
    const [customerId = ''] = c.customerIds;
    const { name } = (await s.api.get(c.supervisor, `customers/${customerId}`)).body;
    const supervisor = await s.open(c.supervisor);
    const asked: string[] = [];
    supervisor.page.on('request', (request) => asked.push(request.url()));
    await openTab(supervisor, 'risks');
    await button(supervisor.page, '登记风险').click();
    const dialog = supervisor.page.getByRole('dialog');
    const customer = dialog.getByRole('combobox', { name: '客户', exact: true });
    expect(await customer.inputValue()).toBe('整个移交');
    expect(asked.filter((url) => url.includes('/items'))).toEqual([]);
    await customer.fill('没有这样的客户');
    await dialog.getByText('没有符合条件的客户').waitFor();
    await customer.fill(name);
    await dialog.getByRole('option', { name }).waitFor();
    expect(await dialog.getByRole('listbox').getByRole('option').count()).toBe(1);
    await supervisor.check('the customer of a risk');
    await supervisor.page.keyboard.press('Enter');
    expect(await customer.inputValue()).toBe(name);
    // Nothing typed: the whole case is offered first, and takes the choice back.
    await customer.fill('');
    await dialog.getByRole('option', { name: '整个移交' }).click();
    expect(await customer.inputValue()).toBe('整个移交');
    await customer.fill(name);
    await dialog.getByRole('option', { name }).click();
    await dialog.getByLabel('简述').fill('联系人即将离职');
    await dialog.getByLabel('可能性').selectOption('4');
    await dialog.getByText('合计 12/25').waitFor();
    await supervisor.check('a risk, entered');
    await dialog.getByRole('button', { name: '保存' }).click();
    await supervisor.page.getByRole('row', { name: /联系人即将离职/ }).waitFor();
    await supervisor.page.getByRole('button', { name: '修改：联系人即将离职' }).click();
    await dialog.getByLabel('影响').selectOption('1');
    await dialog.getByLabel('风险已解除').check();
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.waitFor({ state: 'detached' });
    await supervisor.close();
    const { body } = await s.api.get(c.supervisor, `handovers/${handoverId}/risks`);
    expect(body.items[0]).toMatchObject({
      sentence: '联系人即将离职',
      customer: { id: customerId },
      likelihood: 4,
      effect: 1,
      state: 'closed',
    });
    await everyWayOf('risks', 'risks');
  }, 120_000);

  test('a corrective action: opened by the supervisor, ended by whose it is', async () => {
    const supervisor = await s.open(c.supervisor, { locale: 'en' });
    await openTab(supervisor, 'reviews');
    await button(supervisor.page, 'Open a corrective action').click();
    const dialog = supervisor.page.getByRole('dialog');
    await dialog.getByLabel('What is to be done').fill('Call every customer once.');
    await dialog.getByLabel('Until when').fill('2999-01-01');
    await supervisor.check('a corrective action, opened');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await supervisor.page.getByText('Call every customer once.').waitFor();
    await everyWayOf('corrective actions', 'reviews');
    await supervisor.close();

    const reader = await s.open(receiver());
    await openTab(reader, 'actions');
    expect(await button(reader.page, '开立整改措施').count()).toBe(0);
    await button(reader.page, '记录结果').click();
    await reader.page.getByLabel('结果', { exact: true }).fill('全部已联系');
    await button(reader.page, '已完成').click();
    await reader.page.getByRole('listitem').getByText('全部已联系').waitFor();
    await reader.close();
    const { body } = await s.api.get(c.supervisor, `handovers/${handoverId}/actions`);
    expect(body.items[0]).toMatchObject({ state: 'done', outcome: '全部已联系', owner: { id: receiver().id } });
  }, 120_000);
});
