import { Refusal } from '../../contract/failures.ts';
import * as a from '../../contract/rules-answers.ts';
import * as r from '../../contract/rules-schemas.ts';
import * as s from '../../contract/schemas.ts';
import type { Tx } from '../../db/connect.ts';
import { publishPolicy } from '../../db/intake/policies.ts';
import { listPolicies, readPolicy } from '../../db/reads/policies.ts';
import { comparePolicies } from '../../domain/policy-diff.ts';
import { API_PREFIX } from '../openapi.ts';
import { changeSentence } from '../policy-sentences.ts';
import { mustBeEmployed, mustHaveCalendar, tryPolicy } from '../policy-trial.ts';
import { route } from '../route.ts';

const who = { may: 'signedIn' } as const;
const tag = 'policies';

/** The rules of handovers as versions: published, compared, tried. A running case keeps the version it started with. */
export const policyRoutes = [
  route({
    method: 'get',
    path: '/policies',
    operationId: 'listPolicies',
    tag,
    summary: { en: 'The policies and their versions', zh: '政策及其版本' },
    who,
    takes: {},
    gives: a.policies,
    handle: async ({ as }) => ({ items: await as(listPolicies) }),
  }),
  route({
    method: 'post',
    path: '/policies',
    operationId: 'publishPolicy',
    tag,
    summary: {
      en: 'Publish the next version of a policy, based on the newest one',
      zh: '以最新版本为基础发布政策的新版本',
    },
    who: { may: 'roles', roles: ['hr'] },
    takes: { body: r.publishRequest },
    gives: a.published,
    idempotency: 'optional',
    handle: ({ input: { body: request }, person, as }) =>
      as(async (tx) => {
        await mustHaveCalendar(tx, request.body.calendar, '/body/calendar');
        await mustBeEmployed(tx, request.body, '/body');
        const { key, name, basedOn, note, body } = request;
        const version = await publishPolicy(tx, { key, basedOn, name, note, body, by: person.id });
        return { key, version, name, links: { self: `${API_PREFIX}/policies/${key}/${version}` } };
      }),
  }),
  route({
    method: 'get',
    path: '/policies/compare',
    operationId: 'comparePolicies',
    tag,
    summary: { en: 'What differs between two versions, by path and in words', zh: '两个版本的差异' },
    who,
    takes: { query: r.compareQuery },
    gives: a.comparison,
    handle: ({ input: { query }, locale, as }) =>
      as(async (tx) => {
        const [from, to] = [await versionOf(tx, query.from), await versionOf(tx, query.to)];
        const changes = comparePolicies(from.body, to.body);
        const shown = ({ key, version, name }: typeof from) => ({ key, version, name });
        return {
          from: shown(from),
          to: shown(to),
          changes: changes.map((change) => ({ ...change, sentence: changeSentence(change, locale) })),
        };
      }),
  }),
  route({
    method: 'post',
    path: '/policies/try',
    operationId: 'tryPolicy',
    tag,
    summary: {
      en: 'What a policy, published or not, would mean for a book; nothing is written',
      zh: '试算政策对某人名下业务的影响（不写入）',
    },
    who,
    takes: { body: r.tryRequest },
    gives: a.trial,
    handle: ({ input: { body }, person, locale, as }) => as((tx) => tryPolicy(tx, person, body, locale)),
  }),
  route({
    method: 'get',
    path: '/policies/{key}/{version}',
    operationId: 'getPolicy',
    tag,
    summary: { en: 'A version of a policy', zh: '政策的一个版本' },
    who,
    takes: { params: s.policyParams },
    gives: a.policy,
    async handle({ input: { params }, as }) {
      const found = await as((tx) => readPolicy(tx, params.key, params.version));
      if (!found) throw new Refusal('notFound');
      const { policy: _, ...shown } = found;
      return shown;
    },
  }),
];

async function versionOf(tx: Tx, ref: string) {
  const [key = '', version] = ref.split('/');
  const found = await readPolicy(tx, key, Number(version));
  if (!found) throw new Refusal('policyNotFound', { policy: ref });
  return found;
}
