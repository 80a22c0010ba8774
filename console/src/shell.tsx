import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, NavLink, useLocation, useNavigate } from 'react-router';
import { api } from './api.ts';
import { Tour } from './demo.tsx';
import { forgetDrafts } from './drafts.ts';
import { useDelegators } from './delegations/acting.ts';
import { useMe } from './me.tsx';
import { NOTIFICATIONS, type Place, dailyPlaces, furtherPlaces, isUnderMore } from './places.ts';
import { session, signIn } from './session.ts';
import { type Key, useText } from './text.tsx';
import { THEMES, chooseTheme, chosenTheme } from './theme.ts';
import { Dialog } from './ui/dialog.tsx';
import { Icon } from './ui/icon.tsx';
import { Guard } from './ui/guard.tsx';
import { names } from './ui/person.tsx';
import { useNotificationCount } from './ui/use-notification-count.ts';
import { useShortcuts } from './ui/use-shortcuts.ts';
import { Secrets } from './webhooks/secret.tsx';

/** What stands around every page: where one can go, who one is, and how one reads. */
export function Shell({ children }: { children: ReactNode }) {
  const me = useMe();
  const { t } = useText();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const [help, setHelp] = useState(false);
  const daily = dailyPlaces(me);
  const further = furtherPlaces(me);
  const places = [...daily, NOTIFICATIONS, ...further];
  const mayStart = me.permissions.includes('startHandover');
  useShortcuts({
    ...Object.fromEntries(places.map(({ to, key }) => [`g ${key}`, () => void navigate(to)])),
    ...(mayStart ? { n: () => void navigate('/handovers/new') } : {}),
    '?': () => setHelp(true),
    '/': () => document.querySelector<HTMLInputElement>('input[type="search"]')?.focus(),
  });
  // The tabs of a case are one page.
  const page = pathname.split('/').slice(1, 3).join('/');
  // A new page is read from its beginning, by the eye and by a screen reader.
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
    window.scrollTo(0, 0);
  }, [page]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <header className="top">
        <Link to="/work" className="brand">
          <span className="mark" aria-hidden="true" />
          {t('brand')}
        </Link>
        <div className="reader">
          <Acting />
          <Bell />
          <Reader />
        </div>
      </header>
      <nav className="places" aria-label={t('nav.label')}>
        {daily.map(({ to, icon, name }) => (
          <NavLink key={to} to={to} end={to === '/handovers' && pathname === '/handovers/new'}>
            <Icon name={icon} />
            <span>{t(name)}</span>
            {to === '/work' && me.awaits > 0 ? (
              <span className="count" title={t('nav.awaits', { count: me.awaits })}>
                {me.awaits}
              </span>
            ) : null}
          </NavLink>
        ))}
        <Link
          to="/more"
          className={isUnderMore(pathname) ? 'narrow active' : 'narrow'}
          aria-current={isUnderMore(pathname) ? 'page' : undefined}
        >
          <Icon name="more" />
          <span>{t('nav.more')}</span>
        </Link>
        {mayStart ? (
          <NavLink to="/handovers/new" className="btn primary start">
            <Icon name="plus" />
            <span>{t('nav.start')}</span>
          </NavLink>
        ) : null}
        <div className="further">
          {further.map(({ to, icon, name }) => (
            <NavLink key={to} to={to}>
              <Icon name={icon} />
              <span>{t(name)}</span>
            </NavLink>
          ))}
        </div>
        <div className="foot">
          <Tour place="link" />
          {signIn === 'demo' ? <NavLink to="/outbox">{t('nav.outbox')}</NavLink> : null}
          <a href="/docs/">{t('nav.docs')}</a>
          <button type="button" className="linkish" onClick={() => setHelp(true)}>
            {t('keys.title')}
          </button>
        </div>
      </nav>
      <main id="main" ref={main} tabIndex={-1}>
        <Guard key={page}>{children}</Guard>
      </main>
      <Secrets />
      {help ? <Shortcuts places={places} mayStart={mayStart} onClose={() => setHelp(false)} /> : null}
    </div>
  );
}

/** For whom the reader acts, so that they always know whose name their decisions can stand for. */
function Acting() {
  const { t } = useText();
  const delegators = useDelegators();
  return delegators.length === 0 ? null : (
    <Link to="/delegations" className="badge warn acting">
      {t('work.for', { names: names(delegators, t('separator')) })}
    </Link>
  );
}

/** What the reader was told and has not read. */
function Bell() {
  const { t } = useText();
  const { to, icon, name } = NOTIFICATIONS;
  const unread = useNotificationCount()?.unread ?? 0;
  return (
    <NavLink to={to} className="btn bare bell" aria-label={t('notifications.bell', { count: unread })} title={t(name)}>
      <Icon name={icon} />
      {unread > 0 ? <span className="count">{unread > 99 ? '99+' : unread}</span> : null}
    </NavLink>
  );
}

/** Who reads, in which language and light, and how to leave. */
function Reader() {
  const me = useMe();
  const { t, locale, choose, list, labelOf } = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [theme, setTheme] = useState(chosenTheme);
  const details = useRef<HTMLDetailsElement>(null);
  const leave = async () => {
    forgetDrafts(me.person.id);
    const { continueAt } = signIn === 'login' ? await api.logOut() : { continueAt: null };
    session.drop();
    client.clear();
    if (continueAt === null) await navigate('/sign-in');
    else location.assign(continueAt);
  };
  return (
    <>
      <button
        type="button"
        className="btn bare"
        lang={locale === 'en' ? 'zh-CN' : 'en'}
        onClick={() => {
          choose(locale === 'en' ? 'zh-CN' : 'en');
          void client.invalidateQueries();
        }}
      >
        {t('language.other')}
      </button>
      <details
        ref={details}
        className="menu"
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false;
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && details.current) details.current.open = false;
        }}
      >
        <summary className="btn bare" aria-label={t('reader.menu', { name: me.person.name })}>
          <Icon name="person" />
          <span className="who">{me.person.name}</span>
        </summary>
        <div className="sheet">
          <p className="strong">{me.person.name}</p>
          <p className="quiet small">
            {me.person.number} ·{' '}
            {list(me.roles.map((role) => (role === 'hr' ? labelOf('role', role) : t(`company.${role}` as Key))))}
          </p>
          <fieldset>
            <legend>{t('theme.label')}</legend>
            {THEMES.map((one) => (
              <label key={one} className="choice">
                <input
                  type="radio"
                  name="theme"
                  checked={theme === one}
                  onChange={() => {
                    chooseTheme(one);
                    setTheme(one);
                  }}
                />
                {t(`theme.${one}`)}
              </label>
            ))}
          </fieldset>
          <button type="button" className="btn" onClick={() => void leave()}>
            {signIn === 'demo' ? t('reader.other') : t('reader.leave')}
          </button>
        </div>
      </details>
    </>
  );
}

function Shortcuts({ places, mayStart, onClose }: { places: Place[]; mayStart: boolean; onClose: () => void }) {
  const { t } = useText();
  const rows: [string, string][] = [
    ...places.map(({ key, name }): [string, string] => [`g ${key}`, t(name)]),
    ...(mayStart ? [['n', t('nav.start')] as [string, string]] : []),
    ['/', t('keys.search')],
    ['j k', t('keys.move')],
    ['Enter', t('keys.open')],
    ['?', t('keys.title')],
  ];
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl className="keys">
        {rows.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
