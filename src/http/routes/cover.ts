import * as a from '../../contract/answers.ts';
import { Refusal } from '../../contract/failures.ts';
import * as m from '../../contract/messages.ts';
import * as k from '../../contract/kind-schemas.ts';
import * as s from '../../contract/schemas.ts';
import { decide } from '../decide.ts';
import { mustBeNear } from '../near.ts';
import { route } from '../route.ts';

const tag = 'decisions';
const params = s.handoverParams;
const answers = ['coverEnd', 'coverReturn'] as const;

/** Cover during absence, once it is on. */
export const coverRoutes = [
  route({
    method: 'post',
    path: '/handovers/{handoverId}/cover/extension',
    operationId: 'extendCover',
    tag,
    summary: { en: 'Move the end of a cover', zh: '调整代管结束时间' },
    who: { may: 'actOnCase', relations: ['supervisor', 'deputy', 'starter'], roles: ['hr'] },
    when: { waits: ['coverEnd', 'coverReturn'] },
    takes: { params, body: k.extendCoverRequest },
    gives: a.progress,
    idempotency: 'optional',
    handle(call) {
      const { until, comment } = call.input.body;
      if (Date.parse(until) <= Date.now()) throw new Refusal('untilPast', {}, '/until');
      mustBeNear(until, '/until');
      return decide(call, {
        answers: [...answers],
        definition: m.extendCoverUpdate,
        text: { comment },
        argument: (by) => ({ ...by, until: new Date(until).toISOString() }),
      });
    },
  }),
  route({
    method: 'post',
    path: '/handovers/{handoverId}/cover/end',
    operationId: 'endCover',
    tag,
    summary: {
      en: 'End a cover: give back what was lent now, or leave it with the cover once the giver did not come back',
      zh: '结束代管：立即归还，或在移交人未返岗时由代管人长期负责',
    },
    who: { may: 'actOnCase', relations: ['giver', 'supervisor', 'deputy', 'starter'], roles: ['hr'] },
    when: { waits: ['coverEnd', 'coverReturn'] },
    takes: { params, body: k.endCoverRequest },
    gives: a.progress,
    idempotency: 'optional',
    handle(call) {
      const { decision, comment } = call.input.body;
      return decide(call, {
        answers: [...answers],
        definition: m.endCoverUpdate,
        text: { comment },
        argument: (by) => ({ ...by, decision }),
      });
    },
  }),
];
