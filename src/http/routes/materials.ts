import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as ms from '../../contract/materials-schemas.ts';
import * as m from '../../contract/messages.ts';
import * as s from '../../contract/schemas.ts';
import { countNotInCase, writeExplanation } from '../../db/intake/inbox.ts';
import { readStanding } from '../../db/reads/handovers.ts';
import { listVersions } from '../../db/reads/materials.ts';
import { comparePolicies } from '../../domain/policy-diff.ts';
import { decide } from '../decide.ts';
import { versionIn } from '../if-match.ts';
import { mustBeComplete, readPack } from '../pack.ts';
import { packDocument } from '../pack-document.ts';
import { SENT, route } from '../route.ts';
import { pageWanted, sendDocument } from '../send-document.ts';
import { mustBeAt } from '../standing.ts';

const tag = 'preparation';
const params = s.customerOfHandoverParams;

/** The pack of one customer: read, printed, explained by the giver, confirmed, compared with the one of another round. */
export const materialsRoutes = [
  route({
    method: 'get',
    path: '/handovers/{handoverId}/materials/{customerId}',
    operationId: 'getMaterials',
    tag,
    summary: {
      en: 'The pack of one customer, as JSON, HTML or PDF; of the newest version with the data as it is now',
      zh: '一个客户的移交资料（JSON、HTML 或 PDF）；最新版本附当前数据',
    },
    who: { may: 'seeCase' },
    takes: { params, query: ms.materialsQuery },
    gives: ms.customerMaterials,
    alsoGives: ['text/html', 'application/pdf'],
    async handle(call) {
      const { locale, person } = call;
      const { handoverId } = call.input.params;
      const found = await call.as((tx) => readPack(tx, call.input.params, call.input.query.version, locale));
      if (!found) throw new Refusal('notFound');
      const form = pageWanted(call);
      if (form === null) return found;
      const standing = await call.as((tx) => readStanding(tx, handoverId));
      const label = standing?.label ?? '';
      // As JSON has it: dates are instants.
      const pack = ms.customerMaterials.parse(JSON.parse(JSON.stringify(found)));
      const document = packDocument(pack, label, { locale, timeZone: person.timeZone });
      await sendDocument(call, document, form, `${label}-${found.customer.id}`);
      return SENT;
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/materials/{customerId}/versions',
    operationId: 'listMaterialsVersions',
    tag,
    summary: { en: 'The versions of a pack: each round makes one', zh: '资料的各个版本（每轮一版）' },
    who: { may: 'seeCase' },
    takes: { params },
    gives: ms.materialsVersions,
    async handle({ input, as }) {
      const { handoverId, customerId } = input.params;
      const rows = await as((tx) => listVersions(tx, handoverId, customerId));
      if (rows.length === 0) throw new Refusal('notFound');
      return { items: rows.map(({ body: _, digest, ...row }) => ({ ...row, digest: digest.toString('hex') })) };
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/materials/{customerId}/comparison',
    operationId: 'compareMaterials',
    tag,
    summary: { en: 'What differs between two versions of a pack', zh: '比较资料的两个版本' },
    who: { may: 'seeCase' },
    takes: { params, query: ms.comparisonQuery },
    gives: ms.materialsComparison,
    async handle({ input, as }) {
      const { handoverId, customerId } = input.params;
      const { from, to } = input.query;
      const rows = await as((tx) => listVersions(tx, handoverId, customerId));
      const [before, after] = [from, to].map((version) => rows.find((row) => row.version === version)?.body);
      if (!isObject(before) || !isObject(after)) throw new Refusal('notFound');
      return { from, to, changes: comparePolicies(before, after) };
    },
  }),
  route({
    method: 'put',
    path: '/handovers/{handoverId}/customers/{customerId}/explanation',
    operationId: 'explainCustomer',
    tag,
    summary: {
      en: 'What only the giver knows: in their words, and by the questions of the pack; If-Match with the version guards against overwriting',
      zh: '只有移交人知道的情况：自由说明及对资料中问题的答复；可用 If-Match 携带版本防止覆盖',
    },
    who: { may: 'actOnCase', relations: ['giver'] },
    when: { steps: ['materials'] },
    takes: { params, body: ms.explanationRequest },
    ifMatch: 'optional',
    gives: a.explanation,
    async handle({ input, person, req, res, as }) {
      const { handoverId, customerId } = input.params;
      const expected = versionIn(req.get('If-Match'));
      const version = await as(async (tx) => {
        const round = await mustBeAt(tx, handoverId, 'materials');
        if ((await countNotInCase(tx, handoverId, [customerId], null)) > 0)
          throw new Refusal('customersNotInHandover', { count: 1 });
        const entry = { handoverId, round, authorId: person.id, customerId, body: input.body };
        return writeExplanation(tx, entry, expected);
      });
      res.setHeader('ETag', `"${version}"`);
      return { customerId, version };
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/materials/confirmation',
    operationId: 'confirmMaterials',
    tag: 'decisions',
    summary: {
      en: 'The giver confirms the materials; packs below the mark of the policy need a reason why they must do',
      zh: '移交人确认资料；低于政策要求的资料须说明为何仍可确认',
    },
    who: { may: 'actOnCase', relations: ['giver', 'deputy'] },
    when: { waits: ['materials'], awaited: true },
    takes: { params: s.handoverParams, body: ms.confirmationRequest },
    gives: a.progress,
    idempotency: 'optional',
    async handle(call) {
      const { handoverId } = call.input.params;
      if (call.input.body.anyway === undefined)
        await call.as(async (tx) => {
          const standing = await readStanding(tx, handoverId);
          if (standing?.waiting_for === 'materials') await mustBeComplete(tx, handoverId, call.locale);
        });
      return decide(call, {
        answers: ['materials'],
        definition: m.confirmMaterialsUpdate,
        text: call.input.body,
        argument: (by) => by,
      });
    },
  }),
];

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
