import type { ReactNode } from 'react';
import { Refused, isOffline, statusOf } from '../api.ts';
import { useText } from '../text.tsx';
import { Icon } from './icon.tsx';

export type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'bad';

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}

/** Something worth knowing, beside what it is about. */
export function Note({ tone = 'info', title, children }: { tone?: Tone; title?: string; children?: ReactNode }) {
  return (
    <div className={`note ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={tone === 'bad' || tone === 'warn' ? 'warning' : tone === 'good' ? 'check' : 'info'} />
      <div>
        {title === undefined ? null : <strong>{title}</strong>}
        {children}
      </div>
    </div>
  );
}

/** What went wrong and what to do, in the words of the API. */
export function ProblemNote({ problem, retry }: { problem: unknown; retry?: (() => void) | undefined }) {
  const { t } = useText();
  if (problem === null || problem === undefined) return null;
  const said = problem instanceof Refused ? problem : null;
  const detail =
    said === null
      ? t(isOffline(problem) ? 'problem.offline' : 'problem.unexpected')
      : said.status === 403
        ? `${said.message} ${t('problem.notForYou')}`
        : said.message;
  const more = (said?.problem.errors ?? []).filter((one) => one.detail !== said?.message);
  return (
    <Note tone="bad">
      <p>{detail}</p>
      {more.length === 0 ? null : (
        <ul>
          {more.map((one) => (
            <li key={`${one.pointer ?? ''}${one.detail}`}>
              {one.pointer === undefined ? null : <code>{one.pointer}</code>} {one.detail}
            </li>
          ))}
        </ul>
      )}
      {said !== null && said.status >= 500 ? (
        <p className="quiet small">{t('problem.correlation', { id: said.problem.correlationId })}</p>
      ) : null}
      {said?.code === 'insufficientUserAuthentication' ? (
        <a className="btn small" href={loginAgain(said)}>
          {t('problem.loginAgain')}
        </a>
      ) : null}
      {retry === undefined ? null : (
        <button type="button" className="btn small" onClick={retry}>
          {t('problem.retry')}
        </button>
      )}
    </Note>
  );
}

/** Nothing is here, and what one can do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name="empty" />
      <p className="strong">{title}</p>
      {children === undefined ? null : <div className="quiet">{children}</div>}
    </div>
  );
}

/** A page that is not there or not for this reader: it says no more than that. */
export function NotForYou() {
  const { t } = useText();
  return (
    <div className="empty">
      <Icon name="empty" />
      <h1>{t('notForYou.title')}</h1>
      <p className="quiet">{t('notForYou.text')}</p>
    </div>
  );
}

/** What a page shows of a failed load: a plain refusal where there is nothing to see, else the problem with a way to try again. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  if ([403, 404].includes(statusOf(error))) return <NotForYou />;
  return <ProblemNote problem={error} retry={retry} />;
}

/** The way to the identity provider for the login that a signature demands (RFC 9470), and back here. */
function loginAgain({ problem: { params = {} } }: Refused): string {
  const query = new URLSearchParams({ returnTo: `${location.pathname}${location.search}` });
  if (typeof params.acrValues === 'string') query.set('acr', params.acrValues);
  if (typeof params.maxAge === 'string' || typeof params.maxAge === 'number')
    query.set('maxAge', String(params.maxAge));
  return `/auth/login?${query.toString()}`;
}
