import * as a from '../../contract/session-answers.ts';
import { when } from '../print.ts';
import { type Verb, give, pageOf } from '../verb.ts';
import { employeeId } from './freeze.ts';

/** Logins in the browser, as HR sees and cuts them. */
export const sessionVerbs: readonly Verb[] = [
  {
    name: 'sessions',
    takes: ['<person>'],
    async run(call) {
      const id = await employeeId(call, call.given.arg(0));
      give(call, a.sessions, await call.api().get('/employees/{id}/sessions', { path: { id } }), ({ items }) =>
        pageOf(
          call,
          { items, next: null },
          {
            id: (one) => one.id,
            issuer: (one) => one.issuer,
            browser: (one) => one.userAgent ?? '',
            startedAt: (one) => when(one.startedAt, call.locale),
            lastSeenAt: (one) => when(one.lastSeenAt, call.locale),
            validUntil: (one) => when(one.expiresAt, call.locale),
          },
        ),
      );
    },
  },
  {
    name: 'end-sessions',
    takes: ['<person>'],
    async run(call) {
      const id = await employeeId(call, call.given.arg(0));
      give(
        call,
        a.sessionsEnded,
        await call.api().post('/employees/{id}/sessions/end', { path: { id } }),
        ({ ended }) => call.t('sessionsEnded', { ended }),
      );
    },
  },
];
