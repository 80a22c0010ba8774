import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { useText } from '../text.tsx';
import { Empty, Failed } from '../ui/notes.tsx';
import { Waiting } from '../ui/waiting.tsx';

const MOST = 100;

/** The demonstration's mail: everything that would have left by SMTP. */
export function Outbox() {
  const { t, dateTime } = useText();
  const { data, error, refetch } = useQuery({ queryKey: ['outbox'], queryFn: api.outbox });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  return (
    <>
      <header className="page">
        <h1>{t('nav.outbox')}</h1>
        <p className="quiet">{t('outbox.text')}</p>
      </header>
      {data.items.length === 0 ? <Empty title={t('outbox.none')} /> : null}
      {data.items.slice(0, MOST).map((mail) => (
        <details key={mail.id} className="card">
          <summary>
            <bdi className="strong">{mail.subject}</bdi>{' '}
            <span className="quiet small">
              {mail.to.join(t('separator'))} · {dateTime(mail.receivedAt)}
            </span>
          </summary>
          <p className="said">{mail.text}</p>
          {mail.attachments.length === 0 ? null : (
            <p className="quiet small">
              {t('outbox.attached', { names: mail.attachments.map(({ name }) => name).join(t('separator')) })}
            </p>
          )}
        </details>
      ))}
    </>
  );
}
