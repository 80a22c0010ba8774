import { Refusal } from '../../contract/failures.ts';
import * as s from '../../contract/schemas.ts';
import * as a from '../../contract/session-answers.ts';
import * as r from '../../contract/session-schemas.ts';
import { endSessions, sessionsOf } from '../../db/intake/sessions.ts';
import { readEmployee } from '../../db/reads/people.ts';
import { clearCookie, readCookie } from '../cookies.ts';
import { type Call, route } from '../route.ts';

const tag = 'sessions';
const who = { may: 'signedIn' } as const;
const hr = { may: 'roles', roles: ['hr'] } as const;

/** Logins in the browser: to be looked at, cut, and left. */
export const sessionRoutes = [
  route({
    method: 'get',
    path: '/me/sessions',
    operationId: 'listMySessions',
    tag,
    summary: { en: 'Where the caller is logged in by a browser', zh: '当前用户的浏览器登录' },
    who,
    takes: {},
    gives: a.sessions,
    handle: (call) => listed(call, call.person.id),
  }),
  route({
    method: 'post',
    path: '/me/sessions/end',
    operationId: 'endMySessions',
    tag,
    summary: { en: 'End all logins of the caller, but for this one', zh: '结束当前用户的其他全部登录' },
    who,
    takes: { body: r.endSessionsRequest },
    gives: a.sessionsEnded,
    handle: (call) => ended(call, call.person.id, { but: call.input.body.keepThis ? call.person.sessionId : null }),
  }),
  route({
    method: 'post',
    path: '/me/sessions/{id}/end',
    operationId: 'endMySession',
    tag,
    summary: { en: 'End one login of the caller', zh: '结束当前用户的一个登录' },
    who,
    takes: { params: s.idParams },
    gives: a.sessionsEnded,
    async handle(call) {
      const done = await ended(call, call.person.id, { id: call.input.params.id });
      if (done.ended === 0) throw new Refusal('notFound');
      return done;
    },
  }),
  route({
    method: 'post',
    path: '/logout',
    operationId: 'logOut',
    tag,
    summary: {
      en: 'Log out of the browser; a bearer token is left as it is',
      zh: '退出浏览器登录；令牌须由其签发方收回',
    },
    who,
    takes: {},
    gives: a.loggedOut,
    async handle({ deps, req, res, person, as }) {
      const token = readCookie(req, 'session', deps.publicUrl);
      const { sessionId } = person;
      if (!deps.sessions || token === undefined || sessionId === null) return { continueAt: null };
      const continueAt = await deps.sessions.leaving(token);
      deps.leases.spare(person.id, res);
      await as((tx) => endSessions(tx, person.id, { id: sessionId }, { by: person.id, reason: 'loggedOut' }));
      clearCookie(res, 'session', deps.publicUrl);
      res.set('Clear-Site-Data', '"cache", "storage"');
      return { continueAt };
    },
  }),
  route({
    method: 'get',
    path: '/employees/{id}/sessions',
    operationId: 'listSessions',
    tag,
    summary: { en: 'Where somebody is logged in by a browser', zh: '员工的浏览器登录' },
    who: hr,
    takes: { params: s.idParams },
    gives: a.sessions,
    async handle(call) {
      await mustBeThere(call);
      return listed(call, call.input.params.id);
    },
  }),
  route({
    method: 'post',
    path: '/employees/{id}/sessions/end',
    operationId: 'endSessions',
    tag,
    summary: {
      en: 'End all logins of somebody at once; they may log in again',
      zh: '立即结束员工的全部登录（可重新登录）',
    },
    who: hr,
    takes: { params: s.idParams },
    gives: a.sessionsEnded,
    async handle(call) {
      await mustBeThere(call);
      return ended(call, call.input.params.id, { but: null });
    },
  }),
];

async function mustBeThere({ as, input }: Call<{ params: { id: string } }>): Promise<void> {
  if (!(await as((tx) => readEmployee(tx, input.params.id)))) throw new Refusal('notFound');
}

async function listed({ as, person }: Call<unknown>, personId: string) {
  const items = await as((tx) => sessionsOf(tx, personId));
  return { items: items.map((one) => ({ ...one, current: one.id === person.sessionId })) };
}

async function ended(
  { as, deps, person, res }: Call<unknown>,
  personId: string,
  which: Parameters<typeof endSessions>[2],
) {
  if (personId === person.id) deps.leases.spare(person.id, res);
  return { ended: await as((tx) => endSessions(tx, personId, which, { by: person.id, reason: 'cut' })) };
}
