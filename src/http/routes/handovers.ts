import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import { handoverWorkflowId } from '../../contract/names.ts';
import * as s from '../../contract/schemas.ts';
import { listAudit } from '../../db/reads/audit.ts';
import { listHandovers, readHandover, readReport } from '../../db/reads/handovers.ts';
import { listItems } from '../../db/reads/items.ts';
import { sentence } from '../../i18n/index.ts';
import { toldWhy } from '../../i18n/planning.ts';
import { startWritten, writeRequest } from '../begin.ts';
import { sendEvents } from '../events.ts';
import { resolveRequest } from '../handover-request.ts';
import { handoverFilter } from '../list-filters.ts';
import { previewOf } from '../preview.ts';
import { sendReport } from '../report-page.ts';
import { pageWanted } from '../send-document.ts';
import { type Deps, SENT, route } from '../route.ts';
import { told } from '../told.ts';

const tag = 'handovers';
const mayStart = { may: 'roles', roles: ['hr', 'manager'] } as const;

/** Starting a handover and looking at it. */
export const handoverRoutes = [
  route({
    method: 'post',
    path: '/handovers/preview',
    operationId: 'previewHandover',
    tag,
    summary: {
      en: 'The plan without starting: counts, shares, warnings',
      zh: '预览方案：数量、分配与提示，不启动移交',
    },
    who: mayStart,
    takes: { body: s.startRequest },
    gives: a.preview,
    handle: ({ input, person, locale, as }) =>
      as(async (tx) => previewOf(tx, await resolveRequest(tx, person, input.body), input.body, locale)),
  }),
  route({
    method: 'post',
    path: '/handovers',
    operationId: 'startHandover',
    tag,
    summary: { en: 'Start a handover', zh: '发起移交' },
    who: mayStart,
    takes: { body: s.startRequest },
    gives: a.started,
    status: 202,
    idempotency: 'required',
    async handle({ id, input: { body }, person, deps, as }) {
      const start = await as((tx) => writeRequest(tx, person, id, body));
      // Written down is taken: when Temporal cannot be reached the caller hears `unavailable` and may send the same again.
      await startWritten({ deps }, start);
      return { id, label: start.input.label, state: 'starting', links: linksOf(deps, id) };
    },
  }),
  route({
    method: 'get',
    path: '/handovers',
    operationId: 'listHandovers',
    tag,
    summary: { en: 'Handovers that the caller may see', zh: '可见的移交' },
    who: { may: 'signedIn' },
    takes: { query: s.handoversQuery },
    gives: a.handovers,
    handle: ({ input: { query }, person, as }) =>
      as(async (tx) => {
        const filter = await handoverFilter(tx, query, person.id);
        return filter === undefined ? { items: [], next: null } : listHandovers(tx, { ...filter, ...query });
      }),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}',
    operationId: 'getHandover',
    tag,
    summary: { en: 'Where a handover stands', zh: '移交的进展' },
    who: { may: 'seeCase' },
    takes: { params: s.handoverParams },
    gives: a.handover,
    async handle({ input: { params }, deps, as }) {
      const found = await as((tx) => readHandover(tx, params.handoverId));
      if (!found) throw new Refusal('notFound');
      // The projection is the truth; only before its first line is written the workflow itself is asked.
      const live = found.state === 'starting' ? await deps.gateway.progress(params.handoverId) : null;
      return {
        ...found,
        ...(live ? { step: live.step, progressPct: live.progressPct } : {}),
        links: linksOf(deps, found.id),
      };
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/items',
    operationId: 'listItems',
    tag,
    summary: {
      en: 'Every record of the plan with its receiver and what became of it',
      zh: '方案中的每条记录、接收人与结果',
    },
    who: { may: 'seeCase' },
    takes: { params: s.handoverParams, query: s.itemsQuery },
    gives: a.items,
    handle: ({ input: { params, query }, locale, as }) =>
      as(async (tx) => {
        const page = await listItems(tx, params.handoverId, query);
        return {
          ...page,
          items: page.items.map((item) => ({
            ...item,
            ...toldWhy(locale, { code: item.why, params: item.whyParams }),
            sentence: item.reason === null ? null : sentence(locale, 'labels', `reason.${item.reason}`),
          })),
        };
      }),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/timeline',
    operationId: 'getTimeline',
    tag,
    summary: { en: 'What happened, in order', zh: '发生过的事，按时间顺序' },
    who: { may: 'seeCase' },
    takes: { params: s.handoverParams, query: s.timelineQuery },
    gives: a.auditEntries,
    handle: ({ input: { params, query }, locale, person: { timeZone }, as }) =>
      as(async (tx) =>
        told(await listAudit(tx, { ...query, handoverId: params.handoverId, order: 'asc' }), { locale, timeZone }),
      ),
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/events',
    operationId: 'followTimeline',
    tag,
    summary: {
      en: 'The timeline live, as server-sent events; Last-Event-ID resumes',
      zh: '实时时间线（服务器推送事件），可用 Last-Event-ID 续传',
    },
    who: { may: 'seeCase' },
    takes: { params: s.handoverParams },
    gives: a.auditEntry,
    alsoGives: 'text/event-stream',
    headers: ['Last-Event-ID'],
    async handle(call) {
      await sendEvents(call, call.input.params.handoverId);
      return SENT;
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/report',
    operationId: 'getReport',
    tag,
    summary: { en: 'The handover report, as JSON, HTML or PDF', zh: '移交报告（JSON、HTML 或 PDF）' },
    who: { may: 'seeCase' },
    when: { case: 'closed' },
    takes: { params: s.handoverParams },
    gives: a.report,
    alsoGives: ['text/html', 'application/pdf'],
    async handle(call) {
      const found = await call.as((tx) => readReport(tx, call.input.params.handoverId));
      if (!found) throw new Refusal('notFound');
      const form = pageWanted(call);
      if (form === null) return found;
      await sendReport(call, found, form);
      return SENT;
    },
  }),
];

function linksOf({ publicUrl, temporalUi }: Deps, id: string) {
  const self = `${publicUrl}/api/v1/handovers/${id}`;
  return {
    self,
    items: `${self}/items`,
    timeline: `${self}/timeline`,
    ...(temporalUi === undefined
      ? {}
      : { temporal: `${temporalUi}/workflows/${encodeURIComponent(handoverWorkflowId(id))}` }),
  };
}
