import * as z from 'zod';
import * as access from '../../contract/access-answers.ts';
import * as accessRequests from '../../contract/access-schemas.ts';
import * as a from '../../contract/answers.ts';
import * as c from '../../contract/customer-schemas.ts';
import * as r from '../../contract/record-schemas.ts';
import { lossRequest } from '../../contract/review-schemas.ts';
import { made } from '../../contract/review-answers.ts';
import { type Action, action, columnsOf, notesOf, optionsOf, perform, resource } from '../actions.ts';
import { CliError } from '../errors.ts';
import type { Verb } from '../verb.ts';

const inList = ['name', 'owner', 'annualValue', 'currency', 'stage', 'state', 'region', 'city', 'id'] as const;
const inFull = [
  'name',
  'kind',
  'owner',
  'annualValue',
  'currency',
  'stage',
  'state',
  'industry',
  'region',
  'city',
] as const;
const reach = ['phone', 'email', 'taxId', 'bankAccount', 'address', 'language', 'updatedAt', 'etag', 'id'] as const;
const grant = ['id', 'level', 'granteeId', 'reason', 'startsAt', 'endsAt', 'revokedAt'] as const;
const rule = ['id', 'readers', 'customers', 'level', 'reason', 'startsAt', 'endsAt'] as const;
const bulkDone = z.strictObject({
  succeeded: z.int(),
  failed: z.int(),
  items: z.array(
    z.looseObject({ index: z.int(), status: z.int(), problem: a.problem.pick({ detail: true }).loose().optional() }),
  ),
});
const deleted = ['type', 'name', 'customerId', 'deletedBy', 'deletedAt', 'until', 'id'] as const;
const owned = { ownership: ['since', 'until', 'owner'] };
const member = { members: ['person', 'level', 'role'] };

/** The records that hang on customers: the same things to do for each kind. */
const KINDS = Object.fromEntries(
  Object.values(r.RECORD_KINDS).map((kind: r.RecordKind): [string, Record<string, Action>] => {
    const answer = r.recordAnswer(kind);
    const columns = Object.keys(answer.shape).filter((name) => !['links', 'masked'].includes(name));
    const isListed = (name: string) => !kind.fields[name]?.sensitive && !['createdAt', 'etag', 'id'].includes(name);
    const list = columns.filter(isListed).slice(0, 8);
    // Which kind it is, is known when it runs: to the compiler all have the routes that contacts have.
    const at = `/${kind.path}` as '/contacts';
    const set = { set: r.changeRequest(kind), version: true } as const;
    return [
      kind.path,
      {
        list: {
          route: `GET ${at}`,
          gives: r.listAnswer(answer.partial()),
          columns: [...list, 'id'],
          where: r.recordsQuery(kind),
        },
        show: { route: `GET ${at}/{id}`, gives: answer, columns },
        create: { route: `POST ${at}`, gives: answer, columns, set: r.createRequest(kind) },
        change: { route: `PATCH ${at}/{id}`, gives: answer, columns, ...set },
        bulk: {
          route: `POST ${at}/bulk`,
          gives: bulkDone,
          columns: ['index', 'status', 'problem'],
          set: r.bulkRequest,
        },
        ...(kind.stays
          ? {}
          : {
              delete: { route: `DELETE ${at}/{id}`, gives: r.deletedRecord, columns: deleted, version: true },
            }),
      },
    ];
  }),
);

const ALL_OF_KINDS = Object.values(KINDS).flatMap((actions) => Object.values(actions));

/** Customers, what hangs on them, and who may see them. */
export const customerVerbs: readonly Verb[] = [
  resource('customers', {
    list: action('GET /customers', c.customers, inList, { where: c.customersQuery }),
    show: action('GET /customers/{id}', a.customer, [...inFull, ...reach], { tables: owned }),
    create: action('POST /customers', a.customer, [...inFull, ...reach], { set: r.createCustomerRequest }),
    change: action('PATCH /customers/{id}', a.customer, [...inFull, ...reach], {
      set: r.changeCustomerRequest,
      version: true,
    }),
    bulk: action('POST /customers/bulk', bulkDone, ['index', 'status', 'problem'], { set: r.bulkRequest }),
    duplicates: action('GET /customers/{id}/duplicates', c.duplicates, ['customer', 'because', 'similarity']),
    merge: action('POST /customers/{id}/merge', c.merged, ['from', 'records'], {
      set: c.mergeRequest,
      tables: { customer: inList },
    }),
    ownership: action('GET /customers/{id}/ownership', a.ownership, ['since', 'until', 'owner', 'handoverId']),
    story: action('GET /customers/{id}/story', c.story, ['at', 'type', 'title', 'person'], { where: c.storyQuery }),
    loss: action('PUT /customers/{customerId}/loss', made, ['id'], { set: lossRequest }),
    access: action('GET /customers/{id}/access', access.access, ['person', 'levels', 'because', 'role', 'endsAt']),
    grant: action('POST /customers/{id}/grants', access.grant, grant, { set: accessRequests.grantRequest }),
    revoke: action('POST /grants/{id}/revoke', access.grant, grant),
    team: action('GET /customers/{id}/team', access.team, [], { tables: member }),
    'set-team': action('PUT /customers/{id}/team', access.team, [], {
      set: accessRequests.teamRequest,
      tables: member,
    }),
  }),
  {
    name: 'records',
    takes: ['<records>', '<do>', '[of...]'],
    actions: Object.keys(KINDS),
    routes: ALL_OF_KINDS.map((one) => one.route),
    columns: columnsOf(ALL_OF_KINDS),
    options: optionsOf(ALL_OF_KINDS),
    notes: () =>
      Object.entries(KINDS)
        .map(([kind, actions]) => `${kind}\n${notesOf(actions)}`)
        .join('\n'),
    async run(call) {
      const kind = call.given.arg(0);
      const actions = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
      if (!actions) throw new CliError('actionUnknown', { action: kind, known: Object.keys(KINDS).join(', ') });
      await perform(call, actions, 1);
    },
  },
  resource('attachments', {
    upload: action('PUT /attachments/{id}/content', r.attachmentContent, ['id', 'bytes', 'sha256'], {
      upload: true,
      anyFile: true,
    }),
    download: action('GET /attachments/{id}/content', z.string(), [], { file: 'only', anyFile: true }),
  }),
  resource('deleted-records', {
    list: action('GET /deleted-records', r.deletedRecords, deleted, { where: r.deletedQuery }),
    restore: action('POST /deleted-records/{id}/restore', r.restoredRecord, ['type', 'id']),
  }),
  resource('sharing-rules', {
    list: action('GET /sharing-rules', access.sharingRules, rule, { where: accessRequests.sharingRulesQuery }),
    make: action('POST /sharing-rules', access.sharingRule, rule, { set: accessRequests.sharingRuleRequest }),
    end: action('POST /sharing-rules/{id}/end', access.sharingRule, rule),
  }),
  resource('access-log', {
    list: action(
      'GET /access-log',
      access.accessLog,
      ['at', 'person', 'action', 'recordType', 'recordId', 'records', 'fields'],
      { where: accessRequests.accessLogQuery },
    ),
  }),
];
