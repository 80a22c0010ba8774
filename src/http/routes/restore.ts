import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as m from '../../contract/messages.ts';
import * as r from '../../contract/restore-answers.ts';
import * as s from '../../contract/schemas.ts';
import { hasConflict, listConflicts } from '../../db/reads/restore.ts';
import { decide } from '../decide.ts';
import { previewOfRestore } from '../restore-preview.ts';
import { route } from '../route.ts';
import { mustBeInCase } from './decisions.ts';

const tag = 'restore';
const params = s.handoverParams;
const mayRestore = { may: 'actOnCase', relations: ['supervisor'], roles: ['hr'] } as const;
/** The waits after a transfer, at which a way back is open. */
const AFTER = ['reviewDate', 'review', 'restoreWindow', 'tracks'] as const;

/** The way back after a transfer. */
export const restoreRoutes = [
  route({
    method: 'post',
    path: '/handovers/{handoverId}/restore',
    operationId: 'restore',
    tag,
    summary: { en: 'Restore customers as they were before the transfer', zh: '恢复到转移之前' },
    who: mayRestore,
    when: { case: 'transferred' },
    takes: { params, body: s.restoreRequest },
    gives: a.movedBack,
    idempotency: 'optional',
    async handle(call) {
      const { customerIds, filter, onConflict, comment } = call.input.body;
      if (customerIds) await call.as((tx) => mustBeInCase(tx, call.input.params.handoverId, customerIds, null));
      return decide(call, {
        answers: [...AFTER],
        definition: m.restoreUpdate,
        text: { customerIds, filter, comment },
        argument: (by): m.MoveBack => ({
          ...by,
          scope: customerIds ? 'listed' : filter ? 'filtered' : 'all',
          ...(onConflict === 'keep' ? {} : { onConflict }),
        }),
      });
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/restore/preview',
    operationId: 'previewRestore',
    tag,
    summary: { en: 'What a restore would do, without doing it', zh: '预览恢复的结果，不执行' },
    who: mayRestore,
    when: { case: 'transferred' },
    takes: { params, body: s.restoreRequest },
    gives: r.restorePreview,
    async handle({ input, locale, person: { timeZone }, as }) {
      const { handoverId } = input.params;
      const { customerIds } = input.body;
      if (customerIds) await as((tx) => mustBeInCase(tx, handoverId, customerIds, null));
      return as((tx) => previewOfRestore(tx, handoverId, input.body, { locale, timeZone }));
    },
  }),
  route({
    method: 'get',
    path: '/handovers/{handoverId}/conflicts',
    operationId: 'listConflicts',
    tag,
    summary: { en: 'What restores found changed, and what was decided', zh: '恢复时发现的改动及裁定' },
    who: { may: 'seeCase' },
    takes: { params, query: s.conflictsQuery },
    gives: r.restoreConflicts,
    handle: ({ input, as }) => as((tx) => listConflicts(tx, input.params.handoverId, input.query)),
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/conflicts/{conflictId}/decision',
    operationId: 'decideConflict',
    tag,
    summary: { en: 'Decide a conflict: keep it as it is, or take it back', zh: '裁定冲突：保留现状或收回' },
    who: mayRestore,
    when: { case: 'transferred' },
    takes: { params: s.conflictParams, body: s.conflictDecisionRequest },
    gives: a.movedBack,
    idempotency: 'optional',
    async handle(call) {
      const { handoverId, conflictId } = call.input.params;
      const { decision, comment } = call.input.body;
      if (!(await call.as((tx) => hasConflict(tx, handoverId, conflictId)))) throw new Refusal('notFound');
      return decide(call, {
        answers: [...AFTER],
        definition: m.restoreUpdate,
        text: { conflictId, decision, comment },
        argument: (by) => ({ ...by, scope: 'conflict' }),
      });
    },
  }),
];
