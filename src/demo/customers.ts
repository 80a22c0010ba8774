import type { DemoEmployee } from './company.ts';
import type { Random } from './random.ts';
import * as words from './words.ts';

type Row = Record<string, string | number | boolean | string[] | null>;
export type Rows = Record<(typeof TABLES)[number], Row[]>;

/** In the order in which they are written. */
export const TABLES = [
  'customers',
  'contacts',
  'orders',
  'order_lines',
  'opportunities',
  'contracts',
  'projects',
  'preferences',
  'notes',
  'communications',
  'tasks',
  'calendar_events',
  'feedback',
  'approvals',
] as const;

/**
 * Invents customers with everything that hangs on them; dates count from `today`, so that "the contract ends soon" stays true.
 * @param sellers account managers; some get more than others, some customers lie in the pool
 */
export function inventCustomers(random: Random, count: number, sellers: DemoEmployee[], today: string): Rows {
  const rows: Rows = {
    customers: [],
    contacts: [],
    orders: [],
    order_lines: [],
    opportunities: [],
    contracts: [],
    projects: [],
    preferences: [],
    notes: [],
    communications: [],
    tasks: [],
    calendar_events: [],
    feedback: [],
    approvals: [],
  };
  const day = (offset: number) => new Date(Date.parse(today) + offset * 86_400_000).toISOString().slice(0, 10);
  const instant = (offset: number) => `${day(offset)}T${String(random.between(1, 9)).padStart(2, '0')}:30:00Z`;
  for (let i = 0; i < count; i += 1) {
    const owner = random.chance(0.03) ? null : random.pick(random.chance(0.3) ? sellers.slice(0, 8) : sellers);
    const region = (owner?.region ?? random.pick(Object.keys(words.REGIONS))) as keyof typeof words.REGIONS;
    const city = random.pick(words.REGIONS[region]);
    const industry = random.pick(words.INDUSTRIES);
    const foreign = random.chance(0.05);
    const value = random.heavyTailed(30_000);
    const since = random.between(30, 2_500);
    const customer = random.id();
    const seller = owner?.id ?? null;
    rows.customers.push({
      id: customer,
      name: foreign
        ? `${random.pick(words.FOREIGN)} ${random.pick(['Trading', 'Systems', 'Medical'])} ${i + 1} Ltd.`
        : `${city}${random.pick(words.STEMS)}${random.pick(words.STEMS)}${words.TRADE[industry]}有限公司`,
      owner_id: seller,
      annual_value: value,
      complexity: value > 500_000 ? random.between(3, 5) : random.between(1, 3),
      business_type:
        value > 800_000 ? 'key_account' : random.pick(['direct', 'channel', 'project', 'service', 'direct']),
      stage: since < 180 ? 'new' : random.pick(['growing', 'stable', 'stable', 'declining']),
      cooperation_since: day(-since),
      industry,
      region,
      city,
      country: foreign ? 'SG' : 'CN',
      phone: `021-5550-${String(1000 + (i % 9000))}`,
      state: random.chance(0.06) ? 'dormant' : 'active',
      parent_id: i > 20 && random.chance(0.03) ? String(random.pick(rows.customers.slice(0, -1)).id) : null,
    });
    const of = { customer_id: customer };
    const colleague = random.chance(0.04) ? random.pick(sellers).id : null;
    const contacts = random.between(1, 4);
    for (let k = 0; k < contacts; k += 1)
      rows.contacts.push({
        ...of,
        id: random.id(),
        name: random.pick(words.SURNAMES) + random.pick(words.GIVEN),
        title: random.pick(['采购经理', '技术负责人', '总经理', '财务主管']),
        is_key: k === 0 && random.chance(0.95),
        phone: `138-0000-${String(random.between(1000, 9999))}`,
        email: `contact${i}-${k}@customer.example`,
      });
    for (let k = random.between(0, 4); k > 0; k -= 1) {
      const order = random.id();
      const quantity = random.between(1, 20);
      const price = random.between(200, 9_000);
      rows.orders.push({
        ...of,
        id: order,
        number: `SO-${rows.orders.length + 1}`,
        ordered_on: day(-random.between(1, 720)),
        total: quantity * price,
        state: random.chance(0.1) ? 'open' : 'paid',
        seller_id: seller,
      });
      rows.order_lines.push({
        id: random.id(),
        order_id: order,
        product: random.pick(words.PRODUCTS),
        quantity,
        unit_price: price,
      });
    }
    if (random.chance(0.6)) {
      const stage = random.pick(['prospecting', 'engaging', 'won', 'lost']);
      const closed = stage === 'won' || stage === 'lost';
      rows.opportunities.push({
        ...of,
        id: random.id(),
        title: `${random.pick(words.PRODUCTS)}采购`,
        stage,
        amount: random.heavyTailed(8_000),
        engaged_on: day(-200),
        closed_on: closed ? day(-random.between(1, 180)) : null,
        seller_id: closed ? seller : null,
        assignee_id: colleague,
      });
    }
    if (random.chance(0.5))
      rows.contracts.push({
        ...of,
        id: random.id(),
        number: `HT-${i + 1}`,
        title: '年度服务合同',
        starts_on: day(-random.between(200, 700)),
        ends_on: day(random.between(-30, 500)),
        amount: value,
      });
    if (random.chance(0.25))
      rows.projects.push({
        ...of,
        id: random.id(),
        name: '系统上线项目',
        progress_pct: random.between(0, 95),
        state: 'running',
        due_on: day(random.between(10, 200)),
        summary: '按里程碑推进',
      });
    for (const kind of ['preference', 'need', 'taboo'] as const)
      if (random.chance(kind === 'taboo' ? 0.2 : 0.7))
        rows.preferences.push({ ...of, id: random.id(), kind, body: random.pick(words.PREFERENCES[kind]) });
    if (random.chance(0.4))
      rows.notes.push({ ...of, id: random.id(), author_id: seller, body: random.pick(words.NOTES) });
    for (let k = random.between(1, 5); k > 0; k -= 1) {
      const channel = random.pick(['call', 'mail', 'visit', 'wechat', 'meeting'] as const);
      rows.communications.push({
        ...of,
        id: random.id(),
        channel,
        direction: random.chance(0.3) ? 'in' : 'out',
        happened_at: instant(-random.between(0, 400)),
        subject: words.SUBJECTS[channel],
        tags: [random.pick(['报价', '交付', '售后', '关系维护'])],
        author_id: seller,
      });
    }
    for (let k = random.between(0, 2); k > 0; k -= 1)
      rows.tasks.push({
        ...of,
        id: random.id(),
        title: random.pick(words.TASKS),
        priority: random.pick(['urgent', 'important', 'normal', 'normal']),
        state: random.pick(['doing', 'doing', 'review', 'done']),
        due_on: day(random.between(-20, 40)),
        is_promise: random.chance(0.15),
        assignee_id: colleague,
      });
    if (random.chance(0.2)) {
      const start = instant(random.between(1, 30));
      rows.calendar_events.push({
        ...of,
        id: random.id(),
        title: '客户例会',
        starts_at: start,
        ends_at: new Date(Date.parse(start) + 3_600_000).toISOString(),
        location: city,
      });
    }
    if (random.chance(0.3)) {
      const type = random.pick(['inquiry', 'suggestion', 'complaint', 'praise'] as const);
      rows.feedback.push({
        ...of,
        id: random.id(),
        type,
        satisfaction: type === 'complaint' ? random.between(1, 2) : random.between(3, 5),
        state: random.chance(0.3) ? 'open' : 'closed',
        received_at: instant(-random.between(1, 200)),
        body: random.pick(type === 'complaint' ? words.COMPLAINTS : words.PRAISE),
      });
    }
    if (random.chance(0.05))
      rows.approvals.push({
        ...of,
        id: random.id(),
        kind: 'discount',
        title: '折扣审批',
        amount: random.between(1_000, 50_000),
        requested_by: seller,
      });
  }
  for (const person of sellers) {
    rows.tasks.push({
      customer_id: null,
      id: random.id(),
      title: '整理区域季度总结',
      priority: 'important',
      state: 'doing',
      due_on: day(12),
      is_promise: false,
      assignee_id: person.id,
    });
    const start = instant(5);
    rows.calendar_events.push({
      customer_id: null,
      id: random.id(),
      title: '区域周会',
      starts_at: start,
      ends_at: new Date(Date.parse(start) + 3_600_000).toISOString(),
      location: person.region,
      assignee_id: person.id,
    });
  }
  return rows;
}
