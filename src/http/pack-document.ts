import type { CustomerMaterials, MaterialsDetails } from '../contract/materials-schemas.ts';
import { type Locale, inZone, sentence } from '../i18n/index.ts';
import type { Block, PrintedDocument } from '../render/document.ts';

interface Reader {
  locale: Locale;
  timeZone: string;
}
type Row = (string | number | null)[];

/** The pack of one customer for people, in the reader's language: what was asked and explained first, then the data. */
export function packDocument(pack: CustomerMaterials, label: string, reader: Reader): PrintedDocument {
  const to = writer(reader);
  const customer = pack.customer.name ?? '–';
  const { details } = pack;
  return {
    locale: reader.locale,
    title: `${to.say('title')}: ${customer}`,
    subtitle: `${label} · ${to.say('version', { version: pack.version, at: to.at(pack.createdAt) })}`,
    foot: to.say('foot', { label, customer }),
    blocks: [
      to.facts([
        ['receiver', `${pack.receiver.name} (${pack.receiver.number})`],
        ['completeness', `${pack.completeness} %`],
        ['missing', pack.missing.map((gap) => to.code('gap', gap)).join(', ')],
        ['digest', pack.digest],
      ]),
      ...explained(pack, to),
      ...(details === null
        ? [{ kind: 'text', tone: 'warning', text: to.say('page.counts') } as const, ...counts(pack, to)]
        : data(details, to)),
    ],
  };
}

function explained({ questions, explanation }: CustomerMaterials, to: Writer): Block[] {
  if (questions.length === 0 && !explanation?.text) return [];
  return [
    to.heading('questions'),
    ...questions.flatMap(({ sentence: question, answer }): Block[] => [
      { kind: 'heading', level: 3, text: question },
      answer === null ? { kind: 'text', tone: 'warning', text: to.say('notAnswered') } : { kind: 'text', text: answer },
    ]),
    ...(explanation?.text
      ? ([
          { kind: 'heading', level: 3, text: to.say('remarks') },
          { kind: 'text', text: explanation.text },
        ] as const)
      : []),
  ];
}

/** The body as it was signed: the name of each figure as the JSON has it. */
function counts({ pack }: CustomerMaterials, to: Writer): Block[] {
  return Object.entries(pack).flatMap(([part, value]): Block[] =>
    typeof value === 'object' && value !== null
      ? [
          {
            kind: 'facts',
            rows: Object.entries(value).map(([name, one]) => ({
              name: `${part}.${name}`,
              value: to.plain(one),
            })),
          },
        ]
      : [{ kind: 'facts', rows: [{ name: part, value: to.plain(value) }] }],
  );
}

function data(d: MaterialsDetails, to: Writer): Block[] {
  const p = d.profile;
  const profile = (name: string) => [name, to.plain(p[name])] as [string, string];
  const coded = (name: string) => [name, p[name] ? to.code(name, to.plain(p[name])) : '–'] as [string, string];
  return [
    to.heading('profile'),
    to.facts([
      coded('kind'),
      ['value', `${to.plain(p.value)} ${to.plain(p.currency)}`],
      profile('complexity'),
      coded('businessType'),
      coded('stage'),
      coded('state'),
      ...['cooperationSince', 'industry', 'country', 'region', 'city', 'address', 'postalCode'].map(profile),
      ...['email', 'phone', 'taxId', 'bankAccount', 'employeeCount'].map(profile),
    ]),
    ...to.section(
      'contacts',
      ['name', 'title', 'key', 'phone', 'email', 'wechat', 'birthday'],
      d.contacts.map((k) => [k.name, k.title, k.isKey ? to.say('yes') : '', k.phone, k.email, k.wechat, k.birthday]),
    ),
    ...to.section(
      'relations',
      ['relation', 'customer'],
      d.relations.map((r) => [to.code('relation', r.relation), r.name ?? to.say('unknownCustomer')]),
    ),
    ...to.table(
      ['person', 'communications', 'lastAt'],
      d.knownBy.map((k) => [to.person(k.person), k.communications, to.at(k.lastAt)]),
    ),
    ...purchases(d.purchases, to),
    ...to.section(
      'preferences',
      ['type', 'body'],
      d.preferences.map((one) => [to.code('preference', one.kind), one.body]),
    ),
    ...to.section(
      'tasks',
      ['task', 'promise', 'priority', 'state', 'dueOn', 'assignee'],
      d.tasks.map((t) => [
        t.title,
        t.isPromise ? to.say('yes') : '',
        to.code('priority', t.priority),
        to.code('task', t.state),
        t.dueOn,
        to.person(t.assignee),
      ]),
    ),
    ...to.section(
      'projects',
      ['name', 'state', 'progress', 'dueOn', 'summary'],
      d.projects.map((j) => [j.name, to.code('project', j.state), `${j.progressPct} %`, j.dueOn, j.summary]),
    ),
    ...to.section(
      'opportunities',
      ['opportunity', 'stage', 'amount', 'engagedOn'],
      d.opportunities.map((o) => [
        o.title,
        to.code('opportunity', o.stage),
        o.amount === null ? null : `${o.amount} ${o.currency}`,
        o.engagedOn,
      ]),
    ),
    ...to.section(
      'contracts',
      ['number', 'contract', 'state', 'startsOn', 'endsOn', 'amount'],
      d.contracts.map((t) => [
        t.number,
        t.title,
        to.code('contract', t.state),
        t.startsOn,
        t.endsOn,
        t.amount === null ? null : `${t.amount} ${t.currency}`,
      ]),
    ),
    ...to.section(
      'feedback',
      ['receivedAt', 'type', 'state', 'satisfaction', 'body'],
      d.feedback.map((f) => [
        to.at(f.receivedAt),
        to.code('feedback', f.type),
        to.code('feedbackState', f.state),
        f.satisfaction,
        f.body,
      ]),
    ),
    ...to.section(
      'risks',
      ['risk', 'score', 'state', 'mitigation'],
      d.risks.map((r) => [r.sentence, r.score, to.code('risk', r.state), r.mitigation]),
    ),
    ...to.section(
      'communications',
      ['at', 'channel', 'class', 'topics', 'subject', 'author'],
      d.communications.map((m) => [
        to.at(m.happenedAt),
        to.code('channel', m.channel),
        to.code('class', m.class),
        m.topics.map((topic) => to.code('topic', topic)).join(', '),
        m.body ? `${m.subject}\n${m.body}` : m.subject,
        to.person(m.author),
      ]),
      50,
    ),
    ...to.section(
      'notes',
      ['at', 'author', 'body'],
      d.notes.map((n) => [to.at(n.at), to.person(n.author), n.body]),
      50,
    ),
    ...to.section(
      'attachments',
      ['file', 'type', 'bytes'],
      d.attachments.map((f) => [f.fileName, f.mediaType, f.bytes]),
    ),
  ];
}

function purchases(p: MaterialsDetails['purchases'], to: Writer): Block[] {
  return [
    to.heading('purchases'),
    to.facts([
      ['trend', to.code('trend', p.trend)],
      ['lastYear', p.lastYear],
      ['yearBefore', p.yearBefore],
    ]),
    ...to.table(
      ['year', 'count', 'total'],
      p.years.map((y) => [y.year, y.count, `${y.total} ${y.currency}`]),
    ),
    ...to.table(
      ['product', 'orders', 'total'],
      p.products.map((one) => [one.product, one.orders, one.total]),
    ),
    ...to.table(
      ['orderedOn', 'number', 'total', 'state'],
      p.latest.map((o) => [o.orderedOn, o.number, `${o.total} ${o.currency}`, to.code('order', o.state)]),
    ),
  ];
}

type Writer = ReturnType<typeof writer>;

/** The pieces of a pack's document in one reader's language and zone. */
function writer(reader: Reader) {
  const say = (code: string, params: Record<string, string | number> = {}) =>
    sentence(reader.locale, 'packs', code, params);
  const name = (code: string) => say(`name.${code}`);
  const plain = (value: unknown): string =>
    value === null || value === undefined || value === ''
      ? '–'
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);
  const table = (columns: string[], rows: Row[]): Block[] =>
    rows.length === 0
      ? []
      : [
          {
            kind: 'table',
            columns: columns.map((column) => ({ title: name(column) })),
            rows: rows.map((row) => row.map(plain)),
          },
        ];
  const heading = (section: string): Block => ({ kind: 'heading', text: say(`section.${section}`) });
  return {
    say,
    plain,
    table,
    heading,
    /** a code by its name; one that a later version added shows as itself */
    code: (kind: string, code: string) => {
      const known = say(`${kind}.${code}`);
      return known === `${kind}.${code}` ? code : known;
    },
    at: (instant: string) => inZone(new Date(instant), reader),
    person: (one: { name: string } | null) => one?.name ?? null,
    facts: (rows: [string, string][]): Block => ({
      kind: 'facts',
      rows: rows.map(([code, value]) => ({ name: name(code), value: value === '' ? '–' : value })),
    }),
    /** @param limit as many rows as the database gives at the most, where there can be more */
    section: (section: string, columns: string[], rows: Row[], limit?: number): Block[] => [
      heading(section),
      ...(rows.length === 0 ? [{ kind: 'text', tone: 'muted', text: say('nothing') } as const] : table(columns, rows)),
      ...(limit !== undefined && rows.length >= limit
        ? [{ kind: 'text', tone: 'muted', text: say('more', { count: limit }) } as const]
        : []),
    ],
  };
}
