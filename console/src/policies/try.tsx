import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type EmployeeSummary, type PolicyBody, type Trial as Outcome, api } from '../api.ts';
import { type Label, useText } from '../text.tsx';
import { Field } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Failed, Note, ProblemNote } from '../ui/notes.tsx';
import { PersonPicker } from '../ui/person-picker.tsx';
import { names } from '../ui/person.tsx';
import { useAddress } from '../ui/use-address.ts';
import { Waiting } from '../ui/waiting.tsx';
import { useRuleNames } from './rule-names.ts';
import { usePolicies } from './use-policies.ts';

/** What a published version would mean for somebody's book. */
export function TryPolicy() {
  const { t, locale } = useText();
  const [search, keep] = useAddress();
  const { data, error, refetch } = usePolicies();
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const refs = data.flat();
  const wanted = search.get('policy') ?? '';
  const chosen = refs.find((one) => `${one.key}/${one.version}` === wanted) ?? refs[0];
  return (
    <div className="stack">
      <header className="page">
        <p className="crumbs">
          <Link to="/policies">
            <Icon name="back" /> {t('nav.policies')}
          </Link>
        </p>
        <h1>{t('policies.try')}</h1>
        <p className="quiet">{t('policies.tryText')}</p>
      </header>
      <Field label={t('progress.policy')}>
        {(wired) => (
          <select
            {...wired}
            value={chosen === undefined ? '' : `${chosen.key}/${chosen.version}`}
            onChange={(event) => keep({ policy: event.target.value })}
          >
            {refs.map((one) => (
              <option key={`${one.key}/${one.version}`} value={`${one.key}/${one.version}`}>
                {one.name[locale === 'en' ? 'en' : 'zh']} · {t('progress.version', { version: one.version })}
              </option>
            ))}
          </select>
        )}
      </Field>
      {chosen === undefined ? null : <Trial policy={{ key: chosen.key, version: chosen.version }} />}
    </div>
  );
}

/** Asks for giver and receivers, and tells what would come of it. Nothing is written. */
export function Trial({ policy }: { policy: { key: string; version: number } | { body: PolicyBody } }) {
  const { t } = useText();
  const [giver, setGiver] = useState<EmployeeSummary | null>(null);
  const [receivers, setReceivers] = useState<EmployeeSummary[]>([]);
  const trial = useMutation({
    mutationFn: () => api.tryPolicy({ giver: giver?.id ?? '', receivers: receivers.map(({ id }) => id), policy }),
  });
  return (
    <section className="card stack" aria-label={t('policies.try')}>
      <div className="pair">
        <PersonPicker
          label={t('start.giver')}
          value={giver}
          without={receivers.map(({ id }) => id)}
          onPick={setGiver}
        />
        <PersonPicker
          label={t('start.addReceiver')}
          without={[...(giver ? [giver.id] : []), ...receivers.map(({ id }) => id)]}
          onPick={(one) => setReceivers([...receivers, one])}
        />
      </div>
      {receivers.length === 0 ? null : (
        <p className="buttons">
          {receivers.map((one) => (
            <button
              key={one.id}
              type="button"
              className="btn small"
              aria-label={t('start.removeReceiver', { name: one.name })}
              onClick={() => setReceivers(receivers.filter(({ id }) => id !== one.id))}
            >
              {one.name}
              <Icon name="close" />
            </button>
          ))}
        </p>
      )}
      <p>
        <button
          type="button"
          className="btn primary"
          disabled={giver === null || receivers.length === 0 || trial.isPending}
          onClick={() => trial.mutate()}
        >
          {t('policies.tryNow')}
        </button>
      </p>
      <ProblemNote problem={trial.error} />
      {trial.data ? <Told outcome={trial.data} /> : null}
    </section>
  );
}

const TIERS = ['strict', 'standard', 'light'] as const;

function Told({ outcome }: { outcome: Outcome }) {
  const { t, label, labelOf, date, number } = useText();
  const nameOf = useRuleNames();
  const { secondApproval } = outcome;
  return (
    <div className="stack" role="status">
      {outcome.warnings.length === 0 ? null : (
        <Note tone="warn">
          <ul>
            {outcome.warnings.map(({ code, sentence }) => (
              <li key={`${code}${sentence}`}>{sentence}</li>
            ))}
          </ul>
        </Note>
      )}
      <dl className="facts">
        <dt>{label('role.supervisor')}</dt>
        <dd>{outcome.supervisor.name}</dd>
        <dt>{nameOf('deputies')}</dt>
        <dd>{outcome.deputies.length === 0 ? t('rules.nothing') : names(outcome.deputies, t('separator'))}</dd>
        <dt>{t('policies.secondApproval')}</dt>
        <dd>{secondApproval.needed ? (secondApproval.by?.name ?? t('policies.nobody')) : t('rules.no')}</dd>
        <dt>{t('policies.signers')}</dt>
        <dd>
          {outcome.signers.length === 0
            ? t('rules.nothing')
            : outcome.signers
                .map(({ role, person, department }) => `${labelOf('role', role)}: ${person?.name ?? department ?? ''}`)
                .join(t('separator'))}
        </dd>
        <dt>{label('step.meeting')}</dt>
        <dd>{date(outcome.meeting.startsAt)}</dd>
        <dt>{label('step.transfer')}</dt>
        <dd>{date(outcome.transferAt)}</dd>
        <dt>{t('policies.transitionEnds')}</dt>
        <dd>{date(outcome.transitionEndsAt)}</dd>
        <dt>{t('policies.restoreUntil')}</dt>
        <dd>{date(outcome.restoreUntil)}</dd>
      </dl>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('policies.shares')}>
        <table>
          <caption>{t('policies.shares')}</caption>
          <thead>
            <tr>
              <th scope="col">{label('role.receiver')}</th>
              {TIERS.map((tier) => (
                <th key={tier} scope="col" className="figure">
                  {nameOf(tier)}
                </th>
              ))}
              <th scope="col" className="figure">
                {t('policies.toVerify')}
              </th>
            </tr>
          </thead>
          <tbody>
            {outcome.receivers.map(({ person, customers, toVerify }) => (
              <tr key={person.id}>
                <th scope="row">{person.name}</th>
                {TIERS.map((tier) => (
                  <td key={tier} className="figure">
                    {number(customers[tier])}
                  </td>
                ))}
                <td className="figure">{number(toVerify)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('policies.waits')}>
        <table>
          <caption>{t('policies.waits')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('policies.wait')}</th>
              <th scope="col">{t('policies.awaited')}</th>
              <th scope="col">{t('policies.due')}</th>
              <th scope="col">{t('policies.agenda')}</th>
            </tr>
          </thead>
          <tbody>
            {outcome.waits.map((one) => (
              <tr key={one.wait}>
                <th scope="row">{label(`wait.${one.wait}` as Label)}</th>
                <td>{names(one.person, t('separator'))}</td>
                <td>{date(one.dueAt)}</td>
                <td>
                  <ul className="plain small">
                    {one.agenda.map(({ at, what, to }) => (
                      <li key={`${at}${what}`}>
                        {t(`policies.agenda.${what}`)} · {date(at)}
                        {to.length === 0 ? '' : ` · ${names(to, t('separator'))}`}
                      </li>
                    ))}
                  </ul>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {outcome.reviews.length === 0 ? null : (
        <p className="quiet">
          {t('policies.reviewsOn', { days: outcome.reviews.map(({ dueAt }) => date(dueAt)).join(t('separator')) })}
        </p>
      )}
    </div>
  );
}
