import { createHash, randomUUID } from 'node:crypto';
import type { Engine } from '../support/engine.ts';
import { RECORD_KINDS } from '../../src/contract/record-schemas.ts';
import { ROUTES } from '../../src/http/routes/index.ts';
import { propose } from '../../src/db/writes/proposals.ts';
import { type TestApi, until } from '../http/api.ts';
import { type Company, type Person, makeCompany } from '../support/company.ts';
import type { TestDatabase } from '../support/database.ts';
import { bring, fullPolicy, good, makeScene } from './scene.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- answers of many routes
type Body = any;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
const dayIn = (days: number) => inDays(days).slice(0, 10);
const meeting = () => ({ startsAt: inDays(1), endsAt: new Date(Date.now() + DAY_MS + 3_600_000).toISOString() });

/**
 * Every operation once, by somebody who may and when it is due: what made requests seldom hit upon.
 * @returns what was refused, as `METHOD path: status body`
 */
export async function tour(database: TestDatabase, engine: Engine, api: TestApi): Promise<string[]> {
  const { admin } = database;
  const refused: string[] = [];
  const scene = await makeScene(database, api);
  const { c, cases, spare } = scene;
  const [receiver = c.giver, second = c.giver] = c.receivers;
  const [spareOne = c.stranger, spareTwo = c.stranger] = spare;
  const numbers = c.receivers.map(({ number }) => number);

  const say = async (as: Person | null, method: Method, path: string, body?: unknown, headers = {}): Promise<Body> => {
    const answer = await api.ask(method, path, body, {
      ...(as && { as }),
      key: randomUUID(),
      headers,
      ...(typeof body === 'string' && { raw: body }),
    });
    if (answer.status >= 300) refused.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const post = (as: Person | null, path: string, body?: unknown) => say(as, 'POST', path, body);
  const put = (as: Person, path: string, body: unknown) => say(as, 'PUT', path, body);
  const of = (wait: keyof typeof cases, rest: string) => `handovers/${cases[wait]}/${rest}`;
  const other = (customers = 2) => makeCompany(admin, { receivers: 2, customers });
  const customersOf = async (id: string, type = 'customer'): Promise<{ id: string; receiver: Person }[]> =>
    good(await api.get(c.hr, `handovers/${id}/items?type=${type}`)).items;

  // The others go on where one comes to an end: whatever is wrong is said at once.
  const parts = [
    prepare,
    verify,
    decide,
    follow,
    late,
    cover,
    company,
    rules,
    programs,
    people,
    records,
    files,
    staff,
    words,
  ];
  await Promise.all(
    parts.map((part) => part().catch((error: unknown) => refused.push(`${part.name}: ${String(error)}`))),
  );
  await read();
  return refused;

  async function prepare(): Promise<void> {
    await post(c.hr, 'handovers/preview', {
      kind: 'departure',
      reason: '离职',
      giver: c.giver.number,
      receivers: numbers,
      assignment: 'in_turn',
      scope: 'book',
    });
    const [one] = await customersOf(cases.approval);
    const to = one?.receiver.id === receiver.id ? second : receiver;
    const overrides = [{ customerId: one?.id, receiver: to.number }];
    await post(c.supervisor, of('approval', 'plan/changes'), { overrides, reason: '更熟悉该行业' });
    const [explained] = await customersOf(cases.materials);
    await put(c.giver, of('materials', `customers/${explained?.id}/explanation`), { text: '老客户，重信誉' });
    await put(c.supervisor, of('minutes', 'meeting'), { ...meeting(), location: '三号会议室' });
    const further = await post(c.supervisor, of('minutes', 'meetings'), { title: '补充会议', ...meeting() });
    await put(c.supervisor, of('minutes', `meetings/${further.id}`), { ...meeting(), location: '二号会议室' });
    await post(c.supervisor, of('minutes', `meetings/${further.id}/minutes`), { minutes: '已说明' });
    const action = await post(c.supervisor, of('minutes', 'meeting-actions'), {
      body: '补合同',
      owner: c.giver.number,
    });
    await put(c.giver, of('minutes', `meeting-actions/${action.id}`), { done: true });
  }

  async function verify(): Promise<void> {
    const mine = (await customersOf(cases.verification)).find((item) => item.receiver.id === receiver.id);
    const path = of('verification', 'discrepancies');
    const found = await post(receiver, path, { customerId: mine?.id, comment: '联系人电话不对' });
    await post(c.giver, `${path}/${found.id}/messages`, { act: 'answer', comment: '已更正' });
    await post(receiver, `${path}/${found.id}/messages`, { act: 'agree' });
    const left = await other();
    const { id } = await bring(api, { c: left, policy: scene.policy }, left.customerIds, 'verification');
    await post(left.supervisor, `handovers/${id}/verifications/confirmation`, {});
  }

  async function decide(): Promise<void> {
    const { c: o, id } = await another('approval');
    const path = (rest: string) => `handovers/${id}/${rest}`;
    await post(o.supervisor, path('pause'), {});
    await until(
      () => api.get(o.hr, `handovers/${id}`),
      ({ body }) => body.state === 'paused',
    );
    await post(o.supervisor, path('resume'), {});
    await post(o.supervisor, path('extend'), { dueAt: inDays(30) });
    await post(o.supervisor, path('replace-receiver'), { from: o.receivers[0]?.number, to: o.stranger.number });
    await until(
      () => api.get(o.hr, `handovers/${id}`),
      ({ body }) => body.waitingFor === 'approval',
    );
    await post(o.supervisor, path('cancel'), {});
    await until(
      () => api.get(o.hr, `handovers/${id}`),
      ({ body }) => body.state === 'cancelled',
    );

    const risky = await another('verification');
    const at = (rest: string) => `handovers/${risky.id}/${rest}`;
    const worst = { kind: 'other', title: '客户或流失', likelihood: 5, effect: 5 };
    const risk = await post(risky.c.supervisor, at('risks'), { ...worst, owner: risky.c.supervisor.number });
    await put(risky.c.supervisor, at(`risks/${risk.id}`), { mitigation: '上门拜访' });
    await post(risky.c.supervisor, at('verifications/confirmation'), {});
    await until(
      () => api.get(risky.c.hr, `handovers/${risky.id}`),
      ({ body }) => body.waitingFor === 'risks',
    );
    await post(risky.c.supervisor, at('risks/acceptance'), { reason: '已有应对措施' });

    await post(c.giver, of('signOff', 'sign-offs/token'));
    const waived = await another('signOff');
    await post(waived.c.hr, `handovers/${waived.id}/sign-offs/waiver`, {
      role: 'giver',
      planHash: waived.planHash,
      reason: '已离开公司',
    });
  }

  /** What there is after a transfer. */
  async function follow(): Promise<void> {
    const id = cases.reviewDate;
    const path = (rest: string) => `handovers/${id}/${rest}`;
    const [one, two, three] = await customersOf(id);
    await until(
      () => api.get(c.hr, path('training/points')),
      ({ body }) => body.items?.length > 0,
    );
    const point = good(await api.get(c.hr, path('training/points'))).items.find(
      (p: Body) => p.receiver.id === receiver.id,
    );
    await put(receiver, path(`training/points/${point.id}`), { done: true });
    await put(receiver, path('training/feedback'), { mark: 4, words: '清楚' });
    const asked = await post(receiver, path('support-requests'), { body: '合同原件在哪里？' });
    await post(c.giver, path(`support-requests/${asked.id}/messages`), { body: '档案室' });
    await post(receiver, path('contacts'), { spokeOn: dayIn(0) });
    const action = await post(c.supervisor, path('actions'), { body: '上门', owner: receiver.number, dueOn: dayIn(5) });
    await put(receiver, path(`actions/${action.id}`), { state: 'done', outcome: '已办' });
    await post(receiver, path('work-reports'), { body: '一切顺利' });
    const suggestion = await post(receiver, path('suggestions'), { body: '提前一周通知' });
    await post(c.hr, `suggestions/${suggestion.id}/decision`, { state: 'taken' });

    await until(
      () => api.get(c.hr, path('introductions')),
      ({ body }) => body.items?.some((i: Body) => i.state === 'sent'),
    );
    const mails = async () =>
      (await engine.outbox.list()).filter(({ to }) => to.some((a) => a.startsWith(one?.id ?? '-')));
    await untilTrue(async () => (await mails()).length > 0);
    const token = /\/l\/([\w.-]+)/.exec((await mails())[0]?.text ?? '')?.[1] ?? '';
    await say(null, 'GET', `links/${token}`);
    await say(null, 'POST', `links/${token}`, { answer: 'agreed' });
    const introducer = async (customerId: string | undefined) =>
      c.receivers.find((r) => r.id === three?.receiver.id && customerId === three?.id) ??
      c.receivers.find((r) => r.id === two?.receiver.id) ??
      receiver;
    await post(await introducer(two?.id), path(`introductions/${two?.id}/resend`));
    await post(await introducer(two?.id), path(`introductions/${two?.id}/answer`), { answer: 'agreed', via: 'phone' });
    await post(c.supervisor, path('introductions/preview'), { customerId: three?.id });
    await post(c.hr, path('introduction/extend'), { dueAt: inDays(60) });

    await admin
      .updateTable('customers')
      .set({ state: 'lost' })
      .where('id', '=', one?.id ?? '')
      .execute();
    await untilTrue(async () => {
      const answer = await api.put(c.supervisor, `customers/${one?.id}/loss`, { reason: 'price' });
      return answer.status === 200 || answer.body.code !== 'customerNotLost';
    });
    await post(c.supervisor, path('restore/preview'), {});
    const returning = c.receivers.find((r) => r.id === three?.receiver.id) ?? receiver;
    await post(returning, path('return-items'), { customerIds: [three?.id], comment: '区域不符' });
    await admin
      .updateTable('customers')
      .set({ owner_id: c.stranger.id })
      .where('id', '=', two?.id ?? '')
      .execute();
    await post(c.supervisor, path('restore'), { customerIds: [two?.id] });
    const conflicts = good(await api.get(c.supervisor, path('conflicts?open=true')));
    await post(c.supervisor, path(`conflicts/${conflicts.items[0]?.id}/decision`), { decision: 'keep' });
  }

  /** What policies ask for after the signatures. */
  async function late(): Promise<void> {
    const stopped = await another('safety', (p) => {
      if (p.safety) p.safety.maxCustomers = 1;
    });
    await post(stopped.c.boss, `handovers/${stopped.id}/release`, { decision: 'go' });

    const letters = await another('reviewDate', (p) => {
      if (!p.introduction) return;
      p.introduction.approval = { by: 'supervisor', wait: p.introduction.inPerson };
      p.introduction.tiers.standard.channel = 'meeting';
      p.introduction.tiers.light = p.introduction.tiers.standard;
      p.introduction.tiers.strict = p.introduction.tiers.standard;
    });
    const path = (rest: string) => `handovers/${letters.id}/${rest}`;
    await until(
      () => api.get(letters.c.hr, path('introduction')),
      ({ body }) => body.phase === 'approval',
    );
    await post(letters.c.supervisor, path('introduction/approval'), { decision: 'approved' });
    const sent = (body: Body) => body.items?.find((i: Body) => i.state === 'sent' || i.state === 'toDo');
    const { body } = await until(
      () => api.get(letters.c.hr, path('introductions')),
      (answer) => sent(answer.body),
    );
    const met = sent(body);
    const by = letters.c.receivers.find((r) => r.id === met.receiver?.id) ?? letters.c.supervisor;
    await put(by, path(`introductions/${met.customer.id}/meeting`), meeting());
  }

  async function cover(): Promise<void> {
    const o = await other();
    const policy = await fullPolicy(admin);
    const more = { kind: 'absence_cover', until: inDays(30) };
    const { id } = await bring(api, { c: o, policy }, o.customerIds, 'coverEnd', more);
    await post(o.hr, `handovers/${id}/cover/extension`, { until: inDays(40) });
    await post(o.hr, `handovers/${id}/cover/end`, { decision: 'return' });
  }

  async function company(): Promise<void> {
    const o = await other();
    const [customer] = o.customerIds;
    const grant = { grantee: o.stranger.number, level: 'view', endsAt: inDays(10), reason: '协助' };
    const granted = await post(o.supervisor, `customers/${customer}/grants`, grant);
    await post(o.supervisor, `grants/${granted.id}/revoke`);
    await put(o.giver, `customers/${customer}/team`, { members: [{ person: o.stranger.number }] });
    const rule = await post(c.hr, 'sharing-rules', {
      readers: { role: 'coordinator' },
      customers: { region: '华东' },
      level: 'view',
      reason: '协同',
    });
    await post(c.hr, `sharing-rules/${rule.id}/end`);
    const { items } = good(await api.get(c.hr, 'imports/mappings'));
    // Those that read any header name no columns.
    const mapping = items.find((m: Body) => m.table === 'customers' && m.columns.length > 0);
    const csv = `${mapping.columns.join(',')}\n`;
    const done = await api.ask('POST', `imports?mapping=${encodeURIComponent(mapping.name)}&dryRun=true`, undefined, {
      as: c.hr,
      raw: csv,
      headers: { 'content-type': 'text/csv' },
    });
    if (done.status >= 300) refused.push(`POST imports: ${JSON.stringify(done.body)}`);
    else {
      await say(c.hr, 'GET', `imports/${done.body.importId}`);
      await say(c.hr, 'GET', `imports/${done.body.importId}/refused`);
    }
  }

  async function rules(): Promise<void> {
    const [{ body }] = [await api.get(c.hr, 'policies/standard/1')];
    const key = `tour-${randomUUID().slice(0, 8)}`;
    await post(c.hr, 'policies', { key, basedOn: 0, name: { zh: '试行', en: 'Trial' }, body: body.body });
    await post(c.hr, 'policies/try', {
      giver: c.giver.number,
      receivers: numbers,
      customerIds: c.customerIds.slice(0, 2),
      policy: { key },
    });
    const code = `T${randomUUID().slice(0, 6).toUpperCase()}`;
    const workdays = {
      weeklyWorkdays: [1, 2, 3, 4, 5],
      timeZone: 'Asia/Shanghai',
      dayStarts: '09:00',
      dayEnds: '18:00',
    };
    await post(c.hr, 'calendars', { code, name: { zh: '试', en: 'Trial' }, ...workdays, year: 2027, days: [] });
    const template = { subject: '变更说明', body: '尊敬的客户：请查看 {{ link }}' };
    const { items } = good(await api.get(c.hr, 'letter-templates?channel=letter&language=zh-CN'));
    const basedOn = Math.max(0, ...items.map((t: Body) => t.version));
    await post(c.hr, 'letter-templates', { channel: 'letter', language: 'zh-CN', basedOn, ...template });
    await post(c.hr, 'audit/erasures', { subject: spareTwo.id, reason: 'request' });
  }

  async function programs(): Promise<void> {
    const url = 'https://hooks.example.com/in';
    const { webhook } = await post(c.ops, 'webhooks', { url, events: ['handover.*'] });
    const path = `webhooks/${webhook.id}`;
    await put(c.ops, path, { description: '数据平台' });
    await post(c.ops, `${path}/secret`, {});
    await post(c.ops, `${path}/ping`);
    await say(c.ops, 'GET', `${path}/deliveries`);
    await say(c.ops, 'GET', path);
    await post(c.ops, `${path}/replay`, { failedSince: inDays(-1) });
    await say(c.ops, 'DELETE', path);
    await say(null, 'GET', 'demo/people');
    const reviewed = { grantee: c.stranger.number, level: 'view', endsAt: inDays(60), reason: '协助' };
    await post(c.supervisor, `customers/${c.customerIds.at(-1)}/grants`, reviewed);
    const review = await post(c.hr, 'access-reviews');
    const reviewers = [c.supervisor, c.boss, c.hr, c.giver];
    await untilTrue(async () => {
      for (const one of reviewers) {
        const { body } = await api.get(one, `access-reviews/${review.id}/items`);
        const mine = (body.items ?? []).find((i: Body) => i.decision === null || i.decision === undefined);
        const items = [{ id: mine?.id, decision: 'confirm' }];
        if (mine && (await api.post(one, `access-reviews/${review.id}/answers`, { items })).status < 300) return true;
      }
      return false;
    });
  }

  async function people(): Promise<void> {
    const o = await other();
    await post(c.hr, `employees/${spareOne.id}/freeze`, { reason: '调查' });
    await post(c.hr, `employees/${spareOne.id}/unfreeze`);
    await post(c.hr, `employees/${spareTwo.id}/sessions/end`);
    await post(o.stranger, 'me/sessions/end', {});
    await put(o.hr, `employees/${o.stranger.id}/employment`, { title: '主管' });
    const delegation = { to: o.boss.number, endsAt: inDays(5), reason: '休假' };
    const made = await post(o.supervisor, 'delegations', delegation);
    await post(o.supervisor, `delegations/${made.id}/end`);
    const leaving = { employee: o.giver.number, lastDay: dayIn(20), reason: '个人原因' };
    const departure = await post(o.hr, 'departures', leaving);
    await until(
      () => api.get(o.hr, `departures/${departure.id}`),
      ({ status }) => status === 200,
    );
    await post(o.hr, `departures/${departure.id}/look`);
    await post(o.hr, `departures/${departure.id}/cancel`, { reason: '留任' });
    for (const decided of ['accept', 'dismiss']) {
      const p = await other();
      const proposal = await proposed(p);
      if (decided === 'accept')
        await post(p.hr, `proposals/${proposal}/accept`, { receivers: p.receivers.map((r) => r.number) });
      else await post(p.hr, `proposals/${proposal}/dismiss`, { reason: '留任' });
    }
  }

  async function proposed(o: Company): Promise<string> {
    await admin
      .updateTable('employees')
      .set({ state: 'leaving', last_day: dayIn(20) })
      .where('id', '=', o.giver.id)
      .execute();
    const on = { ownerLeaves: { enabled: true }, receiverUnavailable: { enabled: true } };
    const when = { at: new Date().toISOString(), day: dayIn(0), only: o.giver.id };
    await database.worker.transaction().execute((tx) => propose(tx, on, when));
    const { items } = good(await api.get(o.hr, 'proposals?state=open'));
    return items.find((one: Body) => one.giver.id === o.giver.id)?.id;
  }

  /** What hangs on a customer: each kind entered as the document shows it, read, changed, one and many; deleted and put back where it may be. */
  async function records(): Promise<void> {
    const document: Body = await (await fetch(`${api.url}/openapi.json`)).json();
    const o = await other();
    const [customerId] = o.customerIds;
    const any = { 'if-match': '*' };
    const customer = await post(o.giver, 'customers', { name: '新客户' });
    await say(o.giver, 'PATCH', `customers/${customer.id}`, { industry: '零售' }, any);
    const value = { complexity: 2 };
    await post(o.giver, 'customers/bulk', { operations: [{ op: 'update', id: customer.id, ifMatch: '*', value }] });
    await post(o.giver, `customers/${o.customerIds[1]}/merge`, { from: customer.id });
    const made: Record<string, string> = {};
    for (const { path, type } of Object.values(RECORD_KINDS)) {
      const { post: entry } = document.paths[`/api/v1/${path}`];
      const shown = entry.requestBody.content['application/json'];
      const { customerId: _, productId: _p, assignee: _a, seller: _s, closedOn: _c, orderId, ...value } = shown.example;
      const { id } = await post(o.giver, path, { ...value, ...(orderId ? { orderId: made.order } : { customerId }) });
      made[type] = id;
      await say(o.giver, 'GET', `${path}/${id}`);
      // What an attachment is of is told once.
      const change = path === 'attachments' ? { fileName: value.fileName } : value;
      await say(o.giver, 'PATCH', `${path}/${id}`, change, any);
      await post(o.giver, `${path}/bulk`, { operations: [{ op: 'update', id, ifMatch: '*', value: change }] });
      if (!ROUTES.some((route) => route.method === 'delete' && route.path === `/${path}/{id}`)) continue;
      await say(o.giver, 'DELETE', `${path}/${id}`, undefined, any);
      await post(o.giver, `deleted-records/${id}/restore`);
    }
  }

  /** What comes and goes as a file. */
  async function files(): Promise<void> {
    const mapping = `imports/mappings/tour-${randomUUID().slice(0, 8)}/customers`;
    await put(c.hr, mapping, { table: 'customers', sourceId: { from: 'No' }, fields: { name: { from: 'Who' } } });
    await say(c.hr, 'GET', mapping);
    await say(c.hr, 'DELETE', mapping);
    await say(c.hr, 'POST', 'imports/preview?mapping=standard/customers', '编号,名称\n1,甲\n', {
      'content-type': 'text/csv',
    });
    await say(c.hr, 'GET', 'exports/customers');
    const content = '%PDF-1.7 x';
    const { id } = await post(c.giver, 'attachments', {
      customerId: c.customerIds.at(-1),
      fileName: '合同.pdf',
      mediaType: 'application/pdf',
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    await say(c.giver, 'PUT', `attachments/${id}/content`, content, { 'content-type': 'application/octet-stream' });
    await say(c.giver, 'GET', `attachments/${id}/content`);
  }

  /** People and programs, as HR and operators keep them. */
  async function staff(): Promise<void> {
    const tag = randomUUID().slice(0, 8);
    const department = await post(c.hr, 'departments', { code: `T${tag}`, zh: '试', en: 'Trial' });
    await say(c.hr, 'GET', `departments/${department.id}`);
    await say(c.hr, 'PATCH', `departments/${department.id}`, { en: 'Trials' });
    const person = await post(c.hr, 'employees', { number: `t-${tag}`, name: '新人', email: `t-${tag}@demo.example` });
    await say(c.hr, 'PATCH', `employees/${person.id}`, { title: '经理' });
    const account = await post(c.ops, 'service-accounts', { name: `tour ${tag}`, scopes: ['webhooks'] });
    const path = `service-accounts/${account.id}`;
    await say(c.ops, 'GET', path);
    const made = await post(c.ops, `${path}/tokens`, { name: 'tour', scopes: ['webhooks'], expiresAt: inDays(1) });
    const { items } = await say(c.ops, 'GET', `${path}/tokens`);
    await post(c.ops, `${path}/tokens/${made.apiToken?.id ?? items[0].id}/revoke`);
    await post(c.ops, `${path}/end`);
  }

  /** What people are told, and in which words. */
  async function words(): Promise<void> {
    const path = 'templates/turn.approval/zh-CN';
    await say(c.hr, 'GET', path);
    for (const basedOn of [0, 1]) await post(c.hr, path, { subject: '请审批', body: '{{ name }}，您好', basedOn });
    await post(c.hr, `${path}/preview`, { version: 1 });
    await post(c.hr, `${path}/publish`, { version: 1 });
    await say(c.hr, 'GET', `${path}/compare?from=1&to=2`);
    const { items } = await say(c.supervisor, 'GET', 'notifications');
    const [{ id }] = items;
    await say(c.supervisor, 'GET', `notifications/${id}`);
    await post(c.supervisor, `notifications/${id}/read`);
    await post(c.supervisor, 'notifications/read-all', { upTo: id });
    await put(c.supervisor, 'me/notification-preferences', {
      language: 'zh-CN',
      timeZone: 'Asia/Shanghai',
      channels: {},
      digest: { when: 'immediately', hour: 9 },
      quietHours: null,
      quietDays: true,
      delegateCopies: false,
      summaries: 'off',
    });
  }

  /** A company of its own with one case. */
  async function another(wait: Parameters<typeof bring>[3], change?: Parameters<typeof fullPolicy>[1]) {
    const o = await other();
    const policy = change ? await fullPolicy(admin, change) : scene.policy;
    return { c: o, ...(await bring(api, { c: o, policy }, o.customerIds, wait)) };
  }

  /** Whatever only looks, of everything that is there by now, by whoever may. */
  async function read(): Promise<void> {
    const required: Record<string, string> = {
      compareMaterials: 'from=1&to=1',
      reportChurn: `from=${dayIn(-30)}&to=${dayIn(0)}`,
      comparePolicies: 'from=standard/1&to=standard/2',
    };
    const callers = [c.hr, c.supervisor, c.giver, receiver, c.auditor, c.ops];
    const anyOf = async (path: string, key = 'id') => good(await api.get(c.hr, path)).items?.[0]?.[key];
    const ids: Record<string, () => Promise<string>> = {
      'audit/entries': () => anyOf('audit?limit=1'),
      'access-reviews': () => anyOf('access-reviews'),
      departures: () => anyOf('departures'),
      imports: async () => '',
      customers: async () => c.customerIds.at(-1) ?? '',
      employees: async () => c.giver.id,
    };
    for (const route of ROUTES) {
      if (route.method !== 'get' || /\{(token|webhookId)\}|\/imports\/\{id\}/.test(route.path)) continue;
      if (route.alsoGives === 'text/event-stream') continue;
      let taken = false;
      for (const id of Object.values(cases)) {
        const [customer] = await customersOf(id);
        const [, before = ''] = /^\/(.*)\/\{id\}/.exec(route.path) ?? [];
        const path = route.path
          .slice(1)
          .replace('{handoverId}', id)
          .replace('{customerId}', customer?.id ?? '')
          .replace('{discrepancyId}', (await anyOf(`handovers/${id}/discrepancies`)) ?? '-')
          .replace('{id}', (await ids[before]?.()) ?? '-')
          .replace('{key}/{version}', 'standard/1')
          .replace('{key}', 'standard')
          .replace('{code}/{year}', 'CN/2026');
        const query = required[route.operationId];
        for (const as of callers) {
          const { status } = await api.get(as, `${path}${query === undefined ? '' : `?${query}`}`);
          taken ||= status < 300;
          if (taken) break;
        }
        if (taken) break;
      }
    }
    const stop = new AbortController();
    const events = await fetch(`${api.url}/api/v1/handovers/${cases.approval}/events`, {
      headers: { authorization: `Bearer ${await api.tokenFor(c.hr.number)}` },
      signal: stop.signal,
    });
    if (events.status !== 200) refused.push(`GET events: ${events.status}`);
    stop.abort();
  }
}

async function untilTrue(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries > 400) throw new Error('never came true');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
