import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type DiscrepancySummary, type Verification, api } from '../api.ts';
import { useDraft } from '../drafts.ts';
import { useMe } from '../me.tsx';
import { type Key, useText } from '../text.tsx';
import { Due } from '../ui/due.tsx';
import { Words } from '../ui/field.tsx';
import { type Column, LongTable } from '../ui/long-table.tsx';
import { Badge, Empty, Failed, ProblemNote } from '../ui/notes.tsx';
import { PersonName } from '../ui/person.tsx';
import { useAct } from '../ui/use-act.ts';
import { Waiting } from '../ui/waiting.tsx';
import { useCase } from './context.ts';
import { Completeness } from './materials.tsx';
import { type Pack, packsOf } from './packs.ts';
import { relationsTo } from './relations.ts';

/** How far the receivers are with checking, what is left for the reader, and what was found. */
export function VerificationTab() {
  const me = useMe();
  const { handover } = useCase();
  const { t, number } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['case', handover.id, 'verification'],
    queryFn: () => api.verification(handover.id),
  });
  const mine = relationsTo(handover, me).has('receiver');
  const found = useQuery({
    queryKey: ['case', handover.id, 'discrepancies'],
    queryFn: () => api.discrepancies(handover.id),
  });
  if (error && !data) return <Failed error={error} retry={() => void refetch()} />;
  if (!data) return <Waiting />;
  const part = mine ? data.mine : data.all;
  const begun = handover.step === 'verification';
  return (
    <section className="stack" aria-label={t('tab.verification')}>
      <div className="tiles">
        <div className="tile">
          <span>{t('verification.all')}</span>
          <strong>{t('verification.of', { done: number(data.all.done), of: number(data.all.of) })}</strong>
          <progress value={data.all.done} max={Math.max(1, data.all.of)} aria-label={t('verification.all')} />
        </div>
        {mine ? (
          <div className="tile">
            <span>{t('verification.mine')}</span>
            <strong>{t('verification.of', { done: number(data.mine.done), of: number(data.mine.of) })}</strong>
            <progress value={data.mine.done} max={Math.max(1, data.mine.of)} aria-label={t('verification.mine')} />
          </div>
        ) : null}
      </div>
      {part.done >= part.of ? (
        <Empty title={t(data.all.of > 0 ? 'verification.nothing' : 'verification.notYet')} />
      ) : (
        <section aria-labelledby="to-verify">
          <h3 id="to-verify">{t(mine && begun ? 'verification.yours' : 'verification.left')}</h3>
          <Left verification={data} mine={mine} />
        </section>
      )}
      {found.data && found.data.items.length > 0 ? (
        <section aria-labelledby="found">
          <h3 id="found">{t('discrepancy.title')}</h3>
          {found.data.items.map((one) => (
            <OneDiscrepancy key={one.id} one={one} />
          ))}
        </section>
      ) : null}
    </section>
  );
}

/** The customers that are still to be checked. @param mine only those of the reader */
function Left({ verification, mine }: { verification: Verification; mine: boolean }) {
  const me = useMe();
  const { handover } = useCase();
  const { t } = useText();
  const { done, of } = mine ? verification.mine : verification.all;
  const pages = useInfiniteQuery({
    // By how far it is, and not with all else of the case: its pages are not read again because something else happened.
    queryKey: ['to-verify', handover.id, handover.round, mine, done, of],
    gcTime: 0,
    placeholderData: keepPreviousData,
    ...packsOf(handover.id, { toVerify: true, verified: false, receiver: mine ? me.person.id : null }),
  });
  const columns: Column<Pack>[] = [
    {
      key: 'customer',
      head: t('type.customer'),
      width: 5,
      cell: (one) => (
        <Link to={`/handovers/${handover.id}/materials/${one.id}`}>
          <bdi>{one.customer.name ?? t('items.hidden')}</bdi>
        </Link>
      ),
    },
    { key: 'receiver', head: t('items.receiver'), width: 3, cell: (one) => <PersonName person={one.receiver} /> },
    {
      key: 'completeness',
      head: t('materials.completeness'),
      width: 3,
      minor: true,
      cell: (one) => <Completeness of={one.completeness} />,
    },
  ];
  return (
    <LongTable
      label={t('verification.left')}
      columns={columns}
      pages={pages}
      total={of - done}
      empty={<Empty title={t('verification.nothing')} />}
    />
  );
}

/** What one may say in a discrepancy, by who one is and where it stands (src/contract/discrepancies.ts). */
const ACTS: {
  act: 'answer' | 'reply' | 'agree' | 'withdraw' | 'reopen' | 'accept' | 'mend';
  by: 'giver' | 'receiver' | 'supervisor';
  from: string[];
  words: boolean;
}[] = [
  { act: 'answer', by: 'giver', from: ['open', 'answered'], words: true },
  { act: 'reply', by: 'receiver', from: ['open', 'answered'], words: true },
  { act: 'agree', by: 'receiver', from: ['answered'], words: false },
  { act: 'withdraw', by: 'receiver', from: ['open', 'answered'], words: false },
  { act: 'reopen', by: 'receiver', from: ['agreed', 'withdrawn'], words: true },
  { act: 'accept', by: 'supervisor', from: ['open', 'answered'], words: true },
  { act: 'mend', by: 'supervisor', from: ['open', 'answered'], words: true },
];

function OneDiscrepancy({ one }: { one: DiscrepancySummary }) {
  const me = useMe();
  const { handover, may } = useCase();
  const { t, dateTime } = useText();
  const [shown, setShown] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['case', handover.id, 'discrepancies', one.id],
    queryFn: () => api.discrepancy(handover.id, one.id),
    enabled: shown,
  });
  const [comment, setComment, forget] = useDraft(me.person.id, `discrepancy:${one.id}`, '');
  const speak = useAct(
    (act: (typeof ACTS)[number]['act']) =>
      api.speak(handover.id, one.id, { act, comment: comment.trim() || undefined }),
    [['case', handover.id]],
    () => {
      forget();
      setComment('');
    },
  );
  const relations = relationsTo(handover, me);
  const acts = !may('speakInDiscrepancy')
    ? []
    : ACTS.filter(({ by, from }) => from.includes(one.state) && relations.has(by)).filter(
        ({ by }) =>
          (by !== 'receiver' || one.receiver.id === me.person.id) &&
          (by !== 'supervisor' || handover.waitingFor === 'discrepancyDecision'),
      );
  return (
    <details className="card" onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>
        <bdi className="strong">{one.customer.name ?? t('items.hidden')}</bdi>{' '}
        <Badge tone={one.state === 'open' ? 'warn' : one.state === 'mend' ? 'bad' : 'neutral'}>
          {t(`discrepancy.state.${one.state}`)}
        </Badge>{' '}
        <Due at={one.dueAt} overdue={false} />
      </summary>
      <ProblemNote problem={error} />
      <ol className="entries">
        {(data?.conversation ?? []).map((said) => (
          <li key={`${said.at}${said.act}`}>
            <p className="said">{said.body ?? t(`discrepancy.act.${said.act}` as Key)}</p>
            <p className="quiet small">
              <PersonName person={said.author} /> · {t(`discrepancy.act.${said.act}` as Key)} · {dateTime(said.at)}
            </p>
          </li>
        ))}
      </ol>
      {acts.length === 0 ? null : (
        <div className="stack">
          <Words label={t('comment')} rows={3} value={comment} onChange={(words) => setComment(words)} />
          <ProblemNote problem={speak.error} />
          <div className="buttons">
            {acts.map(({ act, words }) => (
              <button
                key={act}
                type="button"
                className="btn"
                disabled={speak.isPending || (words && comment.trim() === '')}
                onClick={() => speak.mutate(act)}
              >
                {t(`discrepancy.do.${act}`)}
              </button>
            ))}
          </div>
        </div>
      )}
    </details>
  );
}
