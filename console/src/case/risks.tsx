import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Risk, api } from '../api.ts';
import { useText } from '../text.tsx';
import { Badge, Empty, Failed, Note } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { Waiting } from '../ui/waiting.tsx';
import { useCase } from './context.ts';
import { RiskDialog } from './risk-dialog.tsx';

/** The register of risks: what may go wrong, how much, and what is done about it. */
export function Risks() {
  const { handover, may } = useCase();
  const { t, day } = useText();
  const [asked, setAsked] = useState<Risk | 'new' | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['case', handover.id, 'risks'],
    queryFn: () => api.risks(handover.id),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const enter = may('openRisk') ? (
    <button type="button" className="btn" onClick={() => setAsked('new')}>
      {t('risks.enter')}
    </button>
  ) : null;
  const dialog =
    asked === null ? null : <RiskDialog risk={asked === 'new' ? null : asked} onClose={() => setAsked(null)} />;
  if (data.items.length === 0)
    return (
      <>
        <Empty title={t('risks.none')}>
          <p>{t('risks.noneText')}</p>
          {enter}
        </Empty>
        {dialog}
      </>
    );
  return (
    <section className="stack" aria-label={t('tab.risks')}>
      {enter === null ? null : <div className="buttons">{enter}</div>}
      {dialog}
      {data.blocking > 0 ? <Note tone="warn">{t('risks.blocking', { count: data.blocking })}</Note> : null}
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('risks.table')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('risks.what')}</th>
              <th scope="col">{t('type.customer')}</th>
              <th scope="col" className="figure">
                {t('risks.score')}
              </th>
              <th scope="col">{t('risks.mitigation')}</th>
              <th scope="col">{t('risks.owner')}</th>
              <th scope="col">{t('items.state')}</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((risk) => (
              <tr key={risk.id}>
                <td className="said">{risk.sentence}</td>
                <td>
                  <bdi>{risk.customer?.name ?? ''}</bdi>
                </td>
                <td className="figure">
                  <span title={t('risks.scoreOf', { likelihood: risk.likelihood, effect: risk.effect })}>
                    {risk.score}
                  </span>
                </td>
                <td className="said">{risk.mitigation ?? ''}</td>
                <td>
                  <PersonName person={risk.owner} />
                  {risk.dueOn === null ? null : <span className="quiet small"> {day(risk.dueOn)}</span>}
                </td>
                <td>
                  <Badge tone={risk.blocking ? 'bad' : risk.state === 'open' ? 'warn' : 'neutral'}>
                    {t(`risks.state.${risk.state}`)}
                  </Badge>{' '}
                  {may('changeRisk') && risk.state !== 'gone' ? (
                    <button
                      type="button"
                      className="linkish small"
                      aria-label={t('risks.changeOf', { what: risk.sentence })}
                      onClick={() => setAsked(risk)}
                    >
                      {t('risks.change')}
                    </button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {data.next === null ? null : <p className="quiet small">{t('risks.more')}</p>}
    </section>
  );
}
