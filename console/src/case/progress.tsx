import type { Handover } from '../api.ts';
import { useText } from '../text.tsx';
import { Note } from '../ui/notes.tsx';
import { PersonLink } from '../ui/person.tsx';
import { useCase } from './context.ts';
import { Entries, NoEntries } from './timeline.tsx';

/** What the case is about, how much of it is done, and the latest news. */
export function Progress() {
  const { handover, timeline } = useCase();
  const { t, label, dateTime } = useText();
  return (
    <div className="columns">
      <section aria-labelledby="about">
        <h2 id="about">{t('progress.about')}</h2>
        {handover.flags.length === 0 ? null : (
          <Note tone="warn" title={t('progress.flags')}>
            <ul>
              {handover.flags.map((flag) => (
                <li key={flag}>{label(`flag.${flag}`)}</li>
              ))}
            </ul>
          </Note>
        )}
        <dl className="facts">
          <dt>{t('progress.reason')}</dt>
          <dd className="said">{handover.reason}</dd>
          <dt>{label('role.giver')}</dt>
          <dd>
            <PersonLink person={handover.giver} />
          </dd>
          <dt>{label('role.receiver')}</dt>
          <dd>
            {handover.receivers.map((person, at) => (
              <span key={person.id}>
                {at > 0 ? t('separator') : ''}
                <PersonLink person={person} />
              </span>
            ))}
          </dd>
          <dt>{label('role.supervisor')}</dt>
          <dd>
            <PersonLink person={handover.supervisor} />
          </dd>
          {handover.deputies.length === 0 ? null : (
            <>
              <dt>{label('role.deputy')}</dt>
              <dd>{handover.deputies.map(({ name }) => name).join(t('separator'))}</dd>
            </>
          )}
          <dt>{t('progress.startedBy')}</dt>
          <dd>
            <PersonLink person={handover.startedBy} /> <span className="quiet">{dateTime(handover.startedAt)}</span>
          </dd>
          <dt>{t('progress.assignment')}</dt>
          <dd>{t(`assignment.${handover.assignment}`)}</dd>
          <dt>{t('progress.scope')}</dt>
          <dd>{handover.wholeBook ? t('progress.wholeBook') : t('progress.part')}</dd>
          <dt>{t('progress.policy')}</dt>
          <dd>
            {handover.policy.key} · {t('progress.version', { version: handover.policy.version })}
          </dd>
          {handover.transferredAt === null ? null : (
            <>
              <dt>{t('progress.transferredAt')}</dt>
              <dd>{dateTime(handover.transferredAt)}</dd>
            </>
          )}
          {handover.closedAt === null ? null : (
            <>
              <dt>{t('progress.closedAt')}</dt>
              <dd>{dateTime(handover.closedAt)}</dd>
            </>
          )}
        </dl>
        <Counts handover={handover} />
      </section>
      <section aria-labelledby="latest">
        <h2 id="latest">{t('progress.latest')}</h2>
        {timeline.length === 0 ? <NoEntries /> : <Entries entries={timeline.slice(-8).toReversed()} />}
      </section>
    </div>
  );
}

/** How many records of each type there are, and what became of them. */
function Counts({ handover }: { handover: Handover }) {
  const { t, labelOf, number } = useText();
  const states = [...new Set(handover.counts.map(({ state }) => state))];
  const types = [...new Set(handover.counts.map(({ type }) => type))];
  if (types.length === 0) return null;
  const count = (type: string, state: string) =>
    handover.counts.find((one) => one.type === type && one.state === state)?.count ?? 0;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={t('progress.counts')}>
      <table>
        <caption>{t('progress.counts')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('items.type')}</th>
            {states.map((state) => (
              <th key={state} scope="col" className="figure">
                <span className="sentence-case">{labelOf('item', state)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr key={type}>
              <th scope="row">{t(`type.${type}`)}</th>
              {states.map((state) => (
                <td key={state} className="figure">
                  {number(count(type, state))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
