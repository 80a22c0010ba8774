import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type AuditEntry, type Person, api } from '../api.ts';
import { Proof, checkOf } from '../audit/proof.tsx';
import { useMe } from '../me.tsx';
import { useText } from '../text.tsx';
import { Icon } from '../ui/icon.tsx';
import { type Column, LongTable } from '../ui/long-table.tsx';
import { Badge, Empty, ProblemNote } from '../ui/notes.tsx';
import { PersonPicker } from '../ui/person-picker.tsx';
import { useAddress } from '../ui/use-address.ts';
import { useSettled } from '../ui/use-settled.ts';
import { Waiting } from '../ui/waiting.tsx';
import { Search } from '../ui/search.tsx';

/** All that was done, sealed: what is looked for stands in the address. */
export function Audit() {
  const { t, dateTime, locale } = useText();
  const [search, keep, clear] = useAddress();
  const [actor, setActor] = useState<Person | null>(null);
  const [proving, setProving] = useState<AuditEntry | null>(null);
  const action = useSettled(search.get('action') ?? '', 300);
  const wanted = {
    action: /^[a-zA-Z]+(\.[a-zA-Z]+|\.\*)?$/.test(action) ? action : null,
    actor: search.get('actor'),
    handover: search.get('handover'),
    from: startOf(search.get('from'), 0),
    to: startOf(search.get('to'), 1),
  };
  const pages = useInfiniteQuery({
    queryKey: ['audit', wanted, locale],
    queryFn: ({ pageParam }) => api.audit({ ...wanted, limit: 100, cursor: pageParam && Number(pageParam) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const columns: Column<AuditEntry>[] = [
    {
      key: 'what',
      head: t('audit.what'),
      width: 6,
      cell: (one) => (
        <span className="two-lines" title={one.sentence}>
          <span>{one.sentence}</span>
          <span className="quiet small">
            {dateTime(one.at)} · <code>{one.action}</code>
          </span>
        </span>
      ),
    },
    {
      key: 'who',
      head: t('audit.who'),
      width: 2,
      minor: true,
      cell: (one) => one.actor?.name ?? t(`actor.${one.actorKind}`),
    },
    {
      key: 'proof',
      head: t('audit.proof'),
      width: 1.5,
      cell: (one) => (
        <button
          type="button"
          className="linkish small"
          aria-label={t('audit.proofOf', { id: one.id })}
          onClick={() => setProving(one)}
        >
          {t('audit.proof')}
        </button>
      ),
    },
  ];
  return (
    <>
      <header className="page">
        <h1>{t('nav.audit')}</h1>
        <p className="quiet">{t('audit.text')}</p>
      </header>
      <State />
      <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <Search
          label={t('audit.action')}
          maxLength={60}
          value={search.get('action') ?? ''}
          onChange={(typed) => keep({ action: typed.trim() })}
        />
        {(['from', 'to'] as const).map((end) => (
          <label key={end}>
            {t(`audit.${end}`)}
            <input
              type="date"
              value={search.get(end) ?? ''}
              onChange={(event) => keep({ [end]: event.target.value })}
            />
          </label>
        ))}
        <PersonPicker
          label={t('audit.who')}
          value={actor}
          onPick={(person) => {
            setActor(person);
            keep({ actor: person.id });
          }}
        />
        {search.size > 0 ? (
          <button
            type="button"
            className="btn small"
            onClick={() => {
              setActor(null);
              clear();
            }}
          >
            {t('audit.clear')}
          </button>
        ) : null}
      </form>
      <LongTable
        label={t('nav.audit')}
        columns={columns}
        pages={pages}
        rowHeight={matchMedia('(max-width: 860px)').matches ? 104 : 58}
        empty={<Empty title={t('audit.none')} />}
      />
      {proving === null ? null : <Proof entry={proving} onClose={() => setProving(null)} />}
    </>
  );
}

/** @returns the instant at which a day of the reader begins, or the day after it */
function startOf(day: string | null, daysLater: number): string | null {
  const at = new Date(`${day ?? ''}T00:00:00`);
  if (Number.isNaN(at.getTime())) return null;
  at.setDate(at.getDate() + daysLater);
  return at.toISOString();
}

/** Up to where the log is sealed, and what the checks of the data found. */
function State() {
  const me = useMe();
  const { t, dateTime, number } = useText();
  const head = useQuery({ queryKey: ['audit-head'], queryFn: api.auditHead, refetchInterval: 30_000 });
  const checks = useQuery({
    queryKey: ['integrity'],
    queryFn: () => api.integrity(null),
    enabled: me.permissions.includes('getIntegrity'),
  });
  const download = useMutation({
    mutationFn: async (what: 'log' | 'keys') =>
      what === 'log'
        ? api.download('/audit/export', { accept: 'application/x-ndjson' }, 'audit.ndjson')
        : api.saveAnswer(await api.auditKeys(), 'keys.json'),
  });
  const run = checks.data?.run ?? null;
  const wrong = (run?.checks ?? []).filter(({ state }) => state === 'wrong' || state === 'failed');
  return (
    <section className="card" aria-labelledby="state">
      <h2 id="state">{t('audit.state')}</h2>
      <ProblemNote problem={head.error ?? checks.error ?? download.error} />
      {head.data === undefined ? (
        <Waiting lines={2} />
      ) : head.data.head === null ? (
        <p className="quiet">{t('audit.notSealed')}</p>
      ) : (
        <p>
          {t('audit.sealed', { size: number(head.data.head.size), at: dateTime(head.data.head.sealedAt) })}
          <br />
          <span className="quiet small">{t('audit.root')}</span> <code className="hash">{head.data.head.root}</code>
        </p>
      )}
      {run === null ? (
        checks.data === undefined ? null : (
          <p className="quiet">{t('audit.unchecked')}</p>
        )
      ) : (
        <p>
          <Badge tone={wrong.length === 0 ? 'good' : 'bad'}>
            {wrong.length === 0 ? t('audit.allRight') : t('audit.wrong', { count: wrong.length })}
          </Badge>{' '}
          <span className="quiet small">{t('audit.checkedAt', { at: dateTime(run.finishedAt) })}</span>{' '}
          <Link to="/integrity">{t('audit.toIntegrity')}</Link>
        </p>
      )}
      <div className="buttons">
        <button
          type="button"
          className="btn small"
          disabled={download.isPending}
          onClick={() => download.mutate('log')}
        >
          <Icon name="download" />
          {t('audit.export')}
        </button>
        <button
          type="button"
          className="btn small"
          disabled={download.isPending}
          onClick={() => download.mutate('keys')}
        >
          <Icon name="download" />
          {t('audit.keys')}
        </button>
      </div>
      <p className="quiet small">
        {t('audit.howTo')} <code>{checkOf('audit.ndjson')}</code>
      </p>
    </section>
  );
}
