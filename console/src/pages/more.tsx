import { Link } from 'react-router';
import { Tour } from '../demo.tsx';
import { useMe } from '../me.tsx';
import { furtherPlaces } from '../places.ts';
import { signIn } from '../session.ts';
import { useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';

/** Every place that has no room at the foot of a narrow page. */
export function More() {
  const me = useMe();
  const { t } = useText();
  return (
    <>
      <header className="page">
        <h1>{t('nav.more')}</h1>
      </header>
      <Tour place="link" />
      <ul className="rows links">
        {furtherPlaces(me).map(({ to, icon, name }) => (
          <li key={to}>
            <Link to={to}>
              <span className="marks">
                <Icon name={icon} />
                {t(name)}
              </span>
              <Icon name="chevron" />
            </Link>
          </li>
        ))}
        {signIn === 'demo' ? (
          <li>
            <Link to="/outbox">
              <span className="marks">
                <Icon name="mail" />
                {t('nav.outbox')}
              </span>
              <Icon name="chevron" />
            </Link>
          </li>
        ) : null}
        <li>
          <a href="/docs/">
            <span className="marks">
              <Icon name="info" />
              {t('nav.docs')}
            </span>
            <Icon name="chevron" />
          </a>
        </li>
      </ul>
    </>
  );
}
