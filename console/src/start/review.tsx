import { useNavigate } from 'react-router';
import { api } from '../api.ts';
import { useText } from '../text.tsx';
import { fromLocal } from '../times.ts';
import { Failed, ProblemNote } from '../ui/notes.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { requestOf } from './draft.ts';
import { Warnings } from './receivers.tsx';
import type { StartPart } from './start.tsx';
import { usePreview } from './use-preview.ts';

/** All that will happen, before it does. */
export function Review({ draft, done }: StartPart & { done: () => void }) {
  const { t, label, number, dateTime } = useText();
  const navigate = useNavigate();
  const { data, error, refetch } = usePreview(draft, draft.reason);
  const start = useAct(
    (_: undefined, key) => {
      const request = requestOf(draft, draft.reason.trim());
      if (request === null) throw new Error('the draft is not whole');
      return api.start(request, key);
    },
    [['handovers'], ['proposals']],
    ({ id }) => {
      done();
      void navigate(`/handovers/${id}`);
    },
  );
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting lines={8} />;
  const rows = data.counts.filter(({ followsCustomer, inPerson }) => followsCustomer + inPerson > 0);
  return (
    <section className="stack" aria-label={t('start.review')}>
      <Warnings preview={data} />
      <dl className="facts">
        <dt>{label('role.giver')}</dt>
        <dd>{data.giver.name}</dd>
        <dt>{label('role.receiver')}</dt>
        <dd>
          {data.receivers
            .map(({ person, customers }) => t('start.receives', { name: person.name, count: number(customers) }))
            .join(t('separator'))}
        </dd>
        <dt>{label('role.supervisor')}</dt>
        <dd>{data.supervisor.name}</dd>
        <dt>{t('start.kind')}</dt>
        <dd>{label(`kind.${draft.kind}`)}</dd>
        <dt>{t('reason')}</dt>
        <dd className="said">{draft.reason}</dd>
        <dt>{t('start.effectiveAt')}</dt>
        <dd>{draft.effectiveAt === '' ? t('start.whenSigned') : dateTime(fromLocal(draft.effectiveAt))}</dd>
        <dt>{t('start.takes')}</dt>
        <dd>{t('start.seconds', { count: number(data.transferSeconds) })}</dd>
      </dl>
      <div className="columns">
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('start.counts')}>
          <table>
            <caption>{t('start.counts')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('items.type')}</th>
                <th scope="col" className="figure">
                  {t('start.inPerson')}
                </th>
                <th scope="col" className="figure">
                  {t('start.follows')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ type, inPerson, followsCustomer }) => (
                <tr key={type}>
                  <th scope="row">{t(`type.${type}`)}</th>
                  <td className="figure">{number(inPerson)}</td>
                  <td className="figure">{number(followsCustomer)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <div className="scroll-x" tabIndex={0} role="region" aria-label={t('start.samples')}>
          <table>
            <caption>{t('start.samples')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('type.customer')}</th>
                <th scope="col">{t('items.receiver')}</th>
                <th scope="col">{t('items.why')}</th>
              </tr>
            </thead>
            <tbody>
              {data.samples.map((one) => (
                <tr key={one.id}>
                  <td>
                    <bdi>{one.name}</bdi>
                  </td>
                  <td>
                    <bdi>{one.receiver.name}</bdi>
                  </td>
                  <td className="quiet">{one.whySentence}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      <ProblemNote problem={start.error} />
      <footer className="buttons">
        <button type="button" className="btn" onClick={() => void navigate(-1)}>
          {t('back')}
        </button>
        <button
          type="button"
          className="btn primary"
          disabled={start.isPending}
          onClick={() => start.mutate(undefined)}
        >
          {start.isPending ? t('sending') : t('start.go')}
        </button>
      </footer>
    </section>
  );
}
