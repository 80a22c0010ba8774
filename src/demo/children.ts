import type { DemoCompany } from './company.ts';
import { dummyMobile } from './company.ts';
import type { Customer } from './customers.ts';
import { type Dates, hourAfter } from './dates.ts';
import type { Random } from './random.ts';
import type { Put } from './rows.ts';
import * as say from './sentences.ts';
import { FOREIGN_PEOPLE, GIVEN, SURNAMES } from './words.ts';

/** What the makers of child records share. */
interface Made {
  random: Random;
  dates: Dates;
  company: DemoCompany;
  customer: Customer;
  put: Put;
}

interface Kind {
  /** how many of these a customer has when nobody asks for a number */
  usual(made: Made): number;
  /** @param k counts the customer's records of this kind from 0 */
  make(made: Made, k: number): void;
}

/**
 * Invents all that hangs on a customer.
 * @param count so many records, of each kind in turn (lines of orders not counted); absent: as many as usual
 */
export function inventChildren(made: Made, count?: number): void {
  KINDS.forEach((kind, i) => {
    const here = count === undefined ? kind.usual(made) : Math.ceil((count - i) / KINDS.length);
    for (let k = 0; k < here; k += 1) kind.make(made, k);
  });
}

/** Columns of every child record. */
function record({ random, customer }: Made) {
  return { id: random.id(), source: 'demo', customer_id: customer.id };
}

/** Nearly all records follow their customer; some were given to a colleague in person. */
function assignee({ random, company }: Made): string | null {
  return random.chance(0.04) ? random.pick(company.sellers).id : null;
}

/** Whoever sold it need not be who owns the customer today. */
function seller({ random, company, customer }: Made): string {
  return random.chance(0.1) ? random.pick(company.sellers).id : customer.seller.id;
}

function text({ random }: { random: Random }, sentences: readonly string[]): string {
  return random.fill(random.pick(sentences), say.PLACES);
}

const contacts: Kind = {
  usual: ({ random }) => random.between(1, 4),
  make(made, k) {
    const { random, customer, dates } = made;
    made.put('contacts', {
      ...record(made),
      name: customer.foreign ? random.pick(FOREIGN_PEOPLE) : random.pick(SURNAMES) + random.pick(GIVEN),
      title: random.pick(say.CONTACT_TITLES),
      is_key: k === 0,
      phone: dummyMobile(random),
      email: `c${customer.at}-${k + 1}@customer.example`,
      wechat: random.chance(0.6) ? `demo_${customer.at}_${k + 1}` : null,
      birthday: random.chance(0.3) ? dates.day(-random.between(9_500, 20_000)) : null,
    });
  },
};

const orders: Kind = {
  usual: ({ random, customer }) => (customer.prospect ? 0 : random.between(0, customer.value > 300_000 ? 8 : 4)),
  make(made, k) {
    const { random, customer, dates, company } = made;
    const age = random.between(customer.state === 'active' ? 1 : 200, 730);
    const lines = random.some(company.products, random.between(1, 3)).map((product) => ({
      product: product.name,
      quantity: random.between(1, customer.value > 300_000 ? 40 : 8),
      unit_price: product.price,
    }));
    const order = record(made);
    made.put('orders', {
      ...order,
      number: `SO-${String(customer.at).padStart(5, '0')}-${k + 1}`,
      ordered_on: dates.day(-age),
      total: lines.reduce((sum, line) => sum + line.quantity * line.unit_price, 0),
      state: random.chance(0.03) ? 'cancelled' : age < 45 && random.chance(0.6) ? 'open' : 'paid',
      seller_id: seller(made),
    });
    for (const line of lines) made.put('order_lines', { id: random.id(), source: 'demo', order_id: order.id, ...line });
  },
};

const opportunities: Kind = {
  usual: ({ random, customer }) => (customer.prospect ? 1 : random.weighted([0, 1, 2, 3], [35, 40, 18, 7])),
  make(made) {
    const { random, customer, dates, company } = made;
    const stage = customer.prospect
      ? random.pick(['prospecting', 'engaging'])
      : random.weighted(['prospecting', 'engaging', 'won', 'lost'], [20, 35, 28, 17]);
    const closed = stage === 'won' || stage === 'lost';
    const engaged = random.between(20, 400);
    made.put('opportunities', {
      ...record(made),
      title: text(made, say.OPPORTUNITIES),
      product_id: random.pick(company.products).id,
      stage,
      amount: random.heavyTailed(8_000),
      engaged_on: stage === 'prospecting' ? null : dates.day(-engaged),
      closed_on: closed ? dates.day(-random.between(1, engaged)) : null,
      seller_id: closed ? seller(made) : null,
      assignee_id: closed ? null : assignee(made),
    });
  },
};

const tasks: Kind = {
  usual: ({ random }) => random.weighted([0, 1, 2, 3], [25, 40, 25, 10]),
  make(made) {
    const { random, dates } = made;
    const isPromise = random.chance(0.15);
    const state = random.weighted(['doing', 'review', 'done'], [50, 12, 38]);
    made.put('tasks', {
      ...record(made),
      title: text(made, isPromise ? say.PROMISES : say.TASKS),
      priority: random.weighted(['urgent', 'important', 'normal'], [10, 25, 65]),
      state,
      due_on: dates.day(state === 'done' ? -random.between(1, 300) : random.between(-15, 45)),
      is_promise: isPromise,
      assignee_id: assignee(made),
    });
  },
};

const notes: Kind = {
  usual: ({ random }) => random.weighted([0, 1, 2], [50, 35, 15]),
  make(made) {
    made.put('notes', { ...record(made), author_id: made.customer.seller.id, body: text(made, say.NOTES) });
  },
};

const communications: Kind = {
  usual: ({ random }) => random.between(1, 8),
  make(made) {
    const { random, customer, dates } = made;
    const channel = random.weighted(
      ['call', 'mail', 'visit', 'wechat', 'meeting', 'other'] as const,
      [30, 22, 12, 24, 10, 2],
    );
    // Filled together, so that both speak of the same topic.
    const [subject = '', body = ''] = text(made, say.COMMUNICATIONS[channel]).split('\n');
    made.put('communications', {
      ...record(made),
      channel,
      direction: random.chance(0.35) ? 'in' : 'out',
      happened_at: dates.officeHour(-random.between(customer.state === 'active' ? 3 : 200, 730), random.between(9, 17)),
      subject,
      body,
      tags: random.some(say.TAGS, random.between(1, 2)),
      author_id: seller(made),
    });
  },
};

const events: Kind = {
  usual: ({ random, customer }) => (customer.state === 'active' && random.chance(0.2) ? 1 : 0),
  make(made) {
    const { random, customer, dates } = made;
    const starts = dates.officeHour(random.between(1, 30), random.between(9, 16));
    made.put('calendar_events', {
      ...record(made),
      title: text(made, say.EVENTS),
      starts_at: starts,
      ends_at: hourAfter(starts),
      location: random.chance(0.5) ? customer.city : '线上会议',
      assignee_id: assignee(made),
    });
  },
};

const contracts: Kind = {
  usual: ({ random, customer }) => (customer.prospect ? 0 : random.weighted([0, 1, 2], [45, 40, 15])),
  make(made, k) {
    const { random, customer, dates } = made;
    // From one that has run out to one that has just begun; every tenth ends within five weeks.
    const left = random.chance(0.1) ? random.between(1, 35) : random.between(-200, 500);
    const days = 365 * random.between(1, 3);
    made.put('contracts', {
      ...record(made),
      number: `HT-${String(customer.at).padStart(5, '0')}-${k + 1}`,
      title: text(made, say.CONTRACTS),
      starts_on: dates.day(left - days),
      ends_on: dates.day(left),
      amount: Math.round((customer.value * days) / 365),
      state: left < 0 ? 'ended' : left > days ? 'draft' : 'active',
    });
  },
};

const feedback: Kind = {
  usual: ({ random }) => (random.chance(0.3) ? 1 : 0),
  make(made) {
    const { random, dates } = made;
    const type = random.weighted(['inquiry', 'suggestion', 'complaint', 'praise'] as const, [30, 20, 25, 25]);
    made.put('feedback', {
      ...record(made),
      type,
      satisfaction: type === 'complaint' ? random.between(1, 2) : random.between(3, 5),
      state: random.weighted(['open', 'answered', 'closed'], [30, 20, 50]),
      received_at: dates.officeHour(-random.between(3, 240), random.between(9, 17)),
      body: text(made, say.FEEDBACK[type]),
    });
  },
};

const preferences: Kind = {
  usual: ({ random }) => random.between(0, 3),
  make(made) {
    const kind = made.random.weighted(['preference', 'need', 'taboo'] as const, [45, 40, 15]);
    made.put('preferences', { ...record(made), kind, body: text(made, say.PREFERENCES[kind]) });
  },
};

const projects: Kind = {
  usual: ({ random, customer }) => (!customer.prospect && random.chance(0.22) ? 1 : 0),
  make(made) {
    const { random, dates } = made;
    const state = random.weighted(['planned', 'running', 'done', 'stopped'], [15, 60, 20, 5]);
    made.put('projects', {
      ...record(made),
      name: text(made, say.PROJECTS),
      progress_pct: state === 'done' ? 100 : state === 'planned' ? 0 : random.between(5, 95),
      state,
      due_on: dates.day(state === 'done' ? -random.between(1, 200) : random.between(-10, 200)),
      summary: text(made, say.PROJECT_SUMMARIES),
    });
  },
};

const approvals: Kind = {
  usual: ({ random, customer }) => (customer.owner && random.chance(0.06) ? 1 : 0),
  make(made) {
    const { random, customer, company } = made;
    const kind = random.pick(['discount', 'credit', 'refund', 'contract'] as const);
    // What a department asks goes to the account manager; what the account manager asks, to the manager.
    const fromDepartment = random.chance(0.5);
    made.put('approvals', {
      ...record(made),
      kind,
      title: random.fill(say.APPROVALS[kind], say.PLACES),
      amount: random.between(10, 500) * 100,
      requested_by: fromDepartment ? random.pick(company.coordinators).employeeId : customer.seller.id,
      assignee_id: fromDepartment ? null : customer.seller.managerId,
      state: random.weighted(['pending', 'approved', 'rejected'], [70, 22, 8]),
    });
  },
};

/** In the order in which an asked number of records is dealt out. */
const KINDS: Kind[] = [
  contacts,
  orders,
  opportunities,
  tasks,
  notes,
  communications,
  events,
  contracts,
  feedback,
  preferences,
  projects,
  approvals,
];
