import { readFile } from 'node:fs/promises';
import type { BodyOf } from '../../client/index.ts';
import * as a from '../../contract/rules-answers.ts';
import { nameOf } from '../cases.ts';
import { CliError } from '../errors.ts';
import { fields, when } from '../print.ts';
import { type Call, type Verb, absent, give, rowsOf } from '../verb.ts';

/** Policies and working calendars: look, compare, try, publish, upload. */
export const ruleVerbs: readonly Verb[] = [
  {
    name: 'policies',
    actions: ['list', 'show', 'diff', 'try', 'publish'],
    takes: ['<policiesaction>', '[policy]', '[other]'],
    options: [
      { flags: '--giver <person>' },
      { flags: '--receiver <people...>' },
      { flags: '--file <file>' },
      { flags: '--based-on <version>' },
      { flags: '--name-zh <name>' },
      { flags: '--name-en <name>' },
      { flags: '--note <text>' },
      { flags: '--key <key>' },
    ],
    run: (call) =>
      act(call, {
        list: listPolicies,
        show: showPolicy,
        diff: comparePolicies,
        try: tryPolicy,
        publish: publishPolicy,
      }),
  },
  {
    name: 'calendars',
    actions: ['list', 'show', 'upload'],
    takes: ['<calendarsaction>', '[calendar]', '[year]'],
    options: [
      { flags: '--file <file>' },
      { flags: '--name-zh <name>' },
      { flags: '--name-en <name>' },
      { flags: '--time-zone <zone>' },
      { flags: '--key <key>' },
    ],
    run: (call) => act(call, { list: listCalendars, show: showCalendar, upload: uploadCalendar }),
  },
];

type PolicyBody = BodyOf<'post', '/policies'>['body'];

/** @throws CliError when the first argument names none of the actions */
async function act(call: Call, actions: Record<string, (call: Call) => Promise<void>>): Promise<void> {
  const action = call.given.arg(0);
  const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (run === undefined) throw new CliError('actionUnknown', { action, known: Object.keys(actions).join(', ') });
  await run(call);
}

/** @throws CliError when the argument is not there */
function argument(call: Call, at: number, what: string): string {
  const value = call.given.arg(at);
  if (value === '') throw new CliError('commander.missingArgument', { what });
  return value;
}

async function textOf(call: Call): Promise<string> {
  const file = call.given.must('file');
  return readFile(file, 'utf8').catch(() => {
    throw new CliError('fileUnreadable', { file });
  });
}

/** JSON that somebody wrote; what it must be, the API says. @throws CliError when it is none */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CliError('fileNoJson');
  }
}

/** key and version of `standard/1`. @throws CliError when the version is no number */
function keyAndVersion(ref: string): { key: string; version?: number } {
  const [key = '', version] = ref.split('/');
  if (version !== undefined && !/^\d+$/.test(version)) throw new CliError('policyWrong', { value: version });
  return { key, ...(version === undefined ? {} : { version: Number(version) }) };
}

const named = (call: Call, name: { zh: string; en: string }) => (call.locale === 'en' ? name.en : name.zh);
const keyOf = (call: Call) => call.given.text('key');
/** A name in both languages; undefined: none was given. */
function namesOf(call: Call): { zh: string; en: string } | undefined {
  if (call.given.text('nameZh') === undefined && call.given.text('nameEn') === undefined) return undefined;
  return { zh: call.given.must('nameZh'), en: call.given.must('nameEn') };
}

async function listPolicies(call: Call): Promise<void> {
  give(call, a.policies, await call.api().get('/policies'), (page) =>
    rowsOf(call, page.items, {
      policy: (p) => `${p.key}/${p.version}`,
      name: (p) => named(call, p.name),
      made: (p) => when(p.createdAt, call.locale),
      who: (p) => (p.createdBy === null ? '' : nameOf(p.createdBy)),
      note: (p) => p.note,
    }),
  );
}

async function showPolicy(call: Call): Promise<void> {
  const ref = argument(call, 1, 'policy');
  const { key, version } = keyAndVersion(ref);
  if (version === undefined) throw new CliError('policyWrong', { value: ref });
  give(call, a.policy, await call.api().get('/policies/{key}/{version}', { path: { key, version } }), (p) =>
    JSON.stringify(p.body, null, 2),
  );
}

async function comparePolicies(call: Call): Promise<void> {
  const query = { from: argument(call, 1, 'policy'), to: argument(call, 2, 'other') };
  give(call, a.comparison, await call.api().get('/policies/compare', { query }), ({ changes }) =>
    changes.length === 0 ? call.t('nothing') : changes.map((change) => change.sentence).join('\n'),
  );
}

async function tryPolicy(call: Call): Promise<void> {
  const ref = call.given.arg(1);
  const body = {
    giver: call.given.must('giver'),
    receivers: call.given.list('receiver'),
    policy: ref === '' ? { body: parsed(await textOf(call)) as PolicyBody } : keyAndVersion(ref),
  };
  give(call, a.trial, await call.api().post('/policies/try', { body }), (trial) =>
    [
      rowsOf(call, trial.receivers, {
        receiver: (r) => nameOf(r.person),
        strict: (r) => r.customers.strict,
        standard: (r) => r.customers.standard,
        light: (r) => r.customers.light,
        toVerify: (r) => r.toVerify,
      }),
      '',
      rowsOf(call, trial.waits, {
        waitsFor: (w) => call.label(`wait.${w.wait}`),
        awaited: (w) => w.person.map(nameOf).join(', '),
        due: (w) => when(w.dueAt, call.locale),
      }),
      '',
      fields([
        [call.t('col.transferred'), when(trial.transferAt, call.locale)],
        [call.t('col.reviews'), trial.reviews.map((r) => when(r.dueAt, call.locale)).join('; ')],
      ]),
      ...trial.warnings.map((warning) => warning.sentence),
    ].join('\n'),
  );
}

async function publishPolicy(call: Call): Promise<void> {
  const body = {
    key: argument(call, 1, 'policy'),
    basedOn: Number(call.given.must('basedOn')),
    name: namesOf(call) ?? absent('nameZh'),
    note: call.given.text('note'),
    body: parsed(await textOf(call)) as PolicyBody,
  };
  give(call, a.published, await call.api().post('/policies', { body, key: keyOf(call) }), ({ key, version }) =>
    call.t('published', { policy: `${key}/${version}` }),
  );
}

async function listCalendars(call: Call): Promise<void> {
  give(call, a.calendars, await call.api().get('/calendars'), (page) =>
    rowsOf(call, page.items, {
      calendar: (c) => c.code,
      name: (c) => named(call, c.name),
      years: (c) => c.years.map(({ year, version }) => (version === 0 ? year : `${year} (${version})`)).join(', '),
    }),
  );
}

async function showCalendar(call: Call): Promise<void> {
  const path = { code: argument(call, 1, 'calendar'), year: Number(argument(call, 2, 'year')) };
  give(call, a.calendarYear, await call.api().get('/calendars/{code}/{year}', { path }), ({ days }) =>
    rowsOf(call, days, {
      day: (d) => d.day,
      worked: (d) => call.t(d.workday ? 'yes' : 'no'),
      name: (d) => named(call, d.name),
    }),
  );
}

/** A file that begins like iCalendar is sent as such, anything else is a JSON list of days. */
async function uploadCalendar(call: Call): Promise<void> {
  const text = (await textOf(call)).replace(/^\uFEFF/, '');
  const days = /^\s*BEGIN:VCALENDAR/i.test(text)
    ? { icalendar: text }
    : { days: parsed(text) as BodyOf<'post', '/calendars'>['days'] };
  const body = {
    code: argument(call, 1, 'calendar'),
    year: Number(argument(call, 2, 'year')),
    name: namesOf(call),
    timeZone: call.given.text('timeZone'),
    ...days,
  };
  give(call, a.calendarUploaded, await call.api().post('/calendars', { body, key: keyOf(call) }), (answer) =>
    [call.t('calendarUploaded', { calendar: answer.code, year: answer.year, days: answer.days }), answer.sentence].join(
      '\n',
    ),
  );
}
